package report

import (
	"fmt"
	"go/ast"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/fix"
	"github.com/lockleak/lockleak/internal/obligation"
)

// Relock returns the diagnostic for an acquire of what the path holds already,
// as a finding of the check relock.
func Relock(pass *analysis.Pass, r *obligation.Relock) (d analysis.Diagnostic) {
	defer contain(&d, "relock", r.Pos())
	src := source{pass}
	call := src.callAt(r.Pos())
	text, lock := src.acquireText(call, r)
	message := fmt.Sprintf("relock: %s acquires %s, which the path holds already: it blocks for ever; release it before that", text, lock)
	if r.Kind == obligation.RelockShared {
		message = fmt.Sprintf("relock: %s shares %s, which the path shares already: it blocks for ever if somebody else waits for it in between; share it once", text, lock)
	}
	return src.relockAt(call, r, string(r.Kind), lock, message)
}

// MistakenAcquire returns the diagnostic for an acquire in place of a release, and
// for one that waits for a deferred release, as a finding of the check deferlock.
func MistakenAcquire(pass *analysis.Pass, r *obligation.Relock) (d analysis.Diagnostic) {
	defer contain(&d, "deferlock", r.Pos())
	defer func() { d.SuggestedFixes = fix.Of(pass, r) }()
	src := source{pass}
	call := src.callAt(r.Pos())
	text, lock := src.acquireText(call, r)
	_, release := r.Method()
	if release == "" {
		release = "Unlock"
	}
	switch r.Kind {
	case obligation.RelockDeferred:
		return src.relockAt(call, r, string(r.Kind), lock, fmt.Sprintf("deferlock: the deferred %s acquires %s while it is held; defer %s.%s()", text, lock, lock, release))
	case obligation.RelockRound:
		d := src.relockAt(call, r, string(r.Kind), lock, fmt.Sprintf("deferlock: the release of %s is deferred to the end of the function, and %s in the next round of the loop waits for it; release it in the loop", lock, text))
		at := src.at(obligation.Step{At: r.Deferred(), Pos: r.Deferred().Pos()}, "the release of "+lock+" is deferred here, to the end of the function")
		d.Pos, d.End = at.Pos, at.End
		return d
	}
	return src.relockAt(call, r, string(r.Kind), lock, fmt.Sprintf("deferlock: %s acquires %s again, and nothing releases it after that; call %s.%s()", text, lock, lock, release))
}

// acquireText returns the second acquire and the lock as the source writes them.
func (s source) acquireText(call *ast.CallExpr, r *obligation.Relock) (text, lock string) {
	lock = s.receiver(call)
	if lock == "" || r.By() != "" {
		lock = r.Lock()
	}
	if text = s.text(call); text == "" {
		text = "the acquire of " + lock
	}
	return text, lock
}

// relockAt returns a diagnostic with the path to the second acquire.
func (s source) relockAt(call *ast.CallExpr, r *obligation.Relock, category, lock, message string) analysis.Diagnostic {
	d := analysis.Diagnostic{Pos: r.Pos(), Category: category, Message: message, Related: s.path(r.Steps, lock, nil)}
	if call != nil {
		d.Pos, d.End = call.Pos(), call.End()
	}
	return d
}
