package lexicon

import "go/types"

// Deref returns the type that t points to, or t if it is no pointer.
func Deref(t types.Type) types.Type {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// TypeKey names a type so that the instances of a generic type have one name.
func TypeKey(t types.Type) string {
	if n := TypeName(t); n != "" {
		return n
	}
	return types.TypeString(t, nil)
}

// LockType returns the name of the lock type that t is or points to, "" for
// interfaces and type parameters.
func LockType(t types.Type) string {
	t = Deref(t)
	if types.IsInterface(t) {
		return ""
	}
	return TypeKey(t)
}

// IsSync reports whether the type called name, as by [TypeName], is a lock of
// package sync.
func IsSync(name string) bool { return known().syncTypes[name] }

// IsNilable reports whether a handle of type t is a pointer, a function or an
// interface, so that nil says something.
func IsNilable(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Signature, *types.Interface:
		return true
	}
	return false
}

// A methods finds methods of a type by name, promoted ones included.
type methods struct{ t types.Type }

func methodsOf(t types.Type) methods {
	if _, ok := t.Underlying().(*types.Interface); !ok {
		if _, ok := types.Unalias(t).(*types.Pointer); !ok {
			t = types.NewPointer(t) // the method set of an addressable variable
		}
	}
	return methods{t}
}

func (m methods) find(name string) *types.Func {
	var pkg *types.Package
	if n := Named(m.t); n != nil {
		pkg = n.Obj().Pkg()
	}
	obj, _, _ := types.LookupFieldOrMethod(m.t, true, pkg, name)
	f, _ := obj.(*types.Func)
	return f
}

// Named returns the named type that t is or points to, nil if there is none.
func Named(t types.Type) *types.Named {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, _ := types.Unalias(t).(*types.Named)
	return n
}

// TypeName returns the package path and name of the named type that t is or
// points to, without type arguments; "" if there is none.
func TypeName(t types.Type) string {
	n := Named(t)
	if n == nil {
		return ""
	}
	o := n.Origin().Obj()
	if o.Pkg() == nil {
		return o.Name()
	}
	return o.Pkg().Path() + "." + o.Name()
}

func isPointer(t types.Type) bool { _, ok := types.Unalias(t).(*types.Pointer); return ok }

// IsBool reports whether t is a boolean type.
func IsBool(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}

func structOf(t types.Type) *types.Struct {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	// The core type of a type parameter is that of its constraint.
	s, _ := t.Underlying().(*types.Struct)
	return s
}

// IsFunc reports whether t is the type of a function.
func IsFunc(t types.Type) bool { _, ok := t.Underlying().(*types.Signature); return ok }

// FindMethod returns the method called name of a variable of type t, promoted ones
// and those of *t included, nil if it has none.
func FindMethod(t types.Type, name string) *types.Func { return methodsOf(t).find(name) }
