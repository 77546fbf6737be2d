package obligation

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// What lock operations do to the lock of a unit.

// operate returns the states behind an operation on a lock of the class. call
// is the call whose result tells whether an acquire worked, nil if nobody
// looks at it.
func (u *unit) operate(s state, op *accesspath.Operation, at ssa.Instruction, call *ssa.Call) []state {
	same, other := u.isOurs(s.facts, op)
	switch {
	case other:
		return u.told(s, op, at, call)
	case !same:
		return one(u.otherLock(s, op, at))
	}
	return u.outcomes(s, op, at, call)
}

// told returns the states behind an operation on another lock, where a witness is
// looked for one for each thing that results and arguments can be together.
func (u *unit) told(s state, op *accesspath.Operation, at ssa.Instruction, call *ssa.Call) []state {
	if !u.witness || call == nil || len(op.Outcomes) < 2 {
		return one(s)
	}
	var out []state
	for _, o := range op.Outcomes {
		t := s
		var ok bool
		if t.facts, ok = u.assume(s.facts, at, call, o.When); !ok {
			continue
		}
		if !slices.ContainsFunc(out, func(x state) bool { return equalFacts(x.facts, t.facts) }) {
			out = append(out, t)
		}
	}
	return out
}

// outcomes returns the states behind an operation on the lock of the unit, one
// for each way in which it can return.
func (u *unit) outcomes(s state, op *accesspath.Operation, at ssa.Instruction, call *ssa.Call) []state {
	var out []state
	for _, o := range u.visible(s, op, at, call) {
		t := s
		var ok bool
		if t.facts, ok = u.assume(s.facts, at, call, o.When); !ok {
			continue
		}
		out = append(out, u.outcome(t, op, o, at, call)...)
	}
	return out
}

// visible returns the outcomes of op. Where nobody sees the results of the
// call, an outcome that depends on them is not told from the others: what tries
// to acquire does, and what may release leaves a doubt.
func (u *unit) visible(s state, op *accesspath.Operation, at ssa.Instruction, call *ssa.Call) []summary.Outcome {
	if call != nil || len(op.Outcomes) == 1 {
		return op.Outcomes
	}
	var out []summary.Outcome
	for _, o := range op.Outcomes {
		if _, ok := u.assume(s.facts, at, nil, o.When); ok {
			out = append(out, o)
		}
	}
	for _, o := range out {
		if o.Do == summary.Acquire && op.Acquires() {
			return []summary.Outcome{{Do: o.Do, Mode: o.Mode, Handle: o.Handle}}
		}
	}
	for _, o := range out {
		if !sameAction(o, out[0]) {
			return []summary.Outcome{{Do: summary.MayRelease}}
		}
	}
	return out[:min(1, len(out))]
}

// assume returns f with the conditions of an outcome, and whether they can hold.
func (u *unit) assume(f facts, at ssa.Instruction, call *ssa.Call, when []summary.Cond) (facts, bool) {
	ok := true
	for _, c := range when {
		switch {
		case c.Of == summary.Result:
			if call != nil && c.Index < call.Call.Signature().Results().Len() {
				f = f.set(u.paths.Component(call, c.Index), u.fact(c.Is))
			}
		case c.Of == summary.Closed:
			if f, ok = u.assumeClosed(f, at, c); !ok {
				return f, false
			}
		default:
			if f, ok = u.assumeArg(f, at, c); !ok {
				return f, false
			}
		}
	}
	return f, true
}

// fact returns what is known of a value that the fact is about.
func (u *unit) fact(is summary.Fact) value {
	switch is {
	case summary.True:
		return value{same: u.paths.ConstOf(true)}
	case summary.False:
		return value{same: u.paths.ConstOf(false)}
	case summary.Nil:
		return value{same: u.paths.ConstOf("nil")}
	}
	return value{nonNil: true}
}

