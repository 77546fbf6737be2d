package obligation

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/accesspath"
	"github.com/lockleak/lockleak/internal/lock"
	"github.com/lockleak/lockleak/internal/model"
)

// call returns the states behind a call.
func (u *unit) call(fr *frame, s state, in *ssa.Call) []state {
	if op := u.operationOf(in); op != nil {
		if u.concerns(op) {
			return u.operate(s, op, in, in)
		}
		return one(s)
	}
	if body := yieldOf(&in.Call); body != nil {
		return u.iterate(fr, s, in, body)
	}
	if u.handle && u.releasesHandle(s, &in.Call) {
		return one(u.release(s, &handleRelease, in))
	}
	t, op := u.target(s, in)
	switch t.kind {
	case ours, foreignOp:
		if u.handle {
			return one(u.release(s, op, in))
		}
		return u.operate(s, op, in, nil)
	case inline:
		return u.enter(fr, s, in, t.fn)
	case discharge:
		s.unsure = s.unsure || t.why == notReturning
		return one(u.weaken(s, t.why, in))
	}
	if b, ok := in.Call.Value.(*ssa.Builtin); ok && b.Name() == "recover" {
		return one(u.recovered(s, in))
	}
	if !s.held() && !s.unsure && u.mayAcquire(&in.Call) {
		s.unsure = true
	}
	if u.panicsHere(fr, s, in) {
		u.exit(s, ExitPanic, in)
	}
	if future, isComplete := u.futureOf(&in.Call); model.RunsOnce(&in.Call) || future != nil && !isComplete {
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
	return one(u.passes(s, in))
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

// target returns what a call that is no lock operation by itself does to the
// lock, and the operation if it is one by way of a function value.
func (u *unit) target(s state, in ssa.CallInstruction) (target, *accesspath.Operation) {
	c := in.Common()
	if !c.IsInvoke() {
		if fn := c.StaticCallee(); fn != nil && fn.Parent() == nil {
			if bound, ok := c.Value.(*ssa.MakeClosure); ok {
				return u.boundTarget(s, bound)
			}
			return u.named(s, in, fn), nil
		}
		t := u.resolve(s.facts, u.paths.Term(c.Value))
		if m, ok := t.Sym().(*ssa.MakeClosure); ok && m.Fn.(*ssa.Function).Parent() == nil {
			return u.boundTarget(s, m)
		}
		if fn := functionOf(t); fn != nil {
			if fn.Parent() == nil {
				return u.named(s, in, fn), nil
			}
			if u.isRelevant(fn) {
				return target{kind: inline, fn: fn}, nil
			}
			return target{}, nil
		}
	}
	return u.named(s, in, nil), nil
}

// boundTarget returns what a call of the method value m does.
func (u *unit) boundTarget(s state, m *ssa.MakeClosure) (target, *accesspath.Operation) {
	op := u.boundOperation(m)
	if u.handle && len(m.Bindings) == 1 && u.isLock(s.facts, m.Bindings[0]) {
		if fn, ok := m.Fn.(*ssa.Function); ok && fn.Object() != nil && model.ReleasesHandle(fn.Object().Name()) {
			return target{kind: ours}, &handleRelease
		}
		return target{}, nil
	}
	if op == nil {
		if fn, ok := m.Fn.(*ssa.Function); ok {
			if r := u.summary(u.method(fn)); r.releases(u.class) {
				return target{kind: discharge, why: calleeReleases}, nil
			}
			if model.SpeaksOfRelease(fn.Name()) && len(m.Bindings) > 0 && u.isBase(s.facts, m.Bindings[0]) {
				return target{kind: discharge, why: namedRelease}, nil
			}
		}
		return target{}, nil
	}
	if !u.concerns(op) {
		return target{}, nil
	}
	if same, other := u.isOurs(s.facts, op); same {
		return target{kind: ours}, op
	} else if other {
		return target{}, nil
	}
	return target{kind: foreignOp}, op
}

// handleRelease is the operation by which a handle gives back its hold.
var handleRelease = accesspath.Operation{Method: model.Method{Effect: lock.Release, Both: true}}

// releasesHandle reports whether a call runs the release function that the
// unit is about, or releases by a method of the guard.
func (u *unit) releasesHandle(s state, c *ssa.CallCommon) bool {
	if c.IsInvoke() {
		return model.ReleasesHandle(c.Method.Name()) && u.isLock(s.facts, c.Value)
	}
	if fn := c.StaticCallee(); fn != nil {
		return fn.Signature.Recv() != nil && len(c.Args) > 0 && model.ReleasesHandle(fn.Name()) && u.isLock(s.facts, c.Args[0])
	}
	return u.isLock(s.facts, c.Value)
}

// named returns what a call of fn, or of an unknown function if fn is nil,
// does by what is known of it: its summary, its name, its arguments.
func (u *unit) named(s state, in ssa.CallInstruction, fn *ssa.Function) target {
	c := in.Common()
	if r := u.summary(fn); r.releases(u.class) {
		return target{kind: discharge, why: calleeReleases}
	}
	if _, ok := c.Value.(*ssa.Builtin); ok {
		return target{}
	}
	if model.NeverReturns(c) {
		return target{kind: discharge, why: notReturning}
	}
	if model.SpeaksOfRelease(model.CalleeName(c)) && !u.isAnalyzed(fn) {
		return target{kind: discharge, why: namedRelease}
	}
	if !u.isAnalyzed(fn) && !isCond(fn) {
		for _, a := range c.Args {
			if u.isLock(s.facts, a) {
				return target{kind: discharge, why: lockPassed}
			}
		}
	}
	return target{}
}

// isAnalyzed reports whether the body of fn is in the package.
func (u *unit) isAnalyzed(fn *ssa.Function) bool { return fn != nil && len(fn.Blocks) > 0 }

// isCond reports whether fn is sync.NewCond, which only keeps the lock.
func isCond(fn *ssa.Function) bool {
	return fn != nil && fn.Pkg != nil && fn.Pkg.Pkg.Path() == "sync" && fn.Name() == "NewCond"
}

// isLock reports whether v is the lock itself.
func (u *unit) isLock(f facts, v ssa.Value) bool {
	return u.resolve(f, u.paths.Term(v)) == u.resolve(f, u.id.Addr)
}

// passes returns s after a call that does nothing to the lock itself, but may
// be given a function value that does.
func (u *unit) passes(s state, in ssa.CallInstruction) state {
	of, _ := u.futureOf(in.Common())
	for _, a := range in.Common().Args {
		if of != a {
			s = u.lets(s, a)
		}
		if u.handle && !isReceiver(in.Common(), a) && u.isLock(s.facts, a) {
			s = u.weaken(u.entrust(s, in), closureLeaves, in)
		}
		if b, ok := in.Common().Value.(*ssa.Builtin); ok && b.Name() == "append" {
			s = u.keeps(s, a)
		}
		s = u.leaves(s, in, a)
	}
	return s
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
		tg, op := u.boundTarget(s, m)
		return tg.kind == discharge || op != nil && op.Effect == lock.Release
	}
	fn := functionOf(t)
	return fn != nil && u.netReleases(fn)
}

// netReleases reports whether a run of the function literal fn, begun without
// the lock, releases it: then it is meant to give back what others took.
func (u *unit) netReleases(fn *ssa.Function) bool {
	if fn.Parent() == nil {
		r := u.summary(fn)
		return r.releases(u.class)
	}
	if !u.isRelevant(fn) {
		return false
	}
	if r, ok := u.engine.netReleases[netKey{fn, u.id}]; ok {
		return r
	}
	u.engine.netReleases[netKey{fn, u.id}] = false // against cycles
	sub := u.newUnit(fn, u.id, u.class)
	found := false
	sub.record = func(e event) {
		// A discharge counts although the lock is not held.
		found = found || e.kind == evEntered || e.kind == evDoubt && e.site < 0
	}
	for _, s := range sub.run(&frame{fn: fn}, state{}) {
		found = found || s.escaped
	}
	if sub.exhausted {
		found = true
	}
	u.engine.netReleases[netKey{fn, u.id}] = found
	return found
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
	}
	return s
}

