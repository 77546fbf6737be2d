package callinfo

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// panicAt returns the instruction that panics where a block ends with p, nil if
// none does. Panics without a position are synthetic: go/ssa ends blocks with
// them that control does not leave, such as those with a call of a function
// that does nothing but panic.
func (sums *Summaries) PanicAt(p *ssa.Panic) ssa.Instruction {
	if p.Pos().IsValid() {
		return p
	}
	for _, in := range slices.Backward(p.Block().Instrs) {
		if c, ok := in.(*ssa.Call); ok {
			if f := sums.At(c); f != nil && f.Panics {
				return c
			}
			return nil
		}
	}
	return nil
}
