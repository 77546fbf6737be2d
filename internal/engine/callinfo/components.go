package callinfo

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/summary"
)

// none is the summary of a function that does nothing to locks.
var None = &summary.Func{}

// isRecursive reports whether the functions of a component call each other.
func (gr *Graph) IsRecursive(comp []*ssa.Function) bool {
	return len(comp) > 1 || slices.Contains(gr.Callees(comp[0]), comp[0])
}
