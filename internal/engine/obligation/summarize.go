package obligation

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// family analyzes the declared function fn with its literals, and returns the
// summary of fn.
func (e *engine) family(fn *ssa.Function) *summary.Func {
	guards := e.guardParams(fn)
	if len(guards) == 0 && !e.mayMatter(fn) {
		return e.summarize(fn, nil)
	}
	var made []decision
	accesspath.Family(fn, func(f *ssa.Function) {
		if accesspath.IsYieldFunc(f) {
			return // a part of the function around it
		}
		if e.isBrief() && f != fn {
			return // no part of the summary
		}
		for _, l := range e.locksOf(f) {
			d := e.decide(f, l)
			if f == fn {
				made = append(made, d)
			}
			if !e.isBrief() {
				for site, o := range d.out {
					e.outcomes[site] = append(e.outcomes[site], o) // one for each site: no order to keep
				}
			}
		}
	})
	for _, l := range append(e.releasedBy(fn, made), guards...) {
		c := e.collect(fn, l, false)
		made = append(made, decision{lockOf: l, collector: c})
	}
	for _, d := range made {
		e.checkPromise(fn, d)
	}
	return e.summarize(fn, made)
}

// mayMatter reports whether fn, or a literal in it, does something to locks, by
// itself or by what it calls.
func (e *engine) mayMatter(fn *ssa.Function) bool {
	found := false
	accesspath.Family(fn, func(f *ssa.Function) {
		for _, b := range f.Blocks {
			for _, in := range b.Instrs {
				switch in := in.(type) {
				case *ssa.MakeClosure:
					found = found || e.boundOperation(in) != nil
				case ssa.CallInstruction:
					if found = found || len(e.operationsAt(in)) > 0; !found {
						f := e.summaryAt(in)
						found = f != nil && len(f.Releases)+len(f.Acquires)+len(f.Takes) > 0
					}
				}
			}
		}
	})
	return found
}

// A decision is what was found out about one lock of a function.
type decision struct {
	lockOf
	out map[int]*outcome
	*collector
}

// releasedBy returns the locks that fn, with what it calls, may give back
// without acquiring them, and that its callers can name.
func (e *engine) releasedBy(fn *ssa.Function, made []decision) []lockOf {
	var out []lockOf
	for _, op := range e.operationsIn(fn) {
		if !op.Releases() || op.Class.Type == lock.HandleType {
			continue
		}
		l := lockOf{op.ID, op.Class}
		same := func(id lock.ID) bool { return id == l.id }
		if slices.ContainsFunc(made, func(d decision) bool { return same(d.id) }) ||
			slices.ContainsFunc(out, func(o lockOf) bool { return same(o.id) }) {
			continue
		}
		if _, _, ok := e.relative(fn, l.id, nil); ok {
			out = append(out, l)
		}
	}
	return out
}

// guardParams returns the parameters of fn that are guards of the package which
// fn, with what it calls, may release, as locks.
func (e *engine) guardParams(fn *ssa.Function) []lockOf {
	var out []lockOf
	for _, p := range fn.Params {
		n := lexicon.Named(p.Type())
		if n == nil || n.Obj().Pkg() != e.pass.Pkg {
			continue
		}
		l := lockOf{lock.ID{Addr: e.paths.Term(p)}, lock.Class{Type: lock.HandleType}}
		if e.releasesGuard(fn, l) {
			out = append(out, l)
		}
	}
	return out
}

// releasesGuard reports whether fn has a call that may release the guard l.
func (e *engine) releasesGuard(fn *ssa.Function, l lockOf) bool {
	for _, c := range e.operating(fn) {
		if slices.ContainsFunc(e.operationsAt(c), func(op *accesspath.Operation) bool { return op.ID == l.id && op.Releases() }) {
			return true
		}
	}
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			c, ok := in.(ssa.CallInstruction)
			if !ok {
				continue
			}
			common := c.Common()
			if callee := common.StaticCallee(); callee != nil && callee.Signature.Recv() != nil && len(common.Args) > 0 &&
				lexicon.ReleasesHandle(callee.Name()) && e.paths.Term(common.Args[0]) == l.id.Addr {
				return true
			}
		}
	}
	return false
}

// relative returns the paths of id as the callers of fn see it.
func (e *engine) relative(fn *ssa.Function, id lock.ID, results []lock.Term) (addr, key summary.Path, ok bool) {
	addr, ok = e.paths.Relative(fn, id.Addr, results)
	if !ok {
		return "", "", false
	}
	key, ok = e.paths.Relative(fn, id.Key, results)
	return addr, key, ok
}

// summarize returns the summary of fn.
func (e *engine) summarize(fn *ssa.Function, made []decision) *summary.Func {
	var f summary.Func
	named := make(map[lock.ID]bool)
	for _, d := range made {
		if d.collector == nil {
			named[d.id] = true // every acquire is paired with its release
			continue
		}
		x, ok := e.effect(fn, d)
		named[d.id] = ok
		if ok && len(x.Outcomes) > 0 {
			f.Effects = append(f.Effects, x)
		}
	}
	if made != nil || e.mayMatter(fn) {
		e.unnamed(fn, named, made, &f)
	}
	f.Takes = e.allTakes(fn, made, f.Effects)
	f.Runs = e.runsOf(fn)
	f.Repeatable = accesspath.IsRepeatable(fn)
	f.Panics = e.alwaysPanics(fn)
	f.MayPanic = e.mayPanic(fn)
	if f.IsZero() {
		return none
	}
	return &f
}

// effect returns what fn does to one lock, and whether that can be said in
// terms that its callers know. Without outcomes, it does nothing.
func (e *engine) effect(fn *ssa.Function, d decision) (summary.Effect, bool) {
	if d.exhausted {
		return summary.Effect{}, false
	}
	outs := e.outcomesOf(d.collector)
	if !slices.ContainsFunc(outs, func(o summary.Outcome) bool { return o.Do != summary.Nothing }) {
		return summary.Effect{}, true
	}
	x := summary.Effect{Class: d.class, Outcomes: outs, Sync: isSync(d.class)}
	op := d.operation()
	if op == nil {
		op = handleRelease
	}
	x.Name, x.Peer, x.Try = op.Name, op.Peer, op.Try
	if op.Effect == lock.Release {
		x.Name, x.Peer = op.Peer, op.Name
	}
	if op.Weight {
		// Budgets are taken and given back in parts: what goes on in one function
		// says little to another.
		x.Outcomes = inDoubt(x)
	}
	if op.Effect == lock.Acquire && op.Held != (lock.Class{}) {
		x.Class = op.Held
	}
	var ok bool
	if x.Lock, x.Key, ok = e.relative(fn, d.id, d.resultsHeld()); ok {
		x.Class.Local = nil
		return x, true
	}
	if slices.ContainsFunc(outs, func(o summary.Outcome) bool { return o.Handle > 0 }) {
		x.Class.Local = nil
		return x, true // the lock needs no name where the result releases it
	}
	return summary.Effect{}, false
}

func isSync(c lock.Class) bool { return c.Type == "sync.Mutex" || c.Type == "sync.RWMutex" }

// operation returns the operation that gave the unit its lock.
func (u *unit) operation() *accesspath.Operation {
	var found *accesspath.Operation
	for _, op := range u.operationsOf(u.fn) {
		if op.ID == u.id && (found == nil || op.Effect == lock.Acquire && found.Effect != lock.Acquire) {
			found = op
		}
	}
	return found
}
