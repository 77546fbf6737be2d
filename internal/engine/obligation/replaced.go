package obligation

import (
	"maps"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// What calls change is not followed, as a rule: a load is named by its place. A
// second acquire is an exception. It is one only if both times the lock is the
// same, and nothing else speaks for that. So a pointer on the way to the lock
// must not be one that something called sets.

// mayBeReplaced reports whether a function that is called may set a pointer on
// the way to the lock of the unit.
func (u *unit) mayBeReplaced() bool {
	for t := u.id.Addr; !t.IsZero(); t = t.X() {
		if t.Kind() != lock.Load {
			continue
		}
		if place, ok := placeOf(t.X()); ok && u.isSetByCalls(place) {
			return true
		}
	}
	return false
}

// isSetByCalls reports whether a function that is called, or a literal, may set
// the variables that place stands for.
func (u *unit) isSetByCalls(place any) bool {
	if g, ok := place.(lock.Global); ok && g.Pkg != u.pkg.Pkg.Path() {
		return true // only functions of the other package know
	}
	if u.family.set == nil {
		u.family.set = make(map[any]bool)
		top := outermost(u.fn)
		for fn := range u.calledFrom(top) {
			maps.Copy(u.family.set, u.sets(fn))
		}
		for _, lit := range top.AnonFuncs {
			maps.Copy(u.family.set, u.sets(lit))
		}
	}
	return u.family.set[place]
}

// placeOf returns what stands for the places that may be the one at addr: a
// package-level variable, or all fields of a name.
func placeOf(addr lock.Term) (any, bool) {
	switch s := addr.Sym().(type) {
	case lock.Global:
		return s, addr.Kind() == lock.Root
	case lock.FieldName:
		return s, addr.Kind() == lock.Field
	}
	return nil, false
}

// calledFrom returns the functions of the package that fn calls, and those that
// they call.
func (e *engine) calledFrom(fn *ssa.Function) map[*ssa.Function]bool {
	found := make(map[*ssa.Function]bool)
	var visit func(*ssa.Function)
	visit = func(f *ssa.Function) {
		for _, g := range e.callees(f) {
			if !found[g] {
				found[g] = true
				visit(g)
			}
		}
	}
	visit(fn)
	return found
}

// sets returns the places to which fn and its literals store, by plain names: fn may
// not have been analyzed yet.
func (e *engine) sets(fn *ssa.Function) map[any]bool {
	if out, ok := e.stored[fn]; ok {
		return out
	}
	out := make(map[any]bool)
	accesspath.Family(fn, func(f *ssa.Function) {
		for _, b := range f.Blocks {
			for _, in := range b.Instrs {
				st, ok := in.(*ssa.Store)
				if !ok || isNewObject(st.Addr) {
					continue
				}
				if p, ok := placeOf(e.plain.Term(st.Addr)); ok {
					out[p] = true
				}
			}
		}
	})
	e.stored[fn] = out
	return out
}

// isNewObject reports whether addr is a field of an object that the function
// makes: others have no lock of it yet.
func isNewObject(addr ssa.Value) bool {
	f, ok := addr.(*ssa.FieldAddr)
	if !ok {
		return false
	}
	_, ok = f.X.(*ssa.Alloc)
	return ok
}
