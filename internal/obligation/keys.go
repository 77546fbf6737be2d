package obligation

import (
	"slices"
	"strconv"
	"strings"

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
	return a.Addr == b.Addr && (u.isMadeOf(b.Key, a.Key) || u.isMadeOf(op.ID.Key, u.id.Key)) && !u.acquires(op.ID)
}

// isMadeOf reports whether b and a are built from a common value, or are what
// one variable held at two times, or b is what a call made of a.
func (u *unit) isMadeOf(b, a lock.Term) bool {
	return slices.ContainsFunc(b.Roots(), func(r any) bool {
		if a.DependsOn(r) {
			return true
		}
		switch v := r.(type) {
		case *ssa.UnOp:
			return slices.ContainsFunc(a.Roots(), func(q any) bool {
				w, ok := q.(*ssa.UnOp)
				return ok && isLoad(v) && isLoad(w) && u.paths.Term(v.X) == u.paths.Term(w.X)
			})
		case *ssa.Call:
			return slices.ContainsFunc(v.Call.Args, func(arg ssa.Value) bool {
				return slices.ContainsFunc(a.Roots(), u.paths.Term(arg).DependsOn)
			})
		}
		return false
	})
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

// maxIdents bounds how many meanings of names a unit keeps apart.
const maxIdents = 32

// findNames returns the phis and loads that decide which lock an operation of
// the unit's class works on.
func (u *unit) findNames() []lock.Term {
	var names []lock.Term
	top := u.fn
	for top.Parent() != nil {
		top = top.Parent()
	}
	accesspath.Family(top, func(f *ssa.Function) {
		for _, b := range f.Blocks {
			for _, in := range b.Instrs {
				c, ok := in.(ssa.CallInstruction)
				if !ok {
					continue
				}
				if op := u.operationOf(c); op != nil && u.concerns(op) {
					names = u.addNames(names, op.ID.Addr)
					names = u.addNames(names, op.ID.Key)
				}
			}
		}
	})
	return names
}

func (u *unit) addNames(names []lock.Term, t lock.Term) []lock.Term {
	for _, r := range t.Roots() {
		switch v := r.(type) {
		case *ssa.Phi, *ssa.UnOp:
			if x := u.paths.Term(v.(ssa.Value)); !slices.Contains(names, x) {
				names = append(names, x)
			}
		}
	}
	return names
}

// identify returns s with the meanings of the names in its property state, so
// that paths on which they differ are not merged.
func (u *unit) identify(s state) state {
	if len(u.names) == 0 {
		return s
	}
	var b strings.Builder
	for _, n := range u.names {
		b.WriteString(strconv.Itoa(int(s.facts.get(n).same.ID())) + ",")
	}
	k := b.String()
	if !u.idents[k] {
		if len(u.idents) >= maxIdents {
			k = ""
		}
		u.idents[k] = true
	}
	s.ident = k
	return s
}
