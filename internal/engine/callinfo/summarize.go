package callinfo

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// mayMatter reports whether fn, or a literal in it, does something to locks, by
// itself or by what it calls.
func (cs *Calls) MayMatter(fn *ssa.Function) bool {
	found := false
	accesspath.Family(fn, func(f *ssa.Function) {
		for _, b := range f.Blocks {
			for _, in := range b.Instrs {
				switch in := in.(type) {
				case *ssa.MakeClosure:
					found = found || cs.BoundOperation(in) != nil
				case ssa.CallInstruction:
					if found = found || len(cs.At(in)) > 0; !found {
						f := cs.prog.Summaries.At(in)
						found = f != nil && len(f.Releases)+len(f.Acquires)+len(f.Takes) > 0
					}
				}
			}
		}
	})
	return found
}

// relative returns the paths of id as the callers of fn see it.
func (prog *Program) Relative(fn *ssa.Function, id lock.ID, results []lock.Term) (addr, key summary.Path, ok bool) {
	addr, ok = prog.Paths.Relative(fn, id.Addr, results)
	if !ok {
		return "", "", false
	}
	key, ok = prog.Paths.Relative(fn, id.Key, results)
	return addr, key, ok
}
