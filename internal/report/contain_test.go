package report_test

import (
	"go/token"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/obligation"
	"github.com/lockleak/lockleak/internal/report"
)

// TestInternalError describes findings of a package that there is not, which
// cannot work. Each of them has to come out all the same.
func TestInternalError(t *testing.T) {
	t.Parallel()
	for _, d := range []analysis.Diagnostic{
		report.Leak(nil, &obligation.Site{Pos: 7}),
		report.EmptySection(nil, &obligation.EmptySection{Release: 7}),
		report.BrokenPromise(nil, &obligation.BrokenPromise{Pos: 7}),
		report.Lost(nil, &obligation.Site{Pos: 7}),
	} {
		if d.Pos != token.Pos(7) || !strings.Contains(d.Message, "internal error") {
			t.Errorf("at %d: %s", d.Pos, d.Message)
		}
	}
}
