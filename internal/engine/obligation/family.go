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

// findSites adds the acquire sites in fn and its literals to the list.
func (e *engine) findSites(fn *ssa.Function) {
	accesspath.Family(fn, func(f *ssa.Function) {
		for _, c := range e.prog.Calls.In(f) {
			if _, isGo := c.(*ssa.Go); isGo {
				continue
			}
			for _, op := range e.prog.Calls.At(c) {
				if op.Acquires() {
					i := e.analysis.Sites.SiteOf(c, op)
					e.analysis.Sites.All[i].Op, e.listed[i] = op, true
				}
			}
		}
	})
}
