package confine

import "go/types"

// exposedTypes returns the named types of pkg of which other packages can get an object:
// by what is exported, and by the types that this leads to.
func exposedTypes(pkg *types.Package) map[*types.TypeName]bool {
	e := &exposure{pkg: pkg, found: make(map[*types.TypeName]bool), seen: make(map[types.Type]bool)}
	scope := pkg.Scope()
	for _, name := range scope.Names() {
		if obj := scope.Lookup(name); obj.Exported() {
			e.visit(obj.Type())
		}
	}
	return e.found
}

// An exposure is a walk through the types that others can get at.
type exposure struct {
	pkg   *types.Package
	found map[*types.TypeName]bool
	seen  map[types.Type]bool
}

func (e *exposure) visit(t types.Type) {
	t = types.Unalias(t)
	if e.seen[t] {
		return
	}
	e.seen[t] = true
	switch t := t.(type) {
	case *types.Named:
		e.visitNamed(t)
	case interface{ Elem() types.Type }: // pointers, slices, arrays, channels and maps
		e.visit(t.Elem())
		if m, ok := t.(*types.Map); ok {
			e.visit(m.Key())
		}
	case *types.Signature:
		e.visitTuple(t.Params())
		e.visitTuple(t.Results())
	case *types.Struct:
		for f := range t.Fields() {
			if f.Exported() || f.Embedded() {
				e.visit(f.Type())
			}
		}
	case *types.Interface:
		for m := range t.Methods() {
			if m.Exported() {
				e.visit(m.Type())
			}
		}
	}
}

func (e *exposure) visitNamed(n *types.Named) {
	for arg := range n.TypeArgs().Types() {
		e.visit(arg)
	}
	n = n.Origin()
	if n.Obj().Pkg() != e.pkg || e.found[n.Obj()] {
		return
	}
	e.found[n.Obj()] = true
	for m := range n.Methods() {
		if m.Exported() {
			e.visit(m.Type())
		}
	}
	e.visit(n.Underlying())
}

func (e *exposure) visitTuple(t *types.Tuple) {
	for v := range t.Variables() {
		e.visit(v.Type())
	}
}
