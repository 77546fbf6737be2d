package callinfo

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// namedInLoop reports whether the lock id is named by what is made in a loop.
func (prog *Program) NamedInLoop(id lock.ID) bool {
	for _, t := range []lock.Term{id.Addr, id.Key} {
		for _, r := range t.Roots() {
			if in, ok := r.(ssa.Instruction); ok && prog.Paths.InCycle(in.Block()) {
				return true
			}
			if p, ok := r.(*ssa.Parameter); ok && accesspath.IsYieldFunc(p.Parent()) {
				return true
			}
		}
	}
	return false
}

// neverReturns reports whether fn has a body without a return in it.
func NeverReturns(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		if _, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && b != fn.Recover {
			return false
		}
	}
	return len(fn.Blocks) > 0
}

// functionOf returns the function that t is a value of, nil if it is not
// known.
func FunctionOf(t lock.Term) *ssa.Function {
	if t.Kind() != lock.Root {
		return nil
	}
	switch f := t.Sym().(type) {
	case *ssa.MakeClosure:
		return f.Fn.(*ssa.Function)
	case *ssa.Function:
		return f
	}
	return nil
}
