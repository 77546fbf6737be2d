package obligation

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// A function that waits for itself does so each time that it comes there. If it
// comes there only where a field is nil that all who make the object set, the
// check is for a case that there is not, and nobody has ever waited.

// wantsUnset reports whether one of the steps is a branch that is taken where a
// field is nil which is always set.
func (e *engine) wantsUnset(steps []Step) bool {
	for _, x := range steps {
		in, ok := x.At.(*ssa.If)
		if !ok || x.Kind != StepBranch {
			continue
		}
		if fa := nilField(in.Cond, x.Taken); fa != nil && e.alwaysSet(fa) {
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

// A structField is a field of a struct type.
type structField struct {
	of    *types.Named
	index int
}

func fieldOf(fa *ssa.FieldAddr) (structField, bool) {
	p, ok := fa.X.Type().Underlying().(*types.Pointer)
	if !ok {
		return structField{}, false
	}
	n, ok := types.Unalias(p.Elem()).(*types.Named)
	if !ok {
		return structField{}, false
	}
	return structField{n.Origin(), fa.Field}, true
}

// alwaysSet reports whether the field is set in every function that makes such
// an object, nothing sets it to nil, and no other package can do either.
func (e *engine) alwaysSet(fa *ssa.FieldAddr) bool {
	f, ok := fieldOf(fa)
	if !ok || f.of.Obj().Pkg() != e.pass.Pkg || f.of.Obj().Exported() {
		return false
	}
	makers, setters := make(map[*ssa.Function]bool), make(map[*ssa.Function]bool)
	for fn := range e.functions() {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				switch in := in.(type) {
				case *ssa.Alloc:
					if n, ok := types.Unalias(in.Type().Underlying().(*types.Pointer).Elem()).(*types.Named); ok && n.Origin() == f.of {
						makers[fn] = true
					}
				case *ssa.Store:
					addr, ok := in.Addr.(*ssa.FieldAddr)
					if !ok {
						continue
					}
					if g, ok := fieldOf(addr); !ok || g != f {
						continue
					}
					if k, ok := in.Val.(*ssa.Const); ok && k.IsNil() {
						return false
					}
					setters[fn] = true
				}
			}
		}
	}
	for fn := range makers {
		if !setters[fn] {
			return false
		}
	}
	return len(makers) > 0
}
