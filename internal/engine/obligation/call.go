package obligation

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// call returns the states behind a call.
func (u *unit) call(fr *frame, s state, in *ssa.Call) []state {
	ops := u.operationsAt(in)
	for _, op := range ops {
		if u.reacquires(s, op, in) {
			u.relock(s, in, u.siteOf(in, op))
			return nil
		}
		if u.releasesGuarded(s, op) {
			return u.release(s, handleRelease, released{any: true}, in)
		}
	}
	if len(ops) > 0 && ops[0].By == "" {
		if u.concerns(ops[0]) {
			return u.operate(s, ops[0], in, in)
		}
		return u.told(s, ops[0], in, in)
	}
	if body := yieldOf(&in.Call); body != nil {
		return u.iterate(fr, s, in, body)
	}
	if u.handle && u.releasesHandle(s, &in.Call) {
		return u.release(s, handleRelease, released{any: true}, in)
	}
	if u.handle && u.mayReleaseHandle(s, &in.Call) {
		return one(u.weaken(s, otherName, in))
	}
	cur := one(s)
	for _, op := range ops {
		operate := u.operate
		if !u.concerns(op) {
			operate = u.told
		}
		var next states
		for _, s := range cur {
			for _, t := range operate(s, op, in, in) {
				next = u.join(next, t)
			}
		}
		cur = next
	}
	f := u.summaryAt(in)
	if f != nil && f.NeverReturns || u.failsTest(s, &in.Call) {
		return nil
	}
	for _, t := range u.concernedAt(in) {
		var next states
		for _, s := range cur {
			for _, r := range u.passesThrough(s, t, in) {
				next = u.join(next, r)
			}
		}
		cur = next
	}
	var out states
	for _, s := range cur {
		after, given := u.runsArgs(fr, s, in, f)
		for _, s := range after {
			for _, t := range u.beyond(fr, s, in, f, given) {
				out = u.join(out, t)
			}
		}
	}
	return out
}

// beyond returns the states behind what a call does beyond the effects that are
// known of what it calls. given are arguments that need no more looking at.
func (u *unit) beyond(fr *frame, s state, in *ssa.Call, f *summary.Func, given []ssa.Value) []state {
	t := u.target(s, in)
	switch t.kind {
	case ours, foreignOp:
		if u.handle {
			return u.release(s, t.op, released{any: true}, in)
		}
		return u.operate(s, t.op, in, nil)
	case inline:
		return u.enter(fr, s, in, t.fn)
	case discharge:
		if t.why == notReturning && lexicon.PanicsByName(&in.Call) && u.isExitPanic(fr, s, in) {
			for _, t := range u.unwind(fr, s) {
				u.exit(t, ExitPanic, in)
			}
		}
		s.unsure = s.unsure || t.why == notReturning
		return one(u.weaken(s, t.why, in))
	}
	if b, ok := in.Call.Value.(*ssa.Builtin); ok && b.Name() == "recover" {
		return one(u.recovered(s, in))
	}
	s = u.closes(s, in)
	if !s.held() && !s.unsure && u.mayAcquire(&in.Call, f) {
		s.unsure = true
	}
	if u.panicsHere(fr, s, in) {
		u.exit(s, ExitPanic, in)
	}
	for i, a := range accesspath.CallOf(in, "").Args {
		if f != nil && runs(f, i) == summary.Later {
			u.entrustTo(fr, s, a)
		}
	}
	if future, isComplete := u.futureOf(&in.Call); lexicon.RunsOnce(&in.Call) || future != nil && !isComplete {
		for _, a := range in.Call.Args {
			u.entrustTo(fr, s, a)
		}
	}
	if t, ok := u.futureCall(s, in); ok {
		return one(t)
	}
	if out, ok := u.submit(s, in); ok {
		return out
	}
	return one(u.passes(s, in, given))
}

// recovered returns s behind a call of recover: it gives nil unless there is a
// panic.
func (u *unit) recovered(s state, in *ssa.Call) state {
	if t := u.paths.Term(in); s.panicking {
		s.facts = s.facts.set(t, value{nonNil: true})
	} else {
		s.facts = s.facts.set(t, value{same: u.paths.ConstOf("nil")})
	}
	return s
}

