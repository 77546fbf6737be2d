package obligation

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// What a path knows when it comes to the call of a function literal is mostly of
// values that the literal never asks for. A run of the literal neither uses such
// facts nor changes them, so it is run without them, once for all paths that
// differ in nothing else, and they hold behind it as before: the frame rule of
// separation logic (O'Hearn, Reynolds, Yang: Local reasoning about programs that
// alter data structures, CSL 2001). The values that it may ask for are its
// footprint.

// A footprint is a set of roots of terms.
type footprint map[any]bool

func (p footprint) add(t lock.Term) {
	for _, r := range t.Roots() {
		p[r] = true
	}
}

// has reports whether a part of t is in the footprint.
func (p footprint) has(t lock.Term) bool {
	return slices.ContainsFunc(t.Roots(), func(r any) bool { return p[r] })
}

// footprintOf returns the footprint of fn, with those of the literals in it and of
// the ones that it calls by their names.
func (e *engine) footprintOf(fn *ssa.Function) footprint {
	f := e.familyOf(fn)
	p, ok := f.footprints[fn]
	if !ok {
		p = make(footprint)
		e.addFootprint(p, make(map[*ssa.Function]bool), fn)
		f.footprints[fn] = p
	}
	return p
}

// deferredFootprint returns the footprint of what is deferred anywhere in the
// family of fn: it runs if a literal panics.
func (e *engine) deferredFootprint(fn *ssa.Function) footprint {
	f := e.familyOf(fn)
	if f.deferred == nil {
		f.deferred = make(footprint)
		seen := make(map[*ssa.Function]bool)
		accesspath.Family(outermost(fn), func(g *ssa.Function) {
			for _, b := range g.Blocks {
				for _, in := range b.Instrs {
					if d, ok := in.(*ssa.Defer); ok {
						e.addAsked(f.deferred, seen, d)
					}
				}
			}
		})
	}
	return f.deferred
}

func (e *engine) addFootprint(p footprint, seen map[*ssa.Function]bool, fn *ssa.Function) {
	if seen[fn] {
		return
	}
	seen[fn] = true
	for _, v := range fn.FreeVars {
		e.addTerm(p, seen, e.paths.Term(v))
	}
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			e.addAsked(p, seen, in)
		}
	}
	for _, g := range fn.AnonFuncs {
		e.addFootprint(p, seen, g)
	}
}

func (e *engine) addAsked(p footprint, seen map[*ssa.Function]bool, in ssa.Instruction) {
	e.asked(in, func(t lock.Term) { e.addTerm(p, seen, t) })
	if c, ok := in.(ssa.CallInstruction); ok {
		for _, op := range e.operationsAt(c) {
			e.addTerm(p, seen, op.ID.Addr)
			e.addTerm(p, seen, op.ID.Key)
		}
	}
}

func (e *engine) addTerm(p footprint, seen map[*ssa.Function]bool, t lock.Term) {
	p.add(t)
	if fn := functionOf(t); fn != nil && fn.Parent() != nil {
		e.addFootprint(p, seen, fn)
	}
}

// split returns the facts that a run of the literal fn may use or change, and the
// others.
func (u *unit) split(f facts, fn *ssa.Function) (own, rest facts) {
	if len(f) == 0 {
		return f, nil
	}
	parts := []footprint{u.footprintOf(fn), u.deferredFootprint(fn), u.own, {}}
	more := parts[3]
	add := func(t lock.Term) {
		more.add(t)
		if g := functionOf(t); g != nil && g.Parent() != nil {
			parts = append(parts, u.footprintOf(g))
		}
	}
	is := make([]bool, len(f))
	n := 0
	for changed := true; changed; {
		changed = false
		for i, x := range f {
			if !is[i] && (isObserved(x.term) || u.isWrittenByOthers(x.term) || slices.ContainsFunc(parts, func(p footprint) bool { return p.has(x.term) })) {
				is[i], changed = true, true
				n++
				add(x.term)
				add(x.same)
			}
		}
	}
	if n == len(f) {
		return f, nil
	}
	own, rest = make(facts, 0, n), make(facts, 0, len(f)-n)
	for i, x := range f {
		if is[i] {
			own = append(own, x)
		} else {
			rest = append(rest, x)
		}
	}
	return own, rest
}

// isWrittenByOthers reports whether t is the content of a variable of the family
// that code writes which is not followed.
func (u *unit) isWrittenByOthers(t lock.Term) bool {
	if !u.family.shared || t.Kind() != lock.Load {
		return false
	}
	a, ok := t.X().Sym().(*ssa.Alloc)
	return ok && u.paths.IsShared(a)
}

// ownFootprint returns the footprint of what names the lock, and of what else the
// unit asks for wherever it is.
func (u *unit) ownFootprint() footprint {
	p := make(footprint)
	for _, ts := range [][]lock.Term{{u.id.Addr, u.id.Key, u.future}, u.names, u.handles, u.bases} {
		for _, t := range ts {
			p.add(t)
		}
	}
	return p
}

// with returns the facts of f and of g, which are about other terms; where both
// know a term, f has it.
func (f facts) with(g facts) facts {
	if len(g) == 0 {
		return f
	}
	out := make(facts, 0, len(f)+len(g))
	i, j := 0, 0
	for i < len(f) && j < len(g) {
		switch a, b := f[i].term.ID(), g[j].term.ID(); {
		case a < b:
			out = append(out, f[i])
			i++
		case a > b:
			out = append(out, g[j])
			j++
		default:
			out = append(out, f[i])
			i++
			j++
		}
	}
	out = append(out, f[i:]...)
	return append(out, g[j:]...)
}
