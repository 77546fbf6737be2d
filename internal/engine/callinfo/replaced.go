package callinfo

import (
	"golang.org/x/tools/go/ssa"
)

// calledFrom returns the functions of the package that fn calls, and those that
// they call.
func (gr *Graph) Reachable(fn *ssa.Function) map[*ssa.Function]bool {
	found := make(map[*ssa.Function]bool)
	var visit func(*ssa.Function)
	visit = func(f *ssa.Function) {
		for _, g := range gr.Callees(f) {
			if !found[g] {
				found[g] = true
				visit(g)
			}
		}
	}
	visit(fn)
	return found
}