// operate returns the states behind an operation on a lock of the class. call
// is the call whose result tells whether an acquire worked, nil if nobody
// looks at it.
func (u *unit) operate(s state, op *accesspath.Operation, at ssa.Instruction, call *ssa.Call) []state {
	same, other := u.isOurs(s.facts, op)
	switch {
	case other:
		return one(s)
	case !same:
		return one(u.otherLock(s, op, at))
	}
	switch op.Effect {
	case lock.Acquire:
		return u.acquire(s, op, at, call)
	case lock.Downgrade:
		if i := s.release(lock.Exclusive, false); i >= 0 {
			s.holds[i] = newHold(s.holds[i].site(), lock.Shared)
		}
		return one(s)
	}
	return one(u.release(s, op, at))
}

// otherLock returns s behind an operation on another lock that may be the same
// one under another name.
func (u *unit) otherLock(s state, op *accesspath.Operation, at ssa.Instruction) state {
	switch op.Effect {
	case lock.Acquire:
		s.foreign = min(s.foreign+1, maxForeign)
		s.crossed = !u.id.Key.IsZero()
	case lock.Release:
		switch {
		case s.foreign == maxForeign:
		case s.foreign > 0:
			s.foreign--
		case s.held() && s.doubt == noDoubt && !s.crossed && u.isNearMiss(s.facts, op):
			s.missed = at
			u.record(event{kind: evMissed, site: s.top().site(), at: at, state: s})
			if u.witness {
				s = s.step(Step{Kind: StepMiss, At: at, Pos: at.Pos()})
			}
		default:
			return u.weaken(s, otherName, at)
		}
	}
	return s
}

