package obligation

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/accesspath"
	"github.com/lockleak/lockleak/internal/lock"
)

// What lock operations do to the lock of a unit.

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
		s.holds, s.doubt, s.unsure = [maxHolds]hold{}, noDoubt, true
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
