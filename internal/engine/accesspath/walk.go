package accesspath

import (
	"iter"

	"golang.org/x/tools/go/ssa"
)

// Instructions returns the instructions of fn in the order of its blocks, without
// those of its literals.
func Instructions(fn *ssa.Function) iter.Seq[ssa.Instruction] {
	return func(yield func(ssa.Instruction) bool) {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				if !yield(in) {
					return
				}
			}
		}
	}
}

// Calls returns the calls, go and defer statements of fn in the order of its blocks,
// without those of its literals.
func Calls(fn *ssa.Function) iter.Seq[ssa.CallInstruction] {
	return func(yield func(ssa.CallInstruction) bool) {
		for in := range Instructions(fn) {
			if c, ok := in.(ssa.CallInstruction); ok && !yield(c) {
				return
			}
		}
	}
}
