package prepass

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
)

// A structField is a field of a struct type.
type structField struct {
	of    *types.Named
	index int
}

// fieldOf returns the field that fa is the address of, and whether its struct type has
// a name.
func fieldOf(fa *ssa.FieldAddr) (structField, bool) {
	n := pointee(fa.X.Type())
	return structField{n, fa.Field}, n != nil
}

// pointee returns the named type that t is a pointer to, without type arguments; nil if
// it is none.
func pointee(t types.Type) *types.Named {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		if n, ok := types.Unalias(p.Elem()).(*types.Named); ok {
			return n.Origin()
		}
	}
	return nil
}

// AlwaysSet reports whether the field is set in every function that makes such
// an object, nothing sets it to nil, and no other package can do either.
func (fs *Families) AlwaysSet(fa *ssa.FieldAddr) bool {
	f, ok := fieldOf(fa)
	if !ok || f.of.Obj().Pkg() != fs.Prog.Pass.Pkg || f.of.Obj().Exported() {
		return false
	}
	made := false
	for fn := range fs.Prog.Functions() {
		makes, sets, clears := f.usesIn(fn)
		if clears || makes && !sets {
			return false
		}
		made = made || makes
	}
	return made
}

// usesIn reports whether fn itself makes an object with the field, sets the field, and
// sets it to nil.
func (f structField) usesIn(fn *ssa.Function) (makes, sets, clears bool) {
	for in := range accesspath.Instructions(fn) {
		switch in := in.(type) {
		case *ssa.Alloc:
			makes = makes || pointee(in.Type()) == f.of
		case *ssa.Store:
			addr, ok := in.Addr.(*ssa.FieldAddr)
			if !ok {
				continue
			}
			if g, ok := fieldOf(addr); ok && g == f {
				k, ok := in.Val.(*ssa.Const)
				sets, clears = true, clears || ok && k.IsNil()
			}
		}
	}
	return makes, sets, clears
}
