package report

import (
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/obligation"
)

// EmptySection returns the diagnostic for a release that lacks its defer.
func EmptySection(pass *analysis.Pass, e *obligation.EmptySection) (d analysis.Diagnostic) {
	defer contain(&d, "deferlock", e.Release)
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
