package prepass

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
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
type Footprint map[any]bool

func (p Footprint) Add(t lock.Term) {
	for _, r := range t.Roots() {
		p[r] = true
	}
}

// has reports whether a part of t is in the footprint.
func (p Footprint) Has(t lock.Term) bool {
	return slices.ContainsFunc(t.Roots(), func(r any) bool { return p[r] })
}

// footprintOf returns the footprint of fn, with those of the literals in it and of
// the ones that it calls by their names.
func (fs *Families) FootprintOf(fn *ssa.Function) Footprint {
	f := fs.Of(fn)
	p, ok := f.footprints[fn]
	if !ok {
		p = make(Footprint)
		fs.addFootprint(p, make(map[*ssa.Function]bool), fn)
		f.footprints[fn] = p
	}
	return p
}

// deferredFootprint returns the footprint of what is deferred anywhere in the
// family of fn: it runs if a literal panics.
func (fs *Families) DeferredFootprint(fn *ssa.Function) Footprint {
	f := fs.Of(fn)
	if f.deferred == nil {
		f.deferred = make(Footprint)
		seen := make(map[*ssa.Function]bool)
		accesspath.Family(callinfo.Outermost(fn), func(g *ssa.Function) {
			for _, b := range g.Blocks {
				for _, in := range b.Instrs {
					if d, ok := in.(*ssa.Defer); ok {
						fs.addAsked(f.deferred, seen, d)
					}
				}
			}
		})
	}
	return f.deferred
}

func (fs *Families) addFootprint(p Footprint, seen map[*ssa.Function]bool, fn *ssa.Function) {
	if seen[fn] {
		return
	}
	seen[fn] = true
	for _, v := range fn.FreeVars {
		fs.addTerm(p, seen, fs.Prog.Paths.Term(v))
	}
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			fs.addAsked(p, seen, in)
		}
	}
	for _, g := range fn.AnonFuncs {
		fs.addFootprint(p, seen, g)
	}
}

func (fs *Families) addAsked(p Footprint, seen map[*ssa.Function]bool, in ssa.Instruction) {
	fs.asked(in, func(t lock.Term) { fs.addTerm(p, seen, t) })
	if c, ok := in.(ssa.CallInstruction); ok {
		for _, op := range fs.Prog.Calls.At(c) {
			fs.addTerm(p, seen, op.ID.Addr)
			fs.addTerm(p, seen, op.ID.Key)
		}
	}
}

func (fs *Families) addTerm(p Footprint, seen map[*ssa.Function]bool, t lock.Term) {
	p.Add(t)
	if fn := callinfo.FunctionOf(t); fn != nil && fn.Parent() != nil {
		fs.addFootprint(p, seen, fn)
	}
}

// isWrittenByOthers reports whether t is the content of a variable of the family
// that code writes which is not followed.
func (fm *Family) IsWrittenByOthers(t lock.Term) bool {
	if !fm.Shared || t.Kind() != lock.Load {
		return false
	}
	a, ok := t.X().Sym().(*ssa.Alloc)
	return ok && fm.prog.Paths.IsShared(a)
}