// assumeArg returns f with a condition on an argument, and whether it can hold.
func (u *unit) assumeArg(f facts, at ssa.Instruction, c summary.Cond) (facts, bool) {
	ci, ok := at.(ssa.CallInstruction)
	if !ok {
		return f, true
	}
	args := accesspath.CallOf(ci, "").Args
	if c.Index >= len(args) {
		return f, true
	}
	t := u.paths.Term(args[c.Index])
	switch c.Is {
	case summary.True, summary.False:
		return u.refine(f, t, c.Is == summary.True)
	}
	return u.refine(f, u.paths.Binary(token.EQL, t, u.paths.ConstOf("nil")), c.Is == summary.Nil)
}

// outcome returns the states behind one outcome of an operation on the lock of
// the unit.
func (u *unit) outcome(s state, op *accesspath.Operation, o summary.Outcome, at ssa.Instruction, call *ssa.Call) []state {
	switch o.Do {
	case summary.Acquire:
		if t, ok := u.take(s, op, o.Mode, at); ok {
			return one(t)
		}
		return nil
	case summary.Release:
		return u.release(s, op, released{o.Mode, o.Any}, at)
	case summary.Downgrade:
		if i := s.release(lock.Exclusive, false); i >= 0 {
			s.holds[i] = newHold(s.holds[i].site(), lock.Shared)
		}
	case summary.Relocked:
		switch {
		case s.held() && s.doubt == noDoubt:
			if i := s.release(o.Mode, o.Any); i >= 0 {
				s.holds[i] = newHold(s.holds[i].site(), o.Again)
			} else if op.Sync {
				u.record(event{kind: evUnheld, site: s.top().site(), at: at, state: s})
			}
		case s.held():
		case s.knownFree() && op.Sync:
			u.record(event{kind: evUnheld, site: -1, at: at, state: s})
		}
	case summary.MayRelease:
		if s.held() && s.doubt == noDoubt {
			u.record(event{kind: evPerhaps, site: s.top().site(), at: at, state: s})
		}
		s.unsure = s.unsure || !s.held()
		return one(u.weaken(s, calleeReleases, at))
	case summary.MayAcquire:
		s.unsure = s.unsure || !s.held()
	case summary.Nothing:
		if op.Acquires() {
			s.touched = true
			s.unsure = call != nil && isAsserted(call)
		}
	}
	return one(s)
}

// otherLock returns s behind an operation on another lock that may be the same
// one under another name.
func (u *unit) otherLock(s state, op *accesspath.Operation, at ssa.Instruction) state {
	switch {
	case op.Acquires():
		s.foreign = min(s.foreign+1, maxForeign)
		s.crossed = !u.id.Key.IsZero()
	case op.Releases():
		switch {
		case s.foreign == maxForeign:
		case s.foreign > 0:
			s.foreign--
			if op.Weight && !u.acquires(op.ID) {
				return u.weaken(s, otherName, at) // the sum of several, perhaps
			}
		case s.held() && s.doubt == noDoubt && !s.crossed && u.isNearMiss(s.facts, op):
			s.missed = at
			u.record(event{kind: evMissed, site: s.top().site(), at: at, state: s})
			if u.witness {
				s = s.step(Step{Kind: StepMiss, At: at, Pos: at.Pos()})
			}
		default:
			s.another = s.another || !s.held() && !s.touched
			return u.weaken(s, otherName, at)
		}
	}
	return s
}

// isAsserted reports whether the result of a try is passed to a function, which
// may not return if it is not what it should be.
func isAsserted(call *ssa.Call) bool {
	return slices.ContainsFunc(*call.Referrers(), func(ref ssa.Instruction) bool {
		c, ok := ref.(*ssa.Call)
		return ok && slices.Contains(c.Call.Args, ssa.Value(call))
	})
}

