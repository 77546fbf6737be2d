package callinfo

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// A Lock is a lock that a function acquires.
type Lock struct {
	ID    lock.ID
	Class lock.Class
}

// LocksOf returns the locks to analyze in fn: those that it, the bodies of its
// range-over-func loops, or its literals acquire. A lock that is acquired in a
// literal that is only called is a matter of the callers, unless it is named
// by what the literal defines.
func (cs *Calls) LocksOf(fn *ssa.Function) []Lock {
	var out []Lock
	seen := make(map[lock.ID]bool)
	var visit func(f *ssa.Function, own bool)
	visited := make(map[*ssa.Function]bool)
	visit = func(f *ssa.Function, own bool) {
		if visited[f] {
			return
		}
		visited[f] = true
		cs.acquiresIn(f, func(op *accesspath.Operation) {
			if !seen[op.ID] && cs.isHome(fn, own, op.ID) {
				seen[op.ID] = true
				out = append(out, Lock{op.ID, op.Class})
			}
		})
		for _, a := range f.AnonFuncs {
			visit(a, own && accesspath.IsYieldFunc(a))
		}
		for _, g := range cs.literalsCalled(f) {
			visit(g, false) // a literal beside this one
		}
	}
	if !cs.isDead(fn) {
		visit(fn, true)
	}
	return out
}

// isDead reports whether fn is a literal in code that cannot be reached.
func (cs *Calls) isDead(fn *ssa.Function) bool {
	for ; fn.Parent() != nil; fn = fn.Parent() {
		if len(fn.FreeVars) > 0 && cs.prog.Paths.Maker(fn) == nil && !accesspath.IsYieldFunc(fn) {
			return true
		}
	}
	return false
}

// acquiresIn calls yield for each acquire in f itself.
func (cs *Calls) acquiresIn(f *ssa.Function, yield func(*accesspath.Operation)) {
	for _, c := range cs.In(f) {
		for _, op := range cs.At(c) {
			if op.Acquires() {
				yield(op)
			}
		}
	}
}

// literalsCalled returns the function literals that f calls by name.
func (cs *Calls) literalsCalled(f *ssa.Function) []*ssa.Function {
	var out []*ssa.Function
	for c := range accesspath.Calls(f) {
		if c.Common().IsInvoke() {
			continue
		}
		if g := FunctionOf(cs.prog.Paths.Term(c.Common().Value)); g != nil && g.Parent() != nil {
			out = append(out, g)
		}
	}
	return out
}

// isHome reports whether fn is the function to analyze a lock in that fn itself
// (own), or a literal in it, acquires.
func (cs *Calls) isHome(fn *ssa.Function, own bool, id lock.ID) bool {
	if !own {
		return !cs.definedIn(id, func(g *ssa.Function) bool {
			for ; g != nil && g != fn; g = g.Parent() {
				if !accesspath.IsYieldFunc(g) {
					return IsWithin(g, fn)
				}
			}
			return false
		})
	}
	if fn.Parent() == nil {
		return true
	}
	m := cs.prog.Paths.Maker(fn)
	if m == nil || !cs.prog.Paths.OnlyCalled(m) {
		return true
	}
	return cs.definedIn(id, func(g *ssa.Function) bool { return IsWithin(g, fn) })
}

// definedIn reports whether id is named by a value that is defined in a
// function for which in reports true.
func (cs *Calls) definedIn(id lock.ID, in func(*ssa.Function) bool) bool {
	for _, t := range []lock.Term{id.Addr, id.Key} {
		for _, r := range t.Roots() {
			if v, ok := r.(ssa.Value); ok && v.Parent() != nil && in(v.Parent()) {
				return true
			}
		}
	}
	return false
}
