package domain

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// A resultSym is the symbol of the result of a function literal that has just
// returned.
type resultSym struct{ i int }

func (re *Reasoner) ResultTerm(i int) lock.Term {
	return re.Paths.Table.Make(lock.Root, resultSym{i}, lock.Term{}, lock.Term{})
}

// forgetLocals returns f without what it says of values that only live in fn.
func (re *Reasoner) ForgetLocals(f Facts, fn *ssa.Function) Facts {
	local := func(t lock.Term) bool {
		for _, r := range t.Roots() {
			if v, ok := r.(ssa.Value); ok && v.Parent() == fn {
				return true
			}
			if _, ok := r.(resultSym); ok {
				return true
			}
		}
		return false
	}
	return f.Drop(func(x Fact) bool { return local(x.Term) || local(x.Same) })
}

// yieldOf returns the body of the range-over-func loop that a call begins, nil
// if it begins none.
func LoopBody(c *ssa.CallCommon) *ssa.Function {
	for _, a := range c.Args {
		if accesspath.IsYield(a) {
			return a.(*ssa.MakeClosure).Fn.(*ssa.Function)
		}
	}
	return nil
}
