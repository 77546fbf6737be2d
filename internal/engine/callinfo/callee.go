package callinfo

import (
	"fmt"
	"go/types"
	"reflect"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// What is known of the functions that are called.

// summaryOf returns the summary of fn: declared, made from its body, or read
// from a fact; [none] where nothing is known. It never makes one: what is asked
// for has been analyzed before, see order.go, or nothing is known of its body.
func (sums *Summaries) Of(fn *ssa.Function) *summary.Func {
	if fn == nil {
		return None
	}
	if o := fn.Origin(); o != nil {
		fn = o
	}
	if f, ok := sums.summaries[fn]; ok {
		return f
	}
	if _, ok := sums.prog.Graph.ComponentOf[fn]; ok {
		sums.NoteEarly(fn)
		if f := sums.prog.Bindings.Of(fn); f != nil {
			return f
		}
		return None
	}
	f := None
	if obj, _ := fn.Object().(*types.Func); obj != nil && fn.Pkg != sums.prog.Pkg {
		if f = sums.prog.Bindings.declared(obj); f == nil {
			f = sums.prog.Imports.importedFunc(obj)
		}
	}
	sums.summaries[fn] = f
	return f
}

// made returns the summary of fn that has been entered, nil if there is none yet.
func (sums *Summaries) Made(fn *ssa.Function) *summary.Func { return sums.summaries[fn] }

// set enters the summary of fn, a function of the package.
func (sums *Summaries) Set(fn *ssa.Function, f *summary.Func) { sums.summaries[fn] = f }

// settle notes that the summary of fn does not change any more.
func (sums *Summaries) Settle(fn *ssa.Function) { sums.solved[fn] = true }

// analyze notes which function asks for summaries from now on, nil for none.
func (sums *Summaries) Analyze(fn *ssa.Function) { sums.analyzed = fn }

// onEarly has early called for each summary that is asked for before it is there.
func (sums *Summaries) OnEarly(early func(gr *Graph, by, of *ssa.Function)) { sums.early = early }

// isAhead reports whether fn is a function of the package that has not been
// analyzed yet, or is one of those that are being analyzed.
func (sums *Summaries) IsPending(fn *ssa.Function) bool {
	return sums.prog.Graph.ComponentOf[fn] != nil && !sums.solved[fn]
}

// askedEarly notes that fn has been asked for although it has not been analyzed.
func (sums *Summaries) NoteEarly(fn *ssa.Function) {
	if sums.early != nil {
		sums.early(sums.prog.Graph, sums.analyzed, fn)
	}
}

// isRepeatable reports whether fn makes keys, see [accesspath.IsRepeatable]. Of a
// function of the package, that is seen in its body.
func (sums *Summaries) isRepeatable(fn *ssa.Function) bool {
	d := sums.prog.Declaration(fn)
	if d == nil {
		return sums.Of(fn).Repeatable
	}
	if f := sums.prog.Bindings.Of(d); f != nil && (f.IsZero() || len(f.Effects) > 0) {
		return f.Repeatable
	}
	return accesspath.IsRepeatable(d)
}

// declaredOf is declared for a function of the package.
func (bs *Bindings) Of(fn *ssa.Function) *summary.Func {
	if obj, ok := fn.Object().(*types.Func); ok {
		return bs.declared(obj)
	}
	return nil
}

// importedFunc returns the summary of a function of another package. One that
// does not fit its signature is not true of it.
func (im *Imports) importedFunc(fn *types.Func) *summary.Func {
	f := im.facts().funcs[fn.Origin().FullName()]
	if f == nil {
		return None
	}
	sig := fn.Signature()
	params := sig.Params().Len()
	if sig.Recv() != nil {
		params++
	}
	if err := f.Fits(params, sig.Results().Len()); err != nil {
		im.prog.Bindings.note(fmt.Sprintf("facts of %s: %s is left out: %v", fn.Pkg().Path(), fn.Origin().FullName(), err))
		return None
	}
	return f
}

// isKnown reports whether the body of fn, if it has one, has been looked into.
func (sums *Summaries) IsKnown(fn *ssa.Function) bool {
	if fn == nil {
		return false
	}
	if len(fn.Blocks) > 0 {
		return true
	}
	obj, _ := fn.Object().(*types.Func)
	if obj == nil || obj.Pkg() == nil || obj.Pkg() == sums.prog.Pass.Pkg {
		return false
	}
	f := sums.prog.Imports.facts()
	return f.packages[obj.Pkg().Path()] || f.types[receiverOf(obj.FullName())]
}

// summaryAt returns the summary of what the call c calls, nil if it is not
// known what that is.
func (sums *Summaries) At(c ssa.CallInstruction) *summary.Func {
	common := c.Common()
	if common.IsInvoke() {
		return sums.OfMethod(common.Method)
	}
	if m, ok := common.Value.(*ssa.MakeClosure); ok {
		if fn := m.Fn.(*ssa.Function); fn.Parent() == nil {
			return sums.Of(sums.prog.BoundMethod(fn))
		}
		return nil
	}
	fn := common.StaticCallee()
	if fn == nil || fn.Parent() != nil {
		return nil
	}
	return sums.Of(fn)
}

// summaryOfMethod returns the summary of the method m of an interface: as it is
// declared, or as all implementations in the package agree. As long as not all of
// these have been analyzed, nothing is known of it.
func (sums *Summaries) OfMethod(m *types.Func) *summary.Func {
	if f, ok := sums.methods[m]; ok {
		return f
	}
	f := sums.prog.Bindings.declared(m)
	if f == nil {
		fns := sums.prog.Graph.implementing(m)
		if i := slices.IndexFunc(fns, sums.IsPending); i >= 0 {
			sums.NoteEarly(fns[i])
			return None
		}
		f = sums.agreed(fns)
	}
	sums.methods[m] = f
	return f
}

// agreed returns the summary that all of the functions have, none if they differ.
func (sums *Summaries) agreed(fns []*ssa.Function) *summary.Func {
	found := None
	for i, fn := range fns {
		f := sums.Of(fn)
		if len(f.Effects) == 0 || i > 0 && !sameEffects(f, found) {
			return None
		}
		found = f
	}
	return found
}

// implementations returns the named types of the package that implement iface,
// or pointers to them.
func (gr *Graph) implementations(iface *types.Interface) []types.Type {
	if out, ok := gr.implements[iface]; ok {
		return out
	}
	var out []types.Type
	scope := gr.prog.Pass.Pkg.Scope()
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
	gr.implements[iface] = out
	return out
}

// sameEffects reports whether functions with the summaries f and g do the same
// to locks.
func sameEffects(f, g *summary.Func) bool { return reflect.DeepEqual(f.Effects, g.Effects) }

// releasesClass reports whether a function with the summary f may give back a
// lock of class c.
func Releases(f *summary.Func, c lock.Class) bool {
	return MayRelease(f, c) || slices.ContainsFunc(f.Effects, func(x summary.Effect) bool {
		return x.Releases() && x.Class.Compatible(c)
	})
}

// mayRelease reports whether a function with the summary f may give back a lock
// of class c that it has no name for.
func MayRelease(f *summary.Func, c lock.Class) bool {
	return slices.ContainsFunc(f.Releases, c.Compatible)
}
