package domain

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"
)

func HasStep(steps []Step, k StepKind) bool {
	return slices.ContainsFunc(steps, func(s Step) bool { return s.Kind == k })
}

// exitPos returns the position to show for the exit at in.
func ExitPos(in ssa.Instruction) token.Pos {
	if in.Pos().IsValid() {
		return in.Pos()
	}
	if _, ok := in.(*ssa.Return); ok {
		if syn := in.Parent().Syntax(); syn != nil {
			return syn.End() - 1
		}
	}
	for b := in.Block(); b != nil; b = b.Idom() {
		for i := len(b.Instrs) - 1; i >= 0; i-- {
			if p := b.Instrs[i].Pos(); p.IsValid() {
				return p
			}
		}
	}
	return in.Parent().Pos()
}
