package obligation

import (
	"go/types"
	"slices"

	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// export writes down what other packages need to know of this one.
func (e *engine) export() {
	funcs := make(map[string]*summary.Func)
	held := e.heldOutside()
	for _, fn := range e.prog.Funcs {
		f := e.prog.Summaries.Made(fn)
		if e.failed[fn] == "" {
			f = forOthers(f, held)
		}
		obj, ok := fn.Object().(*types.Func)
		if ok && obj.Exported() && !f.IsZero() {
			funcs[obj.FullName()] = f
		}
	}
	declared := slices.Clone(e.prog.Bindings.Public)
	e.prog.Imports.PassOn(funcs, &declared)
	slices.Sort(declared)
	e.fact = summary.NewFacts(funcs, slices.Compact(declared))
	e.prog.Pass.ExportPackageFact(e.fact)
}

// Fact returns the fact of the package, for what wants to know its size.
func (r *Result) Fact() *summary.LockleakFacts { return r.engine.fact }

// forOthers returns f as other packages need it. Of a lock of which nothing is
// known, not even its type, it is nothing to them that it may be released. What it
// takes is something to them if they can hold it, as by a function that acquires
// one of the classes held.
func forOthers(f *summary.Func, held []lock.Class) *summary.Func {
	if inside := func(t summary.Take) bool { return !isOutside(t.Class, held) }; slices.ContainsFunc(f.Takes, inside) {
		g := *f
		g.Takes = slices.DeleteFunc(slices.Clone(f.Takes), inside)
		f = &g
	}
	unknown := func(c lock.Class) bool { return c == (lock.Class{}) }
	if f.MayPanic {
		g := *f
		g.MayPanic = false
		f = &g
	}
	guard := func(x summary.Effect) bool { return x.Class.Type == lock.HandleType && x.Releases() }
	if slices.ContainsFunc(f.Effects, guard) {
		g := *f
		g.Effects = slices.DeleteFunc(slices.Clone(f.Effects), guard) // guards are followed in their package
		f = &g
	}
	if !slices.ContainsFunc(f.Releases, unknown) && !slices.ContainsFunc(f.Acquires, unknown) {
		return f
	}
	g := *f
	g.Releases = slices.DeleteFunc(slices.Clone(f.Releases), unknown)
	g.Acquires = slices.DeleteFunc(slices.Clone(f.Acquires), unknown)
	return &g
}
