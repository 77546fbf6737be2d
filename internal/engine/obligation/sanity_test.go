package obligation_test

import (
	"sync/atomic"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/obligation"
	"github.com/lockleak/lockleak/internal/engine/program"
	"github.com/lockleak/lockleak/internal/settings/panics"
)

// TestStates checks the invariants of each state after each instruction of the
// fixtures.
func TestStates(t *testing.T) {
	t.Parallel()
	for _, module := range fixtures {
		t.Run(module, func(t *testing.T) {
			t.Parallel()
			var states, wrong atomic.Int64
			s := &obligation.Settings{Panic: panics.Explicit}
			s.OnState(func(in ssa.Instruction, x domain.State) {
				states.Add(1)
				if err := x.Check(); err != nil && wrong.Add(1) < 5 {
					t.Errorf("%s: %s: %v\nthe state: %v", in.Parent(), in, err, domain.States{x})
				}
			})
			graph, err := checker.Analyze([]*analysis.Analyzer{obligation.NewAnalyzer(s, program.Own)}, load(t, fixtureDir(module)), nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range graph.Roots {
				if a.Err != nil {
					t.Fatal(a.Err)
				}
			}
			if states.Load() == 0 && module == "lockleak" {
				t.Error("no state was checked")
			}
		})
	}
}
