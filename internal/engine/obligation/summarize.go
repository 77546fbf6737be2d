package obligation

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/summary"
	"github.com/lockleak/lockleak/internal/engine/verdict"
)

// family analyzes the declared function fn with its literals, and returns the
// summary of fn.
func (e *engine) family(fn *ssa.Function) *summary.Func {
	guards := e.infer.GuardParams(fn)
	if len(guards) == 0 && !e.prog.Calls.MayMatter(fn) {
		return e.infer.Summarize(fn, nil)
	}
	var made []verdict.Decision
	accesspath.Family(fn, func(f *ssa.Function) {
		if accesspath.IsYieldFunc(f) {
			return // a part of the function around it
		}
		if e.judge.IsBrief() && f != fn {
			return // no part of the summary
		}
		for _, l := range e.prog.Calls.LocksOf(f) {
			d := e.judge.Decide(f, l)
			if f == fn {
				made = append(made, d)
			}
			if !e.judge.IsBrief() {
				for site, o := range d.Out {
					e.judge.Evidence[site] = append(e.judge.Evidence[site], o) // one for each site: no order to keep
				}
			}
		}
	})
	for _, l := range append(e.infer.ReleasedBy(fn, made), guards...) {
		c := e.judge.Collect(fn, l, false)
		made = append(made, verdict.Decision{Lock: l, Collector: c})
	}
	for _, d := range made {
		e.judge.CheckPromise(fn, d)
	}
	return e.infer.Summarize(fn, made)
}
