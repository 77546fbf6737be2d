package obligation

import (
	"fmt"
	"go/types"
	"reflect"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// What is known of the functions that are called.

// summaryOf returns the summary of fn: declared, made from its body, or read
// from a fact; [none] where nothing is known. It never makes one: what is asked
// for has been analyzed before, see order.go, or nothing is known of its body.
func (e *engine) summaryOf(fn *ssa.Function) *summary.Func {
	if fn == nil {
		return none
	}
	if o := fn.Origin(); o != nil {
		fn = o
	}
	if f, ok := e.summaries[fn]; ok {
		return f
	}
	if _, ok := e.component[fn]; ok {
		e.askedEarly(fn)
		if f := e.declaredOf(fn); f != nil {
			return f
		}
		return none
	}
	f := none
	if obj, _ := fn.Object().(*types.Func); obj != nil && fn.Pkg != e.pkg {
		if f = e.declared(obj); f == nil {
			f = e.importedFunc(obj)
		}
	}
	e.summaries[fn] = f
	return f
}

// isAhead reports whether fn is a function of the package that has not been
// analyzed yet, or is one of those that are being analyzed.
func (e *engine) isAhead(fn *ssa.Function) bool { return e.component[fn] != nil && !e.solved[fn] }

// askedEarly notes that fn has been asked for although it has not been analyzed.
func (e *engine) askedEarly(fn *ssa.Function) {
	if e.settings.early != nil {
		e.settings.early(e, e.analyzed, fn)
	}
}

// isRepeatable reports whether fn makes keys, see [accesspath.IsRepeatable]. Of a
// function of the package, that is seen in its body.
func (e *engine) isRepeatable(fn *ssa.Function) bool {
	d := e.declaration(fn)
	if d == nil {
		return e.summaryOf(fn).Repeatable
	}
	if f := e.declaredOf(d); f != nil && (f.IsZero() || len(f.Effects) > 0) {
		return f.Repeatable
	}
	return accesspath.IsRepeatable(d)
}

// declaredOf is declared for a function of the package.
func (e *engine) declaredOf(fn *ssa.Function) *summary.Func {
	if obj, ok := fn.Object().(*types.Func); ok {
		return e.declared(obj)
	}
	return nil
}

// export writes down what other packages need to know of this one.
func (e *engine) export() {
	funcs := make(map[string]*summary.Func)
	held := e.heldOutside()
	for _, fn := range e.funcs {
		f := e.summaries[fn]
		if e.failed[fn] == "" {
			f = forOthers(f, held)
		}
		obj, ok := fn.Object().(*types.Func)
		if ok && obj.Exported() && !f.IsZero() {
			funcs[obj.FullName()] = f
		}
	}
	declared := slices.Clone(e.public)
	e.passOn(funcs, &declared)
	slices.Sort(declared)
	e.fact = summary.NewFacts(funcs, slices.Compact(declared))
	e.pass.ExportPackageFact(e.fact)
}

// Fact returns the fact of the package, for what wants to know its size.
func (r *Result) Fact() *summary.LockleakFacts { return r.engine.fact }

// importedFunc returns the summary of a function of another package. One that
// does not fit its signature is not true of it.
func (e *engine) importedFunc(fn *types.Func) *summary.Func {
	f := e.facts().funcs[fn.Origin().FullName()]
	if f == nil {
		return none
	}
	sig := fn.Signature()
	params := sig.Params().Len()
	if sig.Recv() != nil {
		params++
	}
	if err := f.Fits(params, sig.Results().Len()); err != nil {
		e.note(fmt.Sprintf("facts of %s: %s is left out: %v", fn.Pkg().Path(), fn.Origin().FullName(), err))
		return none
	}
	return f
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

// isKnown reports whether the body of fn, if it has one, has been looked into.
func (e *engine) isKnown(fn *ssa.Function) bool {
	if fn == nil {
		return false
	}
	if len(fn.Blocks) > 0 {
		return true
	}
	obj, _ := fn.Object().(*types.Func)
	if obj == nil || obj.Pkg() == nil || obj.Pkg() == e.pass.Pkg {
		return false
	}
	f := e.facts()
	return f.packages[obj.Pkg().Path()] || f.types[receiverOf(obj.FullName())]
}

// summaryAt returns the summary of what the call c calls, nil if it is not
// known what that is.
func (e *engine) summaryAt(c ssa.CallInstruction) *summary.Func {
	common := c.Common()
	if common.IsInvoke() {
		return e.summaryOfMethod(common.Method)
	}
	if m, ok := common.Value.(*ssa.MakeClosure); ok {
		if fn := m.Fn.(*ssa.Function); fn.Parent() == nil {
			return e.summaryOf(e.method(fn))
		}
		return nil
	}
	fn := common.StaticCallee()
	if fn == nil || fn.Parent() != nil {
		return nil
	}
	return e.summaryOf(fn)
}

// summaryOfMethod returns the summary of the method m of an interface: as it is
// declared, or as all implementations in the package agree. As long as not all of
// these have been analyzed, nothing is known of it.
func (e *engine) summaryOfMethod(m *types.Func) *summary.Func {
	if f, ok := e.methods[m]; ok {
		return f
	}
	f := e.declared(m)
	if f == nil {
		fns := e.implementing(m)
		if i := slices.IndexFunc(fns, e.isAhead); i >= 0 {
			e.askedEarly(fns[i])
			return none
		}
		f = e.agreed(fns)
	}
	e.methods[m] = f
	return f
}

// agreed returns the summary that all of the functions have, none if they differ.
func (e *engine) agreed(fns []*ssa.Function) *summary.Func {
	found := none
	for i, fn := range fns {
		f := e.summaryOf(fn)
		if len(f.Effects) == 0 || i > 0 && !sameEffects(f, found) {
			return none
		}
		found = f
	}
	return found
}

// implementations returns the named types of the package that implement iface,
// or pointers to them.
func (e *engine) implementations(iface *types.Interface) []types.Type {
	if out, ok := e.implements[iface]; ok {
		return out
	}
	var out []types.Type
	scope := e.pass.Pkg.Scope()
	for _, name := range scope.Names() {
		tn, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || tn.IsAlias() || types.IsInterface(tn.Type()) {
			continue
		}
		if n, ok := tn.Type().(*types.Named); ok && n.TypeParams().Len() > 0 {
			continue
		}
		if p := types.NewPointer(tn.Type()); types.Implements(p, iface) {
			out = append(out, p)
		}
	}
	e.implements[iface] = out
	return out
}

// sameEffects reports whether functions with the summaries f and g do the same
// to locks.
func sameEffects(f, g *summary.Func) bool { return reflect.DeepEqual(f.Effects, g.Effects) }

// releasesClass reports whether a function with the summary f may give back a
// lock of class c.
func releasesClass(f *summary.Func, c lock.Class) bool {
	return mayRelease(f, c) || slices.ContainsFunc(f.Effects, func(x summary.Effect) bool {
		return x.Releases() && x.Class.Compatible(c)
	})
}

// mayRelease reports whether a function with the summary f may give back a lock
// of class c that it has no name for.
func mayRelease(f *summary.Func, c lock.Class) bool {
	return slices.ContainsFunc(f.Releases, c.Compatible)
}

// mayAcquire reports whether a call may return with the lock of the unit
// newly held, by what is known of the function, or else by its name, or may not
// return at all.
func (u *unit) mayAcquire(c *ssa.CallCommon, f *summary.Func) bool {
	if _, ok := c.Value.(*ssa.Builtin); ok {
		return false
	}
	if f != nil && slices.ContainsFunc(f.Acquires, u.class.Compatible) || lexicon.MayEndTest(c) {
		return true
	}
	known := u.isKnown(c.StaticCallee()) || f != nil && slices.ContainsFunc(f.Effects, func(x summary.Effect) bool { return x.Class.Compatible(u.class) })
	return !known && lexicon.SpeaksOfAcquire(lexicon.CalleeName(c))
}
