package binding

// The paths in declarations, from a parameter or a package-level variable over
// fields, become terms.

import (
	"fmt"
	"go/types"

	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/settings/declare"
)

// A place is a value, or a variable that is named by its address.
type place struct {
	term  lock.Term
	typ   types.Type // of the value, or of the variable
	addr  bool       // the term is the address
	class lock.Class // of the lock that it is, or that it points to
}

// path returns what p names.
func (b *binder) path(p declare.Path) (place, error) {
	x, err := b.root(p[0])
	if err != nil {
		return place{}, err
	}
	for i, name := range p[1:] {
		path, ok := b.find(x.typ, name)
		if !ok {
			return place{}, fmt.Errorf("%s: %s has no field %s", p, p[:i+1], name)
		}
		for _, f := range path {
			x = b.field(x, f)
		}
	}
	return x, nil
}

// root returns the parameter or package-level variable called name.
func (b *binder) root(name string) (place, error) {
	if i, v := b.param(name); v != nil {
		term := b.table.Make(lock.Root, lock.Param{Index: i}, lock.Term{}, lock.Term{})
		return place{term: term, typ: v.Type(), class: lock.Class{Type: lexicon.LockType(v.Type())}}, nil
	}
	pkg := b.fn.Pkg()
	if pkg != nil {
		if v, ok := pkg.Scope().Lookup(name).(*types.Var); ok {
			g := lock.Global{Pkg: pkg.Path(), Name: name}
			term := b.table.Make(lock.Root, g, lock.Term{}, lock.Term{})
			return place{term: term, typ: v.Type(), addr: true, class: lock.Class{Type: lexicon.LockType(v.Type()), Global: g}}, nil
		}
	}
	if name == "recv" {
		return place{}, fmt.Errorf("%s: %s has no receiver", name, b.fn.Name())
	}
	if _, ok := argNumber(name); ok {
		return place{}, fmt.Errorf("%s: %s has %s", name, b.fn.Name(), parameters(b.sig.Params().Len()))
	}
	if pkg == nil {
		return place{}, fmt.Errorf("%s: %s has no parameter %s", name, b.fn.Name(), name)
	}
	return place{}, fmt.Errorf("%s: %s has no parameter %s, and package %s has no variable %s", name, b.fn.Name(), name, pkg.Name(), name)
}

// find returns the way from t to its field called name, by way of embedded
// fields. A field that is not exported may be one of the package of the
// function, or of that of the type.
func (b *binder) find(t types.Type, name string) ([]int, bool) {
	pkgs := []*types.Package{b.fn.Pkg()}
	if n := lexicon.Named(t); n != nil {
		pkgs = append(pkgs, n.Obj().Pkg())
	}
	for _, pkg := range pkgs {
		obj, path, _ := types.LookupFieldOrMethod(t, true, pkg, name)
		if _, ok := obj.(*types.Var); ok {
			return path, true
		}
	}
	return nil, false
}

// field returns field i of x, or of what x points to.
func (b *binder) field(x place, i int) place {
	if isIndirect(x.typ) {
		x = b.value(x)
		x.addr = true
	}
	t := lexicon.Deref(x.typ)
	f := t.Underlying().(*types.Struct).Field(i)
	y := place{
		term: b.table.Make(lock.Field, lock.FieldName{Name: f.Name(), Index: i}, x.term, lock.Term{}),
		typ:  f.Type(),
		addr: x.addr,
	}
	if !types.IsInterface(f.Type()) {
		y.class = lock.Class{Type: lexicon.LockType(f.Type()), Owner: lexicon.TypeKey(t), Field: f.Name()}
	}
	return y
}

// value returns the value of x.
func (b *binder) value(x place) place {
	if x.addr {
		x.term = b.load(x.term)
		x.addr = false
		x.class.Global = lock.Global{} // the variable is not the lock, but holds it
	}
	return x
}

func (b *binder) load(t lock.Term) lock.Term { return b.table.Make(lock.Load, nil, t, lock.Term{}) }

// self returns what is the receiver when x is locked by its method acquire: the
// address, or the value if that is a pointer, or if the method takes it.
func (b *binder) self(x place, acquire string) place {
	byValue := hasValueReceiver(x.typ, acquire)
	switch {
	case isIndirect(x.typ) && byValue:
		x.term = b.load(b.value(x).term)
		x.class = lock.Class{Type: x.class.Type}
	case isIndirect(x.typ), types.IsInterface(x.typ), byValue:
		x = b.value(x)
	}
	return x
}

// hasValueReceiver reports whether the method of t called name has a receiver
// that is neither a pointer nor an interface.
func hasValueReceiver(t types.Type, name string) bool {
	if name == "" || types.IsInterface(t) {
		return false
	}
	m := lexicon.FindMethod(t, name)
	return m != nil && !isIndirect(m.Signature().Recv().Type()) && !types.IsInterface(m.Signature().Recv().Type())
}

// isIndirect reports whether a value of type t is a pointer.
func isIndirect(t types.Type) bool { _, ok := t.Underlying().(*types.Pointer); return ok }
