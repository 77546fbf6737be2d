package domain

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// IsObserved reports whether t is read from memory that others can reach.
func IsObserved(t lock.Term) bool {
	switch t.Kind() {
	case lock.Load, lock.Lookup, lock.Has, lock.Call:
		for _, r := range t.Roots() {
			if t.Kind() == lock.Load && t.X().Kind() == lock.Root && isOwn(r) {
				return false
			}
		}
		return len(t.Roots()) > 0
	}
	return false
}

// isOwn reports whether the root of a term is a variable of the function, or of one of
// its loops.
func isOwn(root any) bool {
	if p, ok := root.(*ssa.Phi); ok {
		return accesspath.IsLoopVariable(p)
	}
	_, ok := root.(*ssa.Alloc)
	return ok
}

// IsUnchanging reports whether t is made of parameters and constants alone.
func IsUnchanging(t lock.Term) bool {
	switch t.Kind() {
	case lock.Const:
		return true
	case lock.Root:
		_, ok := t.Sym().(*ssa.Parameter)
		return ok
	case lock.Unary:
		return IsUnchanging(t.X())
	case lock.Binary:
		return IsUnchanging(t.X()) && IsUnchanging(t.Y())
	}
	return false
}

// Bases returns the address of the lock id and the objects on the way to it.
func Bases(id lock.ID) []lock.Term {
	var out []lock.Term
	for t := id.Addr; !t.IsZero(); t = t.X() {
		out = append(out, t)
		if t.Kind() != lock.Field && t.Kind() != lock.Load && t.Kind() != lock.Index {
			break
		}
	}
	return out
}

// Distinct reports whether a and b are certainly different: they are built alike and
// differ in a constant, or are different variables.
func Distinct(a, b lock.Term) bool {
	if a == b || a.IsZero() || b.IsZero() || a.Kind() != b.Kind() {
		return false
	}
	switch a.Kind() {
	case lock.Const:
		return true
	case lock.Root:
		return isVariable(a.Sym()) && isVariable(b.Sym())
	case lock.Field:
		return a.X() == b.X() && a.Sym() != b.Sym() || a.Sym() == b.Sym() && a.X().Kind() == lock.Root && Distinct(a.X(), b.X())
	case lock.Index, lock.Lookup:
		return a.X() == b.X() && Distinct(a.Y(), b.Y())
	case lock.Cons:
		return Distinct(a.X(), b.X()) || Distinct(a.Y(), b.Y())
	}
	return false
}

func isVariable(sym any) bool {
	switch sym.(type) {
	case *ssa.Alloc, lock.Global:
		return true
	}
	return false
}

// IsPartOf reports whether the address a is inside the variable at b.
func IsPartOf(a, b lock.Term) bool {
	for a.Kind() == lock.Field || a.Kind() == lock.Index {
		a = a.X()
		if a == b {
			return true
		}
	}
	return false
}

// MayOverlap reports whether the addresses a and b, by their last step, may be
// the same.
func MayOverlap(a, b lock.Term) bool {
	return a.Kind() == b.Kind() && a.Kind() != lock.Root && a.Sym() == b.Sym() && !Distinct(a, b)
}

// intConst returns the integer that the constant t is. ok is false if t is another term.
func intConst(t lock.Term) (n int64, ok bool) {
	n, ok = t.Sym().(int64)
	return n, ok && t.Kind() == lock.Const
}
