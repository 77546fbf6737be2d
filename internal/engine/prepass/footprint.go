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
// differ in nothing else, and they hold after it as before: the frame rule of
// separation logic (O'Hearn, Reynolds, Yang: Local reasoning about programs that
// alter data structures, CSL 2001). The values that it may ask for are its
// footprint.

// A Footprint is a set of roots of terms.
type Footprint map[any]bool

// footprints are those of a family, as far as they were asked for.
type footprints struct {
	of       map[*ssa.Function]Footprint // see FootprintOf
	deferred Footprint                   // see DeferredFootprint
}

// Add adds the roots of t.
func (p Footprint) Add(t lock.Term) {
	for _, r := range t.Roots() {
		p[r] = true
	}
}

// Has reports whether a part of t is in the footprint.
func (p Footprint) Has(t lock.Term) bool {
	return slices.ContainsFunc(t.Roots(), func(r any) bool { return p[r] })
}

// FootprintOf returns the footprint of fn, with those of the literals in it and of
// the ones that it calls by their names.
func (fs *Families) FootprintOf(fn *ssa.Function) Footprint {
	f := fs.Of(fn)
	p, ok := f.footprints.of[fn]
	if !ok {
		p = make(Footprint)
		fs.addFootprint(p, make(map[*ssa.Function]bool), fn)
		f.footprints.of[fn] = p
	}
	return p
}

// DeferredFootprint returns the footprint of what is deferred anywhere in the
// family of fn: it runs if a literal panics.
func (fs *Families) DeferredFootprint(fn *ssa.Function) Footprint {
	f := fs.Of(fn)
	if f.footprints.deferred == nil {
		f.footprints.deferred = make(Footprint)
		seen := make(map[*ssa.Function]bool)
		accesspath.Family(callinfo.Outermost(fn), func(g *ssa.Function) {
			for d := range defers(g) {
				fs.addAsked(f.footprints.deferred, seen, d)
			}
		})
	}
	return f.footprints.deferred
}

// addFootprint adds the footprint of fn, once, to p.
func (fs *Families) addFootprint(p Footprint, seen map[*ssa.Function]bool, fn *ssa.Function) {
	if seen[fn] {
		return
	}
	seen[fn] = true
	for _, v := range fn.FreeVars {
		fs.addTerm(p, seen, fs.Prog.Paths.Term(v))
	}
	for in := range accesspath.Instructions(fn) {
		fs.addAsked(p, seen, in)
	}
	for _, g := range fn.AnonFuncs {
		fs.addFootprint(p, seen, g)
	}
}

// addAsked adds what in, or an operation that it does, may ask for.
func (fs *Families) addAsked(p Footprint, seen map[*ssa.Function]bool, in ssa.Instruction) {
	fs.asked(in, func(t lock.Term) { fs.addTerm(p, seen, t) })
	if c, ok := in.(ssa.CallInstruction); ok {
		for _, op := range fs.Prog.Calls.At(c) {
			fs.addTerm(p, seen, op.ID.Addr)
			fs.addTerm(p, seen, op.ID.Key)
		}
	}
}

// addTerm adds t, and the footprint of the literal that it is, if any.
func (fs *Families) addTerm(p Footprint, seen map[*ssa.Function]bool, t lock.Term) {
	p.Add(t)
	if fn := callinfo.FunctionOf(t); fn != nil && fn.Parent() != nil {
		fs.addFootprint(p, seen, fn)
	}
}