// target returns what a call does to the lock that is no lock operation by
// itself, and whose known effects have been taken into account.
func (u *unit) target(s state, in ssa.CallInstruction) target {
	c := in.Common()
	if !c.IsInvoke() {
		if fn := c.StaticCallee(); fn != nil && fn.Parent() == nil {
			if bound, ok := c.Value.(*ssa.MakeClosure); ok {
				return u.boundTarget(s, bound)
			}
			return u.named(s, in, fn)
		}
		t := u.resolve(s.facts, u.paths.Term(c.Value))
		if m, ok := t.Sym().(*ssa.MakeClosure); ok && m.Fn.(*ssa.Function).Parent() == nil {
			return u.boundTarget(s, m)
		}
		if fn := functionOf(t); fn != nil {
			if fn.Parent() == nil {
				return u.named(s, in, fn)
			}
			if u.isRelevant(fn) {
				return target{kind: inline, fn: fn}
			}
			return target{}
		}
	}
	return u.named(s, in, nil)
}

// boundTarget returns what a call of the method value m does.
func (u *unit) boundTarget(s state, m *ssa.MakeClosure) target {
	op := u.boundOperation(m)
	fn := m.Fn.(*ssa.Function)
	if u.handle && len(m.Bindings) == 1 && u.isLock(s.facts, m.Bindings[0]) {
		if fn.Object() != nil && lexicon.ReleasesHandle(fn.Object().Name()) {
			return target{kind: ours, op: handleRelease}
		}
		return target{}
	}
	if u.handle && len(m.Bindings) == 1 && u.mayBeHandle(s.facts, m.Bindings[0]) && fn.Object() != nil && lexicon.ReleasesHandle(fn.Object().Name()) {
		return target{kind: discharge, why: otherName}
	}
	if op == nil {
		if f := u.summaryOf(u.method(fn)); releasesClass(f, u.class) {
			return target{kind: discharge, why: calleeReleases}
		}
		if lexicon.SpeaksOfRelease(fn.Name()) && len(m.Bindings) > 0 && u.isBase(s.facts, m.Bindings[0]) && !u.isKnown(u.method(fn)) {
			return target{kind: discharge, why: namedRelease}
		}
		return target{}
	}
	if !u.concerns(op) {
		return target{}
	}
	if same, other := u.isOurs(s.facts, op); same {
		return target{kind: ours, op: op}
	} else if other {
		return target{}
	}
	return target{kind: foreignOp, op: op}
}

// handleRelease is the operation by which a handle gives back its hold.
var handleRelease = &accesspath.Operation{
	Method:   lexicon.Method{Effect: lock.Release, Both: true},
	Outcomes: []summary.Outcome{{Do: summary.Release, Any: true}},
}

// releasesHandle reports whether a call runs the release function that the
// unit is about, or releases by a method of the guard.
func (u *unit) releasesHandle(s state, c *ssa.CallCommon) bool {
	v := u.ends(c)
	return v != nil && u.isLock(s.facts, v)
}

// mayReleaseHandle reports whether a call releases what a variable holds, which
// may be the handle of the unit.
func (u *unit) mayReleaseHandle(s state, c *ssa.CallCommon) bool {
	v := u.ends(c)
	return v != nil && u.mayBeHandle(s.facts, v)
}

// releasesOtherHandle reports whether a call releases what a variable holds that
// could be the handle of the unit, and that on this path is another one.
func (u *unit) releasesOtherHandle(s state, c *ssa.CallCommon) bool {
	v := u.ends(c)
	return v != nil && slices.Contains(u.handles, u.paths.Term(v)) && !u.isLock(s.facts, v) && !u.mayBeHandle(s.facts, v)
}

// ends returns the value that a call releases if that is a handle: the guard
// whose method it is, or the function that is called; nil if there is none.
func (u *unit) ends(c *ssa.CallCommon) ssa.Value {
	if c.IsInvoke() {
		if lexicon.ReleasesHandle(c.Method.Name()) {
			return c.Value
		}
		return nil
	}
	if fn := c.StaticCallee(); fn != nil {
		if fn.Signature.Recv() != nil && len(c.Args) > 0 && u.endsHold(fn) {
			return c.Args[0]
		}
		return nil
	}
	return c.Value
}

// endsHold reports whether the method fn of a guard ends the hold: by its name,
// or since it releases the lock that the guard is there for.
func (u *unit) endsHold(fn *ssa.Function) bool {
	if lexicon.ReleasesHandle(fn.Name()) {
		return true
	}
	op := u.operation()
	return op != nil && op.Held != (lock.Class{}) && op.Held.Type != lock.HandleType && releasesClass(u.summaryOf(fn), op.Held)
}

