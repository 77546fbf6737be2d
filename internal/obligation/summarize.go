package obligation

import (
	"go/types"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/accesspath"
	"github.com/lockleak/lockleak/internal/lock"
	"github.com/lockleak/lockleak/internal/model"
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
			e.summaries[fn] = combined(declared[fn], f)
		})
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
			for _, b := range f.Blocks {
				for _, in := range b.Instrs {
					delete(e.ops, in)
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

// inDoubt returns the outcomes of x with nothing certain in them.
func inDoubt(x summary.Effect) []summary.Outcome {
	if x.Releases() {
		return []summary.Outcome{{Do: summary.MayRelease}}
	}
	return []summary.Outcome{{Do: summary.MayAcquire}}
}

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
		for _, l := range e.locksOf(f) {
			d := e.decide(f, l)
			if f == fn {
				made = append(made, d)
			}
			if !e.probing {
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
						found = f != nil && len(f.Releases)+len(f.Acquires) > 0
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
	for _, op := range e.operationsOf(fn) {
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
		n := model.Named(p.Type())
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
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			c, ok := in.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if slices.ContainsFunc(e.operationsAt(c), func(op *accesspath.Operation) bool { return op.ID == l.id && op.Releases() }) {
				return true
			}
			common := c.Common()
			if callee := common.StaticCallee(); callee != nil && callee.Signature.Recv() != nil && len(common.Args) > 0 &&
				model.ReleasesHandle(callee.Name()) && e.paths.Term(common.Args[0]) == l.id.Addr {
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
		e.unnamed(fn, named, &f)
	}
	f.Runs = e.runsOf(fn)
	f.Repeatable = accesspath.IsRepeatable(fn)
	f.Panics = e.alwaysPanics(fn)
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

// resultsHeld returns the names of the results with which the function returns
// where it leaves the lock held, as far as they are the same everywhere.
func (c *collector) resultsHeld() []lock.Term {
	var out []lock.Term
	for _, r := range c.returns {
		if !r.prop.held() {
			continue
		}
		if out == nil {
			out = slices.Clone(r.results)
			continue
		}
		for i := range out {
			if out[i] != r.results[i] {
				out[i] = lock.Term{}
			}
		}
	}
	return out
}

// outcomesOf returns the ways in which the function of a unit returns.
func (e *engine) outcomesOf(c *collector) []summary.Outcome {
	leaks := false
	for _, o := range c.out {
		leaks = leaks || o.leaks != nil
	}
	var outs []summary.Outcome
	for _, r := range c.returns {
		o := r.outcome()
		if leaks && o.Do == summary.Acquire {
			o = summary.Outcome{Do: summary.MayAcquire} // reported there, not in the callers
		}
		o.When = r.when
		outs = append(outs, o)
	}
	return settle(relevant(outs))
}

// outcome returns what has become of the lock at the return r, without its
// conditions.
func (r returned) outcome() summary.Outcome {
	p := r.prop
	switch {
	case p.held() && p.given > 0 && !isNilable(r.types[p.given-1]):
		return summary.Outcome{Do: summary.MayAcquire} // a guard that does not hold looks the same
	case p.held() && p.given > 0:
		return summary.Outcome{Do: summary.Acquire, Mode: p.top().mode(), Handle: p.given}
	case p.held() && (p.doubt != noDoubt && p.doubt != holderReturned || p.escaped):
		return summary.Outcome{Do: summary.MayAcquire}
	case p.held() && p.stored && r.returnsObject():
		return summary.Outcome{Do: summary.MayAcquire} // what is returned may know how to release it
	case p.held() && p.entered == takenBack:
		return summary.Outcome{Do: summary.MayAcquire}
	case p.held():
		if p.holds[1] != 0 {
			return summary.Outcome{Do: summary.MayAcquire}
		}
		return summary.Outcome{Do: summary.Acquire, Mode: p.top().mode()}
	case p.entered == givenBack:
		return summary.Outcome{Do: summary.Release, Mode: p.back.mode, Any: p.back.any}
	case p.entered == takenBack && p.again != p.back.mode && !p.back.any:
		return summary.Outcome{Do: summary.MayRelease} // in another mode now
	case p.entered == takenBack:
		return summary.Outcome{Do: summary.Relocked, Mode: p.back.mode, Any: p.back.any}
	case p.perhaps:
		return summary.Outcome{Do: summary.MayRelease}
	}
	return summary.Outcome{}
}

// isNilable reports whether a value of type t can be nil.
func isNilable(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Signature, *types.Interface:
		return true
	}
	return false
}

// returnsObject reports whether a result is an object that can have methods,
// errors apart.
func (r returned) returnsObject() bool {
	return slices.ContainsFunc(r.types, func(t types.Type) bool {
		switch t.Underlying().(type) {
		case *types.Basic, *types.Slice, *types.Map:
			return false
		}
		return !types.Identical(t, errorType)
	})
}

// relevant returns outs without the conditions that tell no outcome from
// another that does something else, and each outcome once.
func relevant(outs []summary.Outcome) []summary.Outcome {
	tells := make(map[summary.Cond]bool) // by what they are about
	for i, o := range outs {
		for _, p := range outs[:i] {
			if sameAction(o, p) {
				continue
			}
			for _, c := range o.When {
				if slices.ContainsFunc(p.When, c.Contradicts) {
					tells[about(c)] = true
				}
			}
		}
	}
	if len(outs) > 0 && !slices.ContainsFunc(outs, func(o summary.Outcome) bool { return !sameAction(o, outs[0]) }) {
		outs[0].When = nil
		return outs[:1]
	}
	var kept []summary.Outcome
	for _, o := range outs {
		o.When = slices.DeleteFunc(slices.Clone(o.When), func(c summary.Cond) bool {
			return !tells[about(c)] && (c.Of != summary.Result || len(outs) == 1 || o.Do == summary.Nothing)
		})
		if len(o.When) == 0 {
			o.When = nil
		}
		if !slices.ContainsFunc(kept, func(k summary.Outcome) bool { return reflect.DeepEqual(k, o) }) {
			kept = append(kept, o)
		}
	}
	return kept
}

// about returns c without what it says.
func about(c summary.Cond) summary.Cond {
	c.Is = 0
	return c
}

// sameAction reports whether o and p are the same but for their conditions.
func sameAction(o, p summary.Outcome) bool {
	o.When, p.When = nil, nil
	return reflect.DeepEqual(o, p)
}

// settle returns outs with those in doubt that the caller cannot tell from
// others that do something else.
func settle(outs []summary.Outcome) []summary.Outcome {
	var doubtful []int
	for i, o := range outs {
		for j, p := range outs {
			if i != j && !sameAction(o, p) && !o.Excludes(p) && !slices.Contains(doubtful, i) {
				doubtful = append(doubtful, i)
			}
		}
	}
	if len(doubtful) == 0 {
		return outs
	}
	do := summary.Nothing
	for _, i := range doubtful {
		switch outs[i].Do {
		case summary.Release, summary.MayRelease, summary.Downgrade:
			do = summary.MayRelease
		case summary.Acquire, summary.MayAcquire:
			if do != summary.MayRelease {
				do = summary.MayAcquire
			}
		}
	}
	out := slices.Clone(outs)
	for _, i := range doubtful {
		out[i] = summary.Outcome{Do: do, When: outs[i].When}
	}
	return relevant(out)
}

// returnedBy returns what there is to know of a return of the function of the
// unit in the state s.
func (c *collector) returnedBy(ret *ssa.Return, s state) returned {
	r := returned{prop: s.prop, at: ret}
	for i, v := range ret.Results {
		r.kinds = append(r.kinds, c.resultKind(s.facts, v))
		t := c.resolve(s.facts, c.paths.Term(v))
		r.results = append(r.results, t)
		r.types = append(r.types, v.Type())
		if is := c.factOf(s.facts, t, v.Type()); is != 0 {
			r.when = append(r.when, summary.Cond{Of: summary.Result, Index: i, Is: is})
		}
	}
	r.when = append(r.when, c.closedAtEntry(s.facts)...)
	for i, p := range c.fn.Params {
		t := c.resolve(s.facts, c.paths.Term(p))
		if is := c.factOf(s.facts, t, p.Type()); is != 0 {
			r.when = append(r.when, summary.Cond{Of: summary.Param, Index: i, Is: is})
		}
	}
	return r
}

// factOf returns what is known of t, a value of type typ, that a condition can
// say; 0 if nothing.
func (u *unit) factOf(f facts, t lock.Term, typ types.Type) summary.Fact {
	switch t.Sym() {
	case true:
		return summary.True
	case false:
		return summary.False
	case "nil":
		if t.Kind() == lock.Const {
			return summary.Nil
		}
	}
	if isBoolType(typ) {
		return 0
	}
	if isNonNil(t) || f.get(t).knownNonNil() || types.Identical(typ, errorType) && u.makesError(f, t) {
		return summary.NonNil
	}
	return 0
}

var errorType = types.Universe.Lookup("error").Type()

func isBoolType(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}

// makesError reports whether t is the result of a function that by its name
// makes an error, or wraps one that is known not to be nil.
func (u *unit) makesError(f facts, t lock.Term) bool {
	c, ok := t.Sym().(*ssa.Call)
	if !ok || t.Kind() != lock.Root {
		return false
	}
	name := model.CalleeName(&c.Call)
	if strings.HasPrefix(name, "Wrap") || strings.HasPrefix(name, "With") {
		return slices.ContainsFunc(c.Call.Args, func(a ssa.Value) bool {
			x := u.resolve(f, u.paths.Term(a))
			return isErrorType(a) && (isNonNil(x) || f.get(x).knownNonNil())
		})
	}
	return strings.Contains(name, "rrorf") || strings.HasPrefix(name, "New") || strings.HasPrefix(name, "new")
}