// take returns s with the lock taken, and whether the path goes on: a second
// acquire of a lock of package sync waits for ever.
func (u *unit) take(s state, op *accesspath.Operation, mode lock.Mode, at ssa.Instruction) (state, bool) {
	if s.entered == takenBack && !s.held() && !s.unsure && op.Sync && !op.Try && conflict(s.again.mode(), mode) {
		return s, u.relock(s, at, u.siteOf(at, op))
	}
	s.touched, s.unsure = true, false
	if s.entered == givenBack {
		site := u.siteOf(at, op)
		s.entered, s.again = takenBack, newHold(site, mode)
		u.record(event{kind: evAcquired, site: site, at: at, state: s})
		return s, true
	}
	if s.held() && s.doubt != noDoubt {
		u.doubtful(s, s.doubt, at)
		s.holds, s.doubt = [maxHolds]hold{}, noDoubt
	}
	site := u.siteOf(at, op)
	if top := s.top(); top != 0 {
		if u.handle && top.site() == site {
			return s, true // one call acquires several locks, and returns one release
		}
		if conflict(top.mode(), mode) {
			if op.Try && op.Sync {
				return s, false // it cannot work
			}
			if !op.Try && (op.Sync || isLocker(at)) {
				return s, u.relock(s, at, site)
			}
		} else if !op.Try {
			u.record(event{kind: evReshared, site: top.site(), at: at, state: s})
		}
		for _, h := range s.holds {
			if h != 0 && h.site() == site {
				s.many = s.many || op.Sync && mode == lock.Shared
				return s, true // a loop; one round is as good as many
			}
		}
	}
	p, ok := s.push(newHold(site, mode))
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
	if s.early != nil && s.promise == noPromise {
		s = u.weaken(u.entrust(s, s.early), closureLeaves, at)
		s.promise = registered
	}
	return s, true
}

// isLocker reports whether at is a call of Lock of a sync.Locker.
func isLocker(at ssa.Instruction) bool {
	c, ok := at.(ssa.CallInstruction)
	return ok && c.Common().IsInvoke() && c.Common().Method.Name() == "Lock" && lexicon.TypeName(c.Common().Value.Type()) == "sync.Locker"
}

// dereferenced returns f with what follows from the lock having been used: it
// and the objects on the way to it are not nil.
func (u *unit) dereferenced(f facts) facts {
	for t := u.id.Addr; !t.IsZero(); t = t.X() {
		if x := u.resolve(f, t); (u.tracked[x] || u.tracked[t]) && x.Kind() != lock.Const {
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

// release returns the state with a hold given back. There is none behind a
// release in the wrong mode, which ends the process, or is no release at all.
func (u *unit) release(s state, op *accesspath.Operation, how released, at ssa.Instruction) []state {
	if s.held() && s.doubt != noDoubt {
		if s.doubt.isHandOff() {
			u.record(event{kind: evReclaimed, site: s.top().site(), at: at, state: s})
		}
		u.released(s.top(), at, s)
		s.holds, s.doubt, s.unsure = [maxHolds]hold{}, noDoubt, true
		return one(s)
	}
	if s.held() {
		i := s.release(how.mode, how.any)
		if i < 0 {
			u.record(event{kind: evMismatch, site: s.top().site(), at: at, state: s})
			return nil
		}
		u.released(s.holds[i], at, s)
		if s.many { // nobody has counted how many are left
			s.doubt, s.many = tooManyHolds, false
			return one(s)
		}
		s.prop = s.remove(i)
		s.freed = u.renames
		if u.witness {
			s = s.step(Step{Kind: StepReleased, At: at, Pos: at.Pos()})
		}
		return one(s)
	}
	switch {
	case s.entered == takenBack:
		u.record(event{kind: evRegiven, site: -1, at: at, state: s})
		if s.again != 0 {
			u.released(s.again, at, s)
		}
		s.entered, s.again = givenBack, 0
	case !s.touched:
		s.touched, s.entered, s.back = true, givenBack, how
		if u.witness {
			s = s.step(Step{Kind: StepReleased, At: at, Pos: at.Pos()})
		}
		u.record(event{kind: evEntered, site: -1, at: at, state: s})
	case s.knownFree() && op.Sync && !(s.entered == givenBack && (how.mode == lock.Shared || s.back.mode == lock.Shared)):
		u.record(event{kind: evUnheld, site: -1, at: at, state: s})
	}
	return one(s)
}

// knownFree reports whether the path has taken the lock, or tried to, or given
// it back for the caller, and nobody in sight holds it.
func (s state) knownFree() bool {
	return !s.held() && s.touched && s.entered != takenBack && !s.unsure && s.foreign == 0
}

func (u *unit) released(h hold, at ssa.Instruction, s state) {
	u.record(event{kind: evReleased, site: h.site(), at: at, state: s})
}
