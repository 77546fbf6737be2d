package prepass

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

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
func (fs *Families) AlwaysSet(fa *ssa.FieldAddr) bool {
	f, ok := fieldOf(fa)
	if !ok || f.of.Obj().Pkg() != fs.Prog.Pass.Pkg || f.of.Obj().Exported() {
		return false
	}
	makers, setters := make(map[*ssa.Function]bool), make(map[*ssa.Function]bool)
	for fn := range fs.Prog.Functions() {
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
