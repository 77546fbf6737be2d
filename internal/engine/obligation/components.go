package obligation

import (
	"reflect"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/infer"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// The functions of a package are analyzed from the bottom of the call graph
// up, so that the summary of a function is there before its callers need it.
// Where functions call each other, their summaries are made again and again,
// beginning with none, until they stay the same, or maxRounds times.

// solve analyzes the functions of a component of the call graph. All that they
// call outside of it has been analyzed before.
func (e *engine) solve(comp []*ssa.Function) {
	declared := make(map[*ssa.Function]*summary.Func)
	for _, fn := range comp {
		e.prog.Summaries.Set(fn, e.rerun.known(fn))
		if f := e.prog.Bindings.Of(fn); f != nil {
			declared[fn] = f
			e.prog.Summaries.Set(fn, f)
		}
	}
	todo := e.rerun.begin(e.prog, comp)
	settled := false
	var askers map[*ssa.Function][]*ssa.Function
	if len(todo) > 0 && e.prog.Graph.IsRecursive(comp) {
		askers = e.askers(comp)
		e.judge.Trial = true
		settled = e.approximate(comp, askers, todo)
		e.judge.Trial = false
	}
	for _, fn := range slices.Backward(comp) {
		if !todo[fn] || settled && e.settings.FactsOnly && declared[fn] == nil {
			continue // it is the summary already
		}
		before := e.prog.Summaries.Made(fn)
		e.contained(fn, func() {
			e.findSites(fn)
			f := e.family(fn)
			e.analysis.Families.Forget(fn) // callers have the summary
			if e.failed[fn] == "" {        // not even when its summary was tried out
				e.prog.Summaries.Set(fn, infer.Combine(declared[fn], f))
				e.contradictions(fn, declared[fn], f)
			}
		})
		if len(askers[fn]) > 0 && !reflect.DeepEqual(before, e.prog.Summaries.Made(fn)) {
			e.forgetAll(askers[fn])
		}
	}
	for _, fn := range comp {
		e.prog.Summaries.Settle(fn)
	}
	e.rerun.end(e.prog, comp, todo)
}

// contradictions notes the directives of fn that the summary made of its body contradicts.
func (e *engine) contradictions(fn *ssa.Function, declared, made *summary.Func) {
	if declared == nil {
		return
	}
	for _, x := range declared.Effects {
		if outs, ok := infer.Told(x, made); ok {
			e.prog.Bindings.Contradict(fn, x, outs)
		}
	}
}

// askers returns for each function of a component those that may ask for its
// summary.
func (e *engine) askers(comp []*ssa.Function) map[*ssa.Function][]*ssa.Function {
	out := make(map[*ssa.Function][]*ssa.Function)
	for _, fn := range comp {
		for _, g := range append(slices.Clone(e.prog.Graph.Callees(fn)), e.prog.Graph.References(fn)...) {
			if c := e.prog.Graph.ComponentOf[g]; c == nil || c[0] != comp[0] {
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
// has been found out in the meantime counts at once. It begins with those in todo, and
// adds the others that it analyzes.
func (e *engine) approximate(comp []*ssa.Function, askers map[*ssa.Function][]*ssa.Function, todo map[*ssa.Function]bool) (settled bool) {
	stale := make(map[*ssa.Function]bool)
	for fn := range todo {
		stale[fn] = e.prog.Bindings.Of(fn) == nil // else it depends on nothing
	}
	for round := range maxRounds {
		changed := false
		for _, fn := range slices.Backward(comp) { // it begins with the one that leads to the others
			if !stale[fn] {
				continue
			}
			stale[fn] = false
			f := callinfo.Anything
			e.contained(fn, func() { f = e.family(fn) })
			if e.failed[fn] != "" {
				f = callinfo.Anything
			}
			if reflect.DeepEqual(f, e.prog.Summaries.Made(fn)) {
				continue
			}
			if round == maxRounds-1 {
				f = infer.Weaken(f)
			}
			changed = true
			e.prog.Summaries.Set(fn, f)
			for _, g := range askers[fn] {
				stale[g], todo[g] = e.prog.Bindings.Of(g) == nil, true
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
		e.analysis.Families.Forget(fn)
		e.infer.Forget(fn)
		e.prog.Calls.Forget(fn)
	}
	e.analysis.Forget()
}
