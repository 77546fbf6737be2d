package report

import (
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/fix"
	"github.com/lockleak/lockleak/internal/obligation"
)

// DroppedRelease returns the diagnostic for a deferred acquire in the place of
// its release.
func DroppedRelease(pass *analysis.Pass, x *obligation.DroppedRelease) (d analysis.Diagnostic) {
	defer contain(&d, "deferlock", x.At.Pos())
	defer func() { d.SuggestedFixes = fix.Of(pass, x) }()
	src := source{pass}
	call := src.callAt(x.At.Pos())
	text := src.text(call)
	advice := "acquire before that, and defer the release"
	if x.IsFunc {
		advice = "defer " + text + "()"
	}
	d = analysis.Diagnostic{
		Pos:      x.At.Pos(),
		Category: "dropped",
		Message:  fmt.Sprintf("deferlock: the deferred %s acquires a lock when the function returns, and drops the release that it returns; %s", text, advice),
		Related:  []analysis.RelatedInformation{src.at(obligation.Step{At: x.At, Pos: x.At.Pos()}, "the acquire is deferred here")},
	}
	if call != nil {
		d.Pos, d.End = call.Pos(), call.End()
	}
	return d
}

// EmptySection returns the diagnostic for a release that lacks its defer.
func EmptySection(pass *analysis.Pass, e *obligation.EmptySection) (d analysis.Diagnostic) {
	defer contain(&d, "deferlock", e.Release)
	defer func() { d.SuggestedFixes = fix.Of(pass, e) }()
	src := source{pass}
	call := src.callAt(e.Release)
	text := src.text(call)
	if text == "" {
		text = "the release"
	}
	d = analysis.Diagnostic{
		Pos:      e.Release,
		Category: "empty",
		Message:  fmt.Sprintf("deferlock: %s follows the acquire at once, and %s is used after it; defer it", text, e.Field),
		Related: []analysis.RelatedInformation{
			{Pos: e.Acquire, Message: e.Lock + " is acquired here"},
			{Pos: e.Release, Message: e.Lock + " is released here"},
			{Pos: e.Use, Message: e.Field + " is used here, without the lock"},
		},
	}
	if call != nil {
		d.Pos, d.End = call.Pos(), call.End()
	}
	return d
}
