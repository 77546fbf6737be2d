package verdict

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/domain"
)

// A function that waits for itself does so each time that it comes there. If it
// comes there only where a field is nil that all who make the object set, the
// check is for a case that there is not, and nobody has ever waited.

// wantsUnset reports whether one of the steps is a branch that is taken where a
// field is nil which is always set.
func (ju *Judge) wantsUnset(steps []domain.Step) bool {
	for _, x := range steps {
		in, ok := x.At.(*ssa.If)
		if !ok || x.Kind != domain.StepBranch {
			continue
		}
		if fa := nilField(in.Cond, x.Taken); fa != nil && ju.Families.AlwaysSet(fa) {
			return true
		}
	}
	return false
}

// nilField returns the field that is nil if the condition is as said, nil if it is
// no comparison of a field with nil.
func nilField(cond ssa.Value, isTrue bool) *ssa.FieldAddr {
	c, ok := cond.(*ssa.BinOp)
	if !ok || c.Op != token.EQL && c.Op != token.NEQ || (c.Op == token.EQL) != isTrue {
		return nil
	}
	for _, sides := range [][2]ssa.Value{{c.X, c.Y}, {c.Y, c.X}} {
		if k, ok := sides[1].(*ssa.Const); !ok || !k.IsNil() {
			continue
		}
		if load, ok := sides[0].(*ssa.UnOp); ok && load.Op == token.MUL {
			if fa, ok := load.X.(*ssa.FieldAddr); ok {
				return fa
			}
		}
	}
	return nil
}
