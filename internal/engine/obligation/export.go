package obligation

import (
	"go/ast"
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
	unknown := func(c lock.Class) bool { return c == (lock.Class{}) || c.Type == lock.AnyType }
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

// isOutside reports whether other packages can hold a lock of class c: they can
// name it, or a function acquires it for them. holds are the classes of the
// latter.
func isOutside(c lock.Class, holds []lock.Class) bool {
	switch {
	case c.Field != "":
		return ast.IsExported(c.Field) || slices.ContainsFunc(holds, c.Compatible)
	case c.Global != lock.Global{}:
		return ast.IsExported(c.Global.Name) || slices.ContainsFunc(holds, c.Compatible)
	}
	return true
}

// heldOutside returns the classes of the locks that exported functions of the
// package acquire for their callers.
func (e *engine) heldOutside() []lock.Class {
	var out []lock.Class
	for _, fn := range e.prog.Funcs {
		if o := fn.Object(); o == nil || !o.Exported() {
			continue
		}
		for _, x := range e.prog.Summaries.Made(fn).Effects {
			if x.Acquires() && x.Sync && !slices.Contains(out, x.Class) {
				out = append(out, x.Class)
			}
		}
	}
	return out
}