// acquire returns the states behind an acquire of the lock of the unit.
func (u *unit) acquire(s state, op *accesspath.Operation, at ssa.Instruction, call *ssa.Call) []state {
	var out []state
	if (op.Result.IsConditional() || op.Try) && call != nil {
		for _, f := range u.failed(s.facts, op, call) {
			t := s
			t.facts, t.touched, t.unsure = f, true, isAsserted(call)
			out = append(out, t)
		}
		s.facts = u.worked(s.facts, op, call)
	}
	if t, ok := u.take(s, op, at); ok {
		out = append(out, t)
	}
	return out
}

// isAsserted reports whether the result of a try is passed to a function, which
// may not return if it is not what it should be.
func isAsserted(call *ssa.Call) bool {
	return slices.ContainsFunc(*call.Referrers(), func(ref ssa.Instruction) bool {
		c, ok := ref.(*ssa.Call)
		return ok && slices.Contains(c.Call.Args, ssa.Value(call))
	})
}

// worked returns what is known when a conditional acquire has the lock.
func (u *unit) worked(f facts, op *accesspath.Operation, call *ssa.Call) facts {
	r := op.Result
	if r.True >= 0 {
		f = f.set(u.component(call, r.True), value{same: u.paths.ConstOf(true)})
	}
	if r.NoError >= 0 {
		f = f.set(u.component(call, r.NoError), value{same: u.paths.ConstOf("nil")})
	}
	if r.Handle >= 0 {
		f = f.set(u.component(call, r.Handle), value{nonNil: true})
	}
	return f
}

// failed returns what is known in each case in which a conditional acquire
// does not have the lock.
func (u *unit) failed(f facts, op *accesspath.Operation, call *ssa.Call) []facts {
	r := op.Result
	none := value{same: u.paths.ConstOf("nil")}
	if r.Handle >= 0 && !u.isGuard(op) {
		f = f.set(u.component(call, r.Handle), none)
	}
	var out []facts
	if r.NoError >= 0 {
		out = append(out, f.set(u.component(call, r.NoError), value{nonNil: true}))
		f = f.set(u.component(call, r.NoError), none)
	}
	if r.True >= 0 {
		return append(out, f.set(u.component(call, r.True), value{same: u.paths.ConstOf(false)}))
	}
	if r.NoError < 0 {
		out = append(out, f) // the handle is nil
	}
	return out
}

