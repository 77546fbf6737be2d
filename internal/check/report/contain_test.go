package report

import (
	"go/token"
	"strings"
	"testing"

	"github.com/lockleak/lockleak/internal/engine/obligation"
	"github.com/lockleak/lockleak/internal/engine/typestate"
	"github.com/lockleak/lockleak/internal/engine/verdict"
	"github.com/lockleak/lockleak/internal/settings/checks"
)

// TestInternalError describes findings of a package that there is not, which
// cannot work. Each of them has to come out all the same.
func TestInternalError(t *testing.T) {
	t.Parallel()
	src := source{}
	for _, f := range []Finding{
		src.leak(checks.LockLeak, &verdict.Site{Acquire: &typestate.Acquire{Pos: 7}}),
		src.emptySection(&obligation.EmptySection{Release: 7}),
		src.brokenPromise(&verdict.BrokenPromise{Pos: 7}),
	} {
		if d := f.Diagnostic; d.Pos != token.Pos(7) || !strings.HasPrefix(d.Message, string(f.Check)+": ") || !strings.Contains(d.Message, "internal error") {
			t.Errorf("at %d: %s", d.Pos, d.Message)
		}
	}
}
