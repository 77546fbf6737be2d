package report

import (
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/obligation"
	"github.com/lockleak/lockleak/internal/result/finding"
	"github.com/lockleak/lockleak/internal/settings/checks"
)

// droppedRelease returns the finding for a deferred acquire in the place of its
// release.
func (src source) droppedRelease(x *obligation.DroppedRelease) (f Finding) {
	defer contain(&f, checks.DeferLock, x.At.Pos())
	f = src.begin(checks.DeferLock, "dropped", x.At.Parent(), x.At.Pos())
	call := src.callAt(x.At.Pos())
	text := src.text(call)
	f.Lock = "what " + text + " locks"
	advice := "acquire before that, and defer the release"
	if x.IsFunc {
		advice = "defer " + text + "()"
	}
	f.say("the deferred %s acquires a lock when the function returns, and drops the release that it returns; %s", text, advice)
	f.add(src.at(domain.Step{Kind: domain.StepAcquire, At: x.At, Pos: x.At.Pos()}, "the acquire is deferred here"))
	return f
}

// emptySection returns the finding for a release that lacks its defer.
func (src source) emptySection(e *obligation.EmptySection) (f Finding) {
	defer contain(&f, checks.DeferLock, e.Release)
	f = src.begin(checks.DeferLock, "empty", e.Function, e.Release)
	f.Lock = src.releasedLock(e.Lock, e.At, nil)
	field := src.fieldAt(e)
	text := src.text(src.callAt(e.Release))
	if text == "" {
		text = "the release"
	}
	f.say("%s follows the acquire at once, and %s is used after it; defer it", text, field)
	note := func(kind finding.Kind, pos token.Pos, text string) {
		f.add(entry{analysis.RelatedInformation{Pos: pos, Message: text}, kind})
	}
	note(finding.Acquire, e.Acquire, f.Lock+" is acquired here")
	note(finding.Release, e.Release, f.Lock+" is released here")
	note(finding.Mistake, e.Use, field+" is used here, without the lock")
	return f
}

// fieldAt returns what is used after the section, as the source writes it.
func (s source) fieldAt(e *obligation.EmptySection) string {
	for _, n := range s.enclosing(e.Use) {
		if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel.Pos() == e.Use {
			return s.text(sel)
		}
	}
	return e.Field
}
