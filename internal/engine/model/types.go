package model

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

// IsNilable reports whether a handle of type t is a pointer, a function or an
// interface, so that nil says something.
func IsNilable(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Signature, *types.Interface:
		return true
	}
	return false
}
