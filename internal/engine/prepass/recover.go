package prepass

import (
	"iter"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// What becomes of a panic: what runs on its way up, and who recovers it.

// defers returns the defer statements of fn in the order of its blocks.
func defers(fn *ssa.Function) iter.Seq[*ssa.Defer] {
	return func(yield func(*ssa.Defer) bool) {
		for in := range accesspath.Instructions(fn) {
			if d, ok := in.(*ssa.Defer); ok && !yield(d) {
				return
			}
		}
	}
}

// DeferredAcquires returns, for each function that the package calls, the
// classes of the locks that are acquired by what its callers have deferred. It is
// asked for before all of these have been analyzed.
func (fs *Families) DeferredAcquires() map[*ssa.Function][]lock.Class {
	if fs.retaken == nil {
		fs.retaken = make(map[*ssa.Function][]lock.Class)
		for fn := range fs.Prog.Functions() {
			fs.addDeferredAcquires(fn)
		}
	}
	return fs.retaken
}

// addDeferredAcquires adds to retaken the functions that fn calls after it has deferred
// an acquire.
func (fs *Families) addDeferredAcquires(fn *ssa.Function) {
	for d := range defers(fn) {
		classes := fs.acquiredBy(d)
		if len(classes) == 0 {
			continue
		}
		for c := range accesspath.Calls(fn) {
			call, ok := c.(*ssa.Call)
			if !ok || !accesspath.Precedes(d, call) {
				continue
			}
			if callee := fs.Prog.Declaration(call.Call.StaticCallee()); callee != nil {
				fs.retaken[callee] = addClasses(fs.retaken[callee], classes)
			}
		}
	}
}

func addClasses(list, more []lock.Class) []lock.Class {
	for _, c := range more {
		if !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	return list
}

// acquiredBy returns the classes of the locks of package sync that a deferred
// function of the package acquires by itself.
func (fs *Families) acquiredBy(d *ssa.Defer) []lock.Class {
	fn := d.Call.StaticCallee()
	if fn == nil || fn.Parent() == nil && fs.Prog.Declaration(fn) == nil || len(fs.Recoverers(fn)) > 0 {
		return nil
	}
	var out []lock.Class
	for c := range accesspath.Calls(fn) {
		for _, op := range fs.Prog.Calls.GivenAt(c) {
			if op.Acquires() && op.Sync && !op.Try {
				out = append(out, op.Class)
			}
		}
	}
	return out
}

// Recoverers returns the defer statements of fn whose function recovers.
func (fs *Families) Recoverers(fn *ssa.Function) []*ssa.Defer {
	ds, ok := fs.recovers[fn]
	if !ok {
		for d := range defers(fn) {
			if callee := d.Call.StaticCallee(); callee != nil && callsRecover(callee) {
				ds = append(ds, d)
			}
		}
		fs.recovers[fn] = ds
	}
	return ds
}

// callsRecover reports whether fn calls recover and does not panic again.
func callsRecover(fn *ssa.Function) bool {
	recovers := false
	for in := range accesspath.Instructions(fn) {
		switch in := in.(type) {
		case *ssa.Call:
			if lexicon.NeverReturns(&in.Call) {
				return false
			}
			b, ok := in.Call.Value.(*ssa.Builtin)
			recovers = recovers || ok && b.Name() == "recover"
		case *ssa.Panic:
			return false
		}
	}
	return recovers
}

// HasRecoveringCaller reports whether a function of the package calls fn and
// recovers its panics, or net/http does.
func (fs *Families) HasRecoveringCaller(fn *ssa.Function) bool {
	if fs.recovered == nil {
		fs.recovered = make(map[*ssa.Function]bool)
		for caller := range fs.Prog.Functions() {
			fs.addRecovered(caller)
		}
	}
	return fs.recovered[fn] || isHandler(fn)
}

// addRecovered adds to recovered the functions whose panics caller recovers.
func (fs *Families) addRecovered(caller *ssa.Function) {
	ds := fs.Recoverers(caller)
	if len(ds) == 0 {
		return
	}
	for c := range accesspath.Calls(caller) {
		call, ok := c.(*ssa.Call)
		if !ok || call.Call.StaticCallee() == nil {
			continue
		}
		if slices.ContainsFunc(ds, func(d *ssa.Defer) bool { return d.Block().Dominates(call.Block()) }) {
			fs.recovered[call.Call.StaticCallee()] = true
		}
	}
}

// isHandler reports whether fn has the signature of an HTTP handler.
func isHandler(fn *ssa.Function) bool {
	p := fn.Signature.Params()
	return p.Len() == 2 && fn.Signature.Results().Len() == 0 &&
		lexicon.TypeName(p.At(0).Type()) == "net/http.ResponseWriter" && lexicon.TypeName(p.At(1).Type()) == "net/http.Request"
}