// named returns what a call of fn, or of an unknown function if fn is nil,
// does by what is known of it: its summary, its name, its arguments.
func (u *unit) named(s state, in ssa.CallInstruction, fn *ssa.Function) target {
	c := in.Common()
	f := u.summaryAt(in)
	if fn != nil {
		f = u.summaryOf(fn)
	}
	if f != nil && mayRelease(f, u.class) {
		return target{kind: discharge, why: calleeReleases}
	}
	if _, ok := c.Value.(*ssa.Builtin); ok {
		return target{}
	}
	if lexicon.NeverReturns(c) || f != nil && f.NeverReturns {
		return target{kind: discharge, why: notReturning}
	}
	if u.handle && u.releasesOtherHandle(s, c) {
		return target{}
	}
	known := u.isKnown(fn) || u.isDeclaredCall(in) || f != nil && !f.IsZero() || isCond(fn)
	named := lexicon.SpeaksOfRelease(lexicon.CalleeName(c))
	passed := slices.ContainsFunc(c.Args, func(a ssa.Value) bool { return u.isLock(s.facts, a) })
	switch {
	case named && (!known || passed && !isSync(u.class)):
		return target{kind: discharge, why: namedRelease} // a lock type may do by its own means what no summary shows
	case passed && !known:
		return target{kind: discharge, why: lockPassed}
	case !known && u.isGivenResult(s, c):
		return target{kind: discharge, why: holderReturned}
	}
	return target{}
}

// isGivenResult reports whether a call is of a method of, or is given, a result
// of the function that acquired the lock: that may be what releases it.
func (u *unit) isGivenResult(s state, c *ssa.CallCommon) bool {
	h := s.top()
	if h == 0 || u.sites[h.site()].op.By == "" {
		return false
	}
	at, ok := u.sites[h.site()].at.(*ssa.Call)
	if !ok {
		return false
	}
	is := func(v ssa.Value) bool {
		switch v.Type().Underlying().(type) {
		case *types.Basic, *types.Slice:
			return false
		}
		return u.resolve(s.facts, u.paths.Term(v)).DependsOn(at)
	}
	return c.IsInvoke() && is(c.Value) || slices.ContainsFunc(c.Args, is)
}

// isCond reports whether fn is sync.NewCond, which only keeps the lock.
func isCond(fn *ssa.Function) bool {
	return fn != nil && fn.Pkg != nil && fn.Pkg.Pkg.Path() == "sync" && fn.Name() == "NewCond"
}

// isLock reports whether v is the lock itself.
func (u *unit) isLock(f facts, v ssa.Value) bool {
	return u.resolve(f, u.paths.Term(v)) == u.resolve(f, u.id.Addr)
}

// passes returns s after a call that does nothing to the lock itself, but may
// be given a function value that does. given are arguments whose fate is known.
func (u *unit) passes(s state, in ssa.CallInstruction, given []ssa.Value) state {
	of, _ := u.futureOf(in.Common())
	for _, a := range in.Common().Args {
		if slices.Contains(given, a) {
			continue
		}
		if of != a {
			s = u.lets(s, a)
		}
		if u.handle && isReceiver(in.Common(), a) && (u.isLock(s.facts, a) || u.mayBeHandle(s.facts, a)) && isReturned(in.Value()) {
			s = u.weaken(u.entrust(s, in), holderReturned, in)
		}
		if u.handle && !isReceiver(in.Common(), a) && (u.isLock(s.facts, a) || u.mayBeHandle(s.facts, a)) && !slices.ContainsFunc(u.operationsAt(in), u.concerns) {
			s = u.weaken(u.entrust(s, in), closureLeaves, in)
		}
		if b, ok := in.Common().Value.(*ssa.Builtin); ok && b.Name() == "append" {
			s = u.keeps(s, a)
		}
		s = u.leaves(s, in, a)
	}
	return s
}

// isReturned reports whether an object that a call has made is returned: it may
// have what it was made by.
func isReturned(c *ssa.Call) bool {
	if c == nil {
		return false
	}
	for _, ref := range *c.Referrers() {
		v := ssa.Value(c)
		if x, ok := ref.(*ssa.Extract); ok {
			v = x
			if slices.ContainsFunc(*x.Referrers(), func(r ssa.Instruction) bool { _, ok := r.(*ssa.Return); return ok && isObject(v.Type()) }) {
				return true
			}
		}
		if _, ok := ref.(*ssa.Return); ok && isObject(v.Type()) {
			return true
		}
	}
	return false
}

