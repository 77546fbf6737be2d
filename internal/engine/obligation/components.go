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

// solve analyzes the functions of a component of the call graph.
func (e *engine) solve(comp []*ssa.Function) {
	declared := make(map[*ssa.Function]*summary.Func)
	for _, fn := range comp {
		e.summaries[fn] = none
		if f := e.declaredOf(fn); f != nil {
			e.summaries[fn], declared[fn] = f, f
		}
	}
	settled := e.isRecursive(comp) && e.approximate(comp)
	defer func(was bool) { e.probing = was }(e.probing)
	e.probing = false
	for _, fn := range comp {
		if settled && e.settings.FactsOnly && declared[fn] == nil {
			continue // it is the summary already
		}
		e.contained(fn, func() {
			e.findSites(fn)
			f := e.family(fn)
			delete(e.families, fn)  // callers have the summary
			if e.failed[fn] == "" { // not even when its summary was tried out
				e.summaries[fn] = combined(declared[fn], f)
			}
		})
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

// approximate makes summaries for functions that call each other, and reports whether
// they are settled: to make them again would change nothing. A function is analyzed
// again where the summary of one that it calls has changed, callees first, and what
// has been found out in the meantime counts at once.
func (e *engine) approximate(comp []*ssa.Function) (settled bool) {
	defer func(was bool) { e.probing = was }(e.probing)
	e.probing = true
	stale := make(map[*ssa.Function]bool)
	callers := make(map[*ssa.Function][]*ssa.Function)
	for _, fn := range comp {
		if e.declaredOf(fn) != nil {
			continue // depends on nothing
		}
		stale[fn] = true
		for _, g := range e.callees(fn) {
			callers[g] = append(callers[g], fn)
		}
	}
	for round := 0; round < maxRounds && len(stale) > 0; round++ {
		for _, fn := range slices.Backward(comp) { // it begins with the one that leads to the others
			if !stale[fn] {
				continue
			}
			delete(stale, fn)
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
			e.summaries[fn] = f
			for _, g := range callers[fn] {
				stale[g] = true
				e.forget(g)
			}
			clear(e.netReleases)
			clear(e.bound)
		}
	}
	return len(stale) == 0
}

// forget drops what was found out about fn on the basis of summaries that have
// changed.
func (e *engine) forget(fn *ssa.Function) {
	delete(e.families, fn)
	delete(e.gone, fn)
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