// isGuard reports whether the handle that op returns is no pointer or
// function, so that nil says nothing.
func (u *unit) isGuard(op *accesspath.Operation) bool {
	switch op.HandleType.Underlying().(type) {
	case *types.Pointer, *types.Signature, *types.Interface:
		return false
	}
	return true
}

// component returns the name of the i-th result of a call.
func (u *unit) component(call *ssa.Call, i int) lock.Term {
	t := u.paths.Term(call)
	if call.Call.Signature().Results().Len() == 1 {
		return t
	}
	return u.paths.Table.Make(lock.Extract, i, t, lock.Term{})
}

// take returns s with the lock taken, and whether the path goes on: a second
// acquire of a lock of package sync waits for ever.
func (u *unit) take(s state, op *accesspath.Operation, at ssa.Instruction) (state, bool) {
	s.touched, s.unsure = true, false
	if s.entered == givenBack {
		s.entered = takenBack
		u.record(event{kind: evRetaken, site: u.siteOf(at), at: at, state: s})
		return s, true
	}
	if s.held() && s.doubt != noDoubt {
		u.doubtful(s, s.doubt, at)
		s.holds, s.doubt = [maxHolds]hold{}, noDoubt
	}
	site := u.siteOf(at)
	if top := s.top(); top != 0 {
		if top.mode() == lock.Exclusive || op.Mode == lock.Exclusive {
			if op.Try && op.Sync {
				return s, false // it cannot work
			}
			if !op.Try && (op.Sync || op.Class.Type == "" && op.Name == "Lock") {
				if u.releasedByOthers() {
					u.doubtful(s, otherGoroutine, at)
				} else {
					u.exit(s, ExitRelock, at)
				}
				return s, false
			}
		} else {
			u.record(event{kind: evReshared, site: top.site(), at: at, state: s})
		}
		for _, h := range s.holds {
			if h != 0 && h.site() == site {
				return s, true // a loop; one round is as good as many
			}
		}
	}
	p, ok := s.push(newHold(site, op.Mode))
	if !ok {
		s.doubt = tooManyHolds
		return s, true
	}
	s.prop = p
	s.missed = nil
	s.facts = u.changedByOthers(u.dereferenced(s.facts), at)
	if u.witness {
		s = s.step(Step{Kind: StepAcquire, At: at, Pos: at.Pos()})
	}
	u.record(event{kind: evAcquired, site: site, at: at, state: s})
	return s, true
}

// dereferenced returns f with what follows from the lock having been used: it
// and the objects on the way to it are not nil.
func (u *unit) dereferenced(f facts) facts {
	for t := u.id.Addr; !t.IsZero(); t = t.X() {
		if x := u.resolve(f, t); u.tracked[x] && x.Kind() != lock.Const {
			v := f.get(x)
			v.nonNil = true
			f = f.set(x, v)
		}
		if t.Kind() != lock.Field && t.Kind() != lock.Load {
			break
		}
	}
	return f
}

// release returns s with a hold given back.
func (u *unit) release(s state, op *accesspath.Operation, at ssa.Instruction) state {
	if s.held() && s.doubt != noDoubt {
		if s.doubt.isHandOff() {
			u.record(event{kind: evReclaimed, site: s.top().site(), at: at, state: s})
		}
		u.released(s.top(), at, s)
		s.holds, s.doubt = [maxHolds]hold{}, noDoubt
		return s
	}
	if s.held() {
		i := s.release(op.Mode, op.Both)
		if i < 0 {
			u.record(event{kind: evMismatch, site: s.top().site(), at: at, state: s})
			if u.witness {
				s = s.step(Step{Kind: StepMode, At: at, Pos: at.Pos()})
			}
			return s
		}
		u.released(s.holds[i], at, s)
		s.prop = s.remove(i)
		if u.witness {
			s = s.step(Step{Kind: StepReleased, At: at, Pos: at.Pos()})
		}
		return s
	}
	switch {
	case s.entered == takenBack:
		s.entered = givenBack
	case !s.touched:
		s.touched, s.entered = true, givenBack
		u.record(event{kind: evEntered, site: -1, at: at, state: s})
	case s.entered == unknownEntry && !s.unsure && s.foreign == 0 && op.Sync:
		u.record(event{kind: evUnheld, site: -1, at: at, state: s})
	}
	return s
}