// isObject reports whether a value of type t can have methods that release, by
// what it is made of.
func isObject(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Struct, *types.Interface:
		return !lexicon.IsError(t)
	}
	return false
}

// isReceiver reports whether a call is of a method of v.
func isReceiver(c *ssa.CallCommon, v ssa.Value) bool {
	fn := c.StaticCallee()
	return fn != nil && fn.Signature.Recv() != nil && len(c.Args) > 0 && c.Args[0] == v
}

// leaves returns s after v got away from the function: if v is a function
// value that releases the lock, whoever has it can do so from now on.
func (u *unit) leaves(s state, at ssa.Instruction, v ssa.Value) state {
	if !u.canRelease(s, v) {
		return s
	}
	if _, ok := at.(ssa.CallInstruction); !ok || !s.held() {
		// Stored, it can be called again and again. Passed to a call while the
		// lock is held, it gives back this one hold.
		s.escaped = true
	}
	return u.weaken(u.entrust(s, at), closureLeaves, at)
}

// entrust records that the hold of s is handed over at at.
func (u *unit) entrust(s state, at ssa.Instruction) state {
	if h := s.top(); h != 0 && s.doubt == noDoubt {
		u.record(event{kind: evEntrusted, site: h.site(), at: at, state: s})
	}
	return s
}

// canRelease reports whether v is a function value whose call would release a
// lock that it did not acquire itself.
func (u *unit) canRelease(s state, v ssa.Value) bool {
	if !isFunc(v.Type()) {
		return false
	}
	t := u.resolve(s.facts, u.paths.Term(v))
	if u.handle && u.isLock(s.facts, v) {
		return true
	}
	if m, ok := t.Sym().(*ssa.MakeClosure); ok && m.Fn.(*ssa.Function).Parent() == nil {
		t := u.boundTarget(s, m)
		return t.kind == discharge || t.op != nil && t.op.Releases()
	}
	fn := functionOf(t)
	return fn != nil && u.netReleases(fn)
}

// netReleases reports whether a run of the function literal fn, begun without
// the lock, releases it: then it is meant to give back what others took.
func (u *unit) netReleases(fn *ssa.Function) bool {
	if fn.Parent() == nil {
		return releasesClass(u.summaryOf(fn), u.class)
	}
	if !u.isRelevant(fn) {
		return false
	}
	return u.netRelease(fn) >= perhapsReleases
}

// A netRelease says whether a function literal gives back what others took.
type netRelease uint8

const (
	releasesNothing netRelease = iota
	perhapsReleases
	surelyReleases
)

// netRelease returns what a run of the function literal fn, begun without the
// lock, shows of its releases.
func (u *unit) netRelease(fn *ssa.Function) netRelease {
	if r, ok := u.engine.netReleases[netKey{fn, u.id}]; ok {
		return r
	}
	u.engine.netReleases[netKey{fn, u.id}] = releasesNothing // against cycles
	sub := u.newUnit(fn, u.id, u.class)
	found, surely := false, false
	sub.record = func(e event) {
		surely = surely || e.kind == evEntered
		// A discharge counts although the lock is not held.
		found = found || e.kind == evEntered || e.kind == evDoubt && e.site < 0 && e.state.doubt != notReturning
	}
	for _, s := range sub.run(&frame{fn: fn}, state{}) {
		found = found || s.escaped
	}
	r := releasesNothing
	switch {
	case surely:
		r = surelyReleases
	case found || sub.exhausted:
		r = perhapsReleases
	}
	u.engine.netReleases[netKey{fn, u.id}] = r
	return r
}

// weaken returns s after something that may have given the lock back.
func (u *unit) weaken(s state, why doubt, at ssa.Instruction) state {
	if s.held() {
		if s.doubt == noDoubt {
			s.doubt = why
		}
		return s
	}
	if !s.touched {
		// In a function literal: the one who runs it may count on this.
		s.doubt = why
		u.record(event{kind: evDoubt, site: -1, at: at, state: s})
		s.doubt = noDoubt
		s.perhaps = s.perhaps || why == calleeReleases || why == namedRelease || why == lockPassed
	}
	return s
}
