package obligation

import (
	"reflect"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/accesspath"
	"github.com/lockleak/lockleak/internal/summary"
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
	if e.isRecursive(comp) {
		e.approximate(comp)
	}
	defer func(was bool) { e.probing = was }(e.probing)
	e.probing = false
	for _, fn := range comp {
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

// approximate makes summaries for functions that call each other.
func (e *engine) approximate(comp []*ssa.Function) {
	defer func(was bool) { e.probing = was }(e.probing)
	e.probing = true
	changed := comp
	for round := range maxRounds {
		next := make(map[*ssa.Function]*summary.Func)
		for _, fn := range e.callersOf(changed, comp) {
			e.contained(fn, func() { next[fn] = e.family(fn) })
		}
		changed = nil
		for _, fn := range comp {
			f := next[fn]
			if e.failed[fn] != "" {
				f = anything
			}
			if f == nil || reflect.DeepEqual(f, e.summaries[fn]) {
				continue
			}
			changed = append(changed, fn)
			if round == maxRounds-1 {
				f = weakened(f)
			}
			e.summaries[fn] = f
		}
		e.forget(comp)
		if len(changed) == 0 {
			break
		}
	}
	clear(e.gone)
}

// callersOf returns the functions of comp whose summaries depend on those that
// have changed: at first all, then their callers. What is declared depends on
// nothing.
func (e *engine) callersOf(changed, comp []*ssa.Function) []*ssa.Function {
	has := make(map[*ssa.Function]bool)
	for _, fn := range changed {
		has[fn] = true
	}
	var out []*ssa.Function
	for _, fn := range comp {
		if e.declaredOf(fn) == nil && (len(changed) == len(comp) || slices.ContainsFunc(e.callees(fn), func(g *ssa.Function) bool { return has[g] })) {
			out = append(out, fn)
		}
	}
	return out
}

// forget drops what was found out on the basis of summaries that have changed.
func (e *engine) forget(comp []*ssa.Function) {
	for _, fn := range comp {
		delete(e.families, fn)
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
	clear(e.netReleases)
	clear(e.bound)
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
