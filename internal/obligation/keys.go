package obligation

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/accesspath"
	"github.com/lockleak/lockleak/internal/lock"
)

// isNearMiss reports whether op releases a lock of the unit's table with a key
// that is made of the same things as the key that is held, and that is not
// acquired anywhere here: the key was normalized, rebuilt or replaced in
// between.
func (u *unit) isNearMiss(f facts, op *accesspath.Operation) bool {
	if u.id.Key.IsZero() || op.ID.Key.IsZero() || u.handle {
		return false
	}
	a, b := u.resolveID(f, u.id), u.resolveID(f, op.ID)
	return a.Addr == b.Addr && shareRoots(a.Key, b.Key) && !u.acquires(op.ID)
}

// shareRoots reports whether two terms are built from a common value.
func shareRoots(a, b lock.Term) bool {
	return slices.ContainsFunc(a.Roots(), b.DependsOn)
}

// acquires reports whether the family of the unit acquires id.
func (u *unit) acquires(id lock.ID) bool {
	top := u.fn
	for top.Parent() != nil {
		top = top.Parent()
	}
	found := false
	accesspath.Family(top, func(f *ssa.Function) {
		u.acquiresIn(f, func(op *accesspath.Operation) { found = found || op.ID == id })
	})
	return found
}