func (u *unit) released(h hold, at ssa.Instruction, s state) {
	u.record(event{kind: evReleased, site: h.site(), at: at, state: s})
}

// deferCall returns s with a call deferred.
func (u *unit) deferCall(s state, in *ssa.Defer) state {
	var t target
	if u.handle && u.releasesHandle(s, &in.Call) {
		t.kind = ours
	} else if op := u.operationOf(in); op != nil {
		if !u.concerns(op) {
			return s
		}
		if same, other := u.isOurs(s.facts, op); same {
			t.kind = ours
		} else if !other {
			t.kind = foreignOp
		}
	} else {
		t, _ = u.target(s, in)
		s = u.passes(s, in)
		if v, isComplete := u.futureOf(&in.Call); v != nil && isComplete && u.isFuture(s.facts, v) {
			s.promise = settled
		}
	}
	if t.kind == nothing || t.why == notReturning {
		return s
	}
	s.pending = u.push(s.pending, deferred{in, t})
	return s
}

// goCall returns s with a goroutine started.
func (u *unit) goCall(fr *frame, s state, in *ssa.Go) state {
	s = u.lets(s, in.Call.Value)
	if op := u.operationOf(in); op != nil {
		if same, other := u.isOurs(s.facts, op); u.concerns(op) && !other && (same || op.Effect == lock.Release) {
			return u.weaken(s, goroutineReleases, in)
		}
		return s
	}
	t, op := u.target(s, in)
	if t.kind == inline && u.netReleases(t.fn) || t.kind == discharge && t.why != notReturning ||
		op != nil && op.Effect == lock.Release {
		u.entrustTo(fr, s, in.Call.Value)
		s.escaped = s.escaped || !s.held()
		if t.kind == inline || op != nil {
			s = u.entrust(s, in)
		}
		s = u.weaken(s, goroutineReleases, in)
	}
	return u.passes(s, in)
}

// runDefers returns the states behind the deferred calls of the frame, which
// run last first.
func (u *unit) runDefers(fr *frame, s state) []state {
	cur := []state{s}
	for range maxDefers {
		var next states
		done := true
		for _, s := range cur {
			d := s.pending
			if d == nil {
				next = u.join(next, s)
				continue
			}
			done = false
			s.pending = d.next
			for _, t := range u.runDeferred(fr, s, d.deferred) {
				next = u.join(next, t)
			}
		}
		cur = next
		if done {
			return cur
		}
	}
	u.exhausted = true
	return nil
}

// maxDefers is more deferred calls than a function has.
const maxDefers = 100_000

func (u *unit) join(ss states, s state) states {
	if u.witness {
		return append(ss, s)
	}
	return ss.add(s)
}

func (u *unit) runDeferred(fr *frame, s state, d deferred) []state {
	switch d.target.kind {
	case inline:
		return u.enter(fr, s, d.at, d.target.fn)
	case discharge:
		return one(u.weaken(s, d.target.why, d.at))
	}
	op := u.operationOf(d.at)
	if u.handle {
		op = &handleRelease
	}
	if op == nil {
		if m, ok := u.resolve(s.facts, u.paths.Term(d.at.Call.Value)).Sym().(*ssa.MakeClosure); ok {
			op = u.boundOperation(m)
		}
	}
	if op == nil {
		return one(s)
	}
	if d.target.kind == foreignOp {
		return one(u.otherLock(s, op, d.at))
	}
	switch op.Effect {
	case lock.Acquire:
		if t, ok := u.take(s, op, d.at); ok {
			return one(t)
		}
		return nil
	case lock.Release:
		return one(u.release(s, op, d.at))
	}
	return one(s)
}
