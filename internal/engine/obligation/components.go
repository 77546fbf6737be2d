package obligation

import (
	"reflect"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// The functions of a package are analyzed from the bottom of the call graph
// up, so that the summary of a function is there before its callers need it.
// Where functions call each other in a circle, their summaries are made again
// and again, beginning with none, until they stay the same.

// maxRounds is how often the summaries of a circle are made. What differs after
// that is taken to be possible, but not certain.
const maxRounds = 4

// none is the summary of a function that does nothing to locks.
var none = &summary.Func{}

// solve analyzes the functions of a component of the call graph. All that they
// call outside of it has been analyzed before.
func (e *engine) solve(comp []*ssa.Function) {
	declared := make(map[*ssa.Function]*summary.Func)
	for _, fn := range comp {
		e.summaries[fn] = none
		if f := e.declaredOf(fn); f != nil {
			e.summaries[fn], declared[fn] = f, f
		}
	}
	settled := false
	var askers map[*ssa.Function][]*ssa.Function
	if e.isRecursive(comp) {
		askers = e.askers(comp)
		e.probing = true
		settled = e.approximate(comp, askers)
		e.probing = false
	}
	for _, fn := range slices.Backward(comp) {
		if settled && e.settings.FactsOnly && declared[fn] == nil {
			continue // it is the summary already
		}
		before := e.summaries[fn]
		e.contained(fn, func() {
			e.findSites(fn)
			f := e.family(fn)
			delete(e.families, fn)  // callers have the summary
			if e.failed[fn] == "" { // not even when its summary was tried out
				e.summaries[fn] = combined(declared[fn], f)
			}
		})
		if len(askers[fn]) > 0 && !reflect.DeepEqual(before, e.summaries[fn]) {
			e.forgetAll(askers[fn])
		}
	}
	for _, fn := range comp {
		e.solved[fn] = true
	}
}

// combined returns the summary of a function that is declared to have one, and
// of which another one has been made. What is declared of its effects on locks
// stands for all of them.
func combined(declared, made *summary.Func) *summary.Func {
	if declared == nil {
		return made
	}
	if declared.IsZero() || len(declared.Effects) > 0 {
		return declared
	}
	f := *made
	f.Requires = declared.Requires
	f.NeverReturns = declared.NeverReturns
	if len(declared.Runs) > 0 {
		f.Runs = declared.Runs
	}
	return &f
}

// isRecursive reports whether the functions of a component call each other.
func (e *engine) isRecursive(comp []*ssa.Function) bool {
	return len(comp) > 1 || slices.Contains(e.callees(comp[0]), comp[0])
}

// askers returns for each function of a component those that may ask for its
// summary.
func (e *engine) askers(comp []*ssa.Function) map[*ssa.Function][]*ssa.Function {
	out := make(map[*ssa.Function][]*ssa.Function)
	for _, fn := range comp {
		for _, g := range append(slices.Clone(e.callees(fn)), e.references(fn)...) {
			if c := e.component[g]; c == nil || c[0] != comp[0] {
				continue
			}
			if n := len(out[g]); n == 0 || out[g][n-1] != fn {
				out[g] = append(out[g], fn)
			}
		}
	}
	return out
}

// approximate makes summaries for functions that call each other, and reports whether
// they are settled: to make them again would change nothing. A function is analyzed
// again where the summary of one that it asks for has changed, callees first, and what
// has been found out in the meantime counts at once.
func (e *engine) approximate(comp []*ssa.Function, askers map[*ssa.Function][]*ssa.Function) (settled bool) {
	stale := make(map[*ssa.Function]bool)
	for _, fn := range comp {
		stale[fn] = e.declaredOf(fn) == nil // else it depends on nothing
	}
	for round := range maxRounds {
		changed := false
		for _, fn := range slices.Backward(comp) { // it begins with the one that leads to the others
			if !stale[fn] {
				continue
			}
			stale[fn] = false
			f := anything
			e.contained(fn, func() { f = e.family(fn) })
			if e.failed[fn] != "" {
				f = anything
			}
			if reflect.DeepEqual(f, e.summaries[fn]) {
				continue
			}
			if round == maxRounds-1 {
				f = weakened(f)
			}
			e.summaries[fn], changed = f, true
			for _, g := range askers[fn] {
				stale[g] = e.declaredOf(g) == nil
			}
			e.forgetAll(askers[fn])
		}
		if !changed {
			return true
		}
	}
	return false
}

// forgetAll drops what was found out about fns on the basis of summaries that have
// changed.
func (e *engine) forgetAll(fns []*ssa.Function) {
	for _, fn := range fns {
		e.forget(fn)
	}
	clear(e.netReleases)
	clear(e.bound)
}

// forget drops what was found out about fn on the basis of summaries, its names
// among it.
func (e *engine) forget(fn *ssa.Function) {
	delete(e.families, fn)
	delete(e.gone, fn)
	e.paths.Forget(fn)
	accesspath.Family(fn, func(f *ssa.Function) {
		delete(e.acting, f)
		for _, b := range f.Blocks {
			for _, in := range b.Instrs {
				delete(e.ops, in)
				delete(e.taken, in)
				if c, ok := in.(*ssa.Call); ok {
					delete(e.idle, c)
				}
			}
		}
	})
}

// weakened returns f with nothing certain in it.
func weakened(f *summary.Func) *summary.Func {
	w := *f
	w.Effects = slices.Clone(f.Effects)
	for i, x := range w.Effects {
		w.Effects[i].Outcomes = inDoubt(x)
	}
	return &w
}
