package typestate

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// What lock operations do to the lock of a unit.

// Operate returns the states after an operation on a lock of the class. call
// is the call whose result tells whether an acquire worked, nil if nobody
// looks at it.
func (mc *Machine) Operate(s domain.State, op *accesspath.Operation, at ssa.Instruction, call *ssa.Call) []domain.State {
	same, other := mc.Subject.IsOurs(s.Facts, op)
	switch {
	case other:
		return mc.Learn(s, op, at, call)
	case !same:
		return domain.Single(mc.OperateOther(s, op, at))
	}
	return mc.Apply(s, op, at, call)
}

// Learn returns the states after an operation on another lock, where a witness is
// looked for one for each thing that results and arguments can be together.
func (mc *Machine) Learn(s domain.State, op *accesspath.Operation, at ssa.Instruction, call *ssa.Call) []domain.State {
	if !mc.Reason.Counting || call == nil || len(op.Outcomes) < 2 {
		return domain.Single(s)
	}
	var out []domain.State
	for _, o := range op.Outcomes {
		t := s
		var ok bool
		if t.Facts, ok = mc.Reason.Assume(s.Facts, at, call, o.When); !ok {
			continue
		}
		if !slices.ContainsFunc(out, func(x domain.State) bool { return domain.EqualFacts(x.Facts, t.Facts) }) {
			out = append(out, t)
		}
	}
	return out
}

// Apply returns the states after an operation on the lock of the run, one
// for each way in which it can return.
func (mc *Machine) Apply(s domain.State, op *accesspath.Operation, at ssa.Instruction, call *ssa.Call) []domain.State {
	var out []domain.State
	for _, o := range mc.visible(s, op, at, call) {
		t := s
		var ok bool
		if t.Facts, ok = mc.Reason.Assume(s.Facts, at, call, o.When); !ok {
			continue
		}
		out = append(out, mc.outcome(t, op, o, at, call)...)
	}
	return out
}

// visible returns the outcomes of op. Where nobody sees the results of the
// call, an outcome that depends on them is not told from the others: what tries
// to acquire does, and what may release leaves a doubt.
func (mc *Machine) visible(s domain.State, op *accesspath.Operation, at ssa.Instruction, call *ssa.Call) []summary.Outcome {
	if call != nil || len(op.Outcomes) == 1 {
		return op.Outcomes
	}
	var out []summary.Outcome
	for _, o := range op.Outcomes {
		if _, ok := mc.Reason.Assume(s.Facts, at, nil, o.When); ok {
			out = append(out, o)
		}
	}
	for _, o := range out {
		if o.Do == summary.Acquire && op.Acquires() {
			return []summary.Outcome{{Do: o.Do, Mode: o.Mode, Handle: o.Handle}}
		}
	}
	for _, o := range out {
		if !domain.SameAction(o, out[0]) {
			return []summary.Outcome{{Do: summary.MayRelease}}
		}
	}
	return out[:min(1, len(out))]
}

// outcome returns the states after one outcome of an operation on the lock of
// the run.
func (mc *Machine) outcome(s domain.State, op *accesspath.Operation, o summary.Outcome, at ssa.Instruction, call *ssa.Call) []domain.State {
	switch o.Do {
	case summary.Acquire:
		if t, ok := mc.take(s, op, o.Mode, at); ok {
			return domain.Single(t)
		}
		return nil
	case summary.Release:
		return mc.Release(s, op, domain.ReleaseMode{Mode: o.Mode, Any: o.Any}, at)
	case summary.Downgrade:
		s = mc.changeMode(s, domain.ReleaseMode{Mode: lock.Exclusive}, lock.Shared, at)
	case summary.Relocked:
		s = mc.relocked(s, op, o, at)
	case summary.MayRelease:
		if s.Held() && s.Doubt == domain.NoDoubt {
			mc.Sink.Record(domain.Event{Kind: domain.EventPerhaps, Site: s.Top().Site(), At: at, State: s})
		}
		s.Unsure = s.Unsure || !s.Held()
		return domain.Single(mc.Weaken(s, domain.CalleeReleases, at))
	case summary.MayAcquire:
		s.Unsure = s.Unsure || !s.Held()
	case summary.Nothing:
		if op.Acquires() {
			s.Touched = true
			s.Unsure = call != nil && isAsserted(call)
		}
	}
	return domain.Single(s)
}

// relocked returns s after a function that releases the lock and acquires it again.
func (mc *Machine) relocked(s domain.State, op *accesspath.Operation, o summary.Outcome, at ssa.Instruction) domain.State {
	s.Facts = mc.Subject.changedMeanwhile(s.Facts, at)
	switch {
	case s.Held() && s.Doubt == domain.NoDoubt && s.HoldFor(o.Mode, o.Any) < 0:
		if op.Sync {
			mc.Sink.Record(domain.Event{Kind: domain.EventUnheld, Site: s.Top().Site(), At: at, State: s})
		}
	case s.Held() || op.ChangesMode():
		s = mc.changeMode(s, domain.ReleaseMode{Mode: o.Mode, Any: o.Any}, o.Again, at)
	case s.KnownFree() && op.Sync:
		mc.Sink.Record(domain.Event{Kind: domain.EventUnheld, Site: -1, At: at, State: s})
	}
	return s
}

// changeMode returns s after a hold in the mode from, its own or the caller's, has become
// one in the mode to, at at.
func (mc *Machine) changeMode(s domain.State, from domain.ReleaseMode, to lock.Mode, at ssa.Instruction) domain.State {
	switch {
	case s.Held():
		if i := s.HoldFor(from.Mode, from.Any); i >= 0 && s.Doubt == domain.NoDoubt {
			s = mc.convert(s, i, to, at)
		}
	case s.Entered == domain.CallerReacquired:
		if from.Any || s.Again.Mode() == from.Mode {
			s.Again = domain.NewHold(s.Again.Site(), to)
		}
	case !s.Touched:
		// As if the caller's hold had been released and acquired again, at no site.
		s.Touched, s.Entered, s.ReleasedAs, s.Again = true, domain.CallerReacquired, from, domain.NewHold(-1, to)
	}
	return s
}

// convert returns s with the i-th hold in the given mode.
func (mc *Machine) convert(s domain.State, i int, mode lock.Mode, at ssa.Instruction) domain.State {
	if s.Holds[i].Mode() != mode {
		s = mc.Sink.Trace(s, domain.Step{Kind: domain.StepConvert, At: at, Pos: at.Pos()})
	}
	s.Holds[i] = domain.NewHold(s.Holds[i].Site(), mode)
	return s
}

// OperateOther returns s after an operation on another lock that may be the same
// one under another name.
func (mc *Machine) OperateOther(s domain.State, op *accesspath.Operation, at ssa.Instruction) domain.State {
	switch {
	case op.Acquires():
		s.Foreign = min(s.Foreign+1, domain.MaxForeign)
		s.Crossed = !mc.Subject.ID.Key.IsZero()
	case op.Releases():
		switch {
		case s.Foreign == domain.MaxForeign:
		case s.Foreign > 0:
			s.Foreign--
			if op.Weight && !mc.Subject.acquires(op.ID) {
				return mc.Weaken(s, domain.OtherName, at) // the sum of several, perhaps
			}
		case s.Held() && s.Doubt == domain.NoDoubt && !s.Crossed && mc.Subject.isNearMiss(s.Facts, op):
			s.Missed = at
			mc.Sink.Record(domain.Event{Kind: domain.EventMissed, Site: s.Top().Site(), At: at, State: s})
			s = mc.Sink.Trace(s, domain.Step{Kind: domain.StepMiss, At: at, Pos: at.Pos()})
		default:
			s.Another = s.Another || !s.Held() && !s.Touched
			return mc.Weaken(s, domain.OtherName, at)
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

// take returns s with the lock taken, and whether the path goes on. The transitions, by
// what the path holds:
//
//	the caller's hold, released and reacquired   a second acquire
//	the caller's hold, released                  it is reacquired
//	a hold that may be gone                      forgotten, with its doubt; then as free
//	a hold                                       takeAgain
//	nothing                                      takeFree
func (mc *Machine) take(s domain.State, op *accesspath.Operation, mode lock.Mode, at ssa.Instruction) (domain.State, bool) {
	if s.Entered == domain.CallerReacquired && !s.Held() && !s.Unsure && op.Sync && !op.Try && domain.Conflict(s.Again.Mode(), mode) {
		return s, mc.Relock(s, at, mc.Sites.SiteOf(at, op))
	}
	s.Touched, s.Unsure = true, false
	site := mc.Sites.SiteOf(at, op)
	if s.Entered == domain.CallerReleased {
		return mc.reacquire(s, site, mode, at), true
	}
	if s.Held() && s.Doubt != domain.NoDoubt {
		mc.doubtful(s, s.Doubt, at)
		s.Holds, s.Doubt = [domain.MaxHolds]domain.Hold{}, domain.NoDoubt
	}
	if s.Held() {
		t, done, goesOn := mc.takeAgain(s, op, site, mode, at)
		if done {
			return t, goesOn
		}
		s = t
	}
	return mc.takeFree(s, site, mode, at), true
}

// reacquire returns s with the lock acquired again that the caller held.
func (mc *Machine) reacquire(s domain.State, site int, mode lock.Mode, at ssa.Instruction) domain.State {
	s.Entered, s.Again = domain.CallerReacquired, domain.NewHold(site, mode)
	s.Facts = mc.Subject.changedMeanwhile(s.Facts, at)
	mc.Sink.Record(domain.Event{Kind: domain.EventAcquired, Site: site, At: at, State: s})
	return s
}

// takeAgain returns s after an acquire of a lock that the path holds, whether that is
// all, and whether the path goes on: a second acquire of a lock of package sync waits
// forever, and a second try of one cannot work. A shared lock can be held twice.
func (mc *Machine) takeAgain(s domain.State, op *accesspath.Operation, site int, mode lock.Mode, at ssa.Instruction) (t domain.State, done, goesOn bool) {
	top := s.Top()
	if mc.Subject.Handle && top.Site() == site {
		return s, true, true // one call acquires several locks, and returns one release
	}
	switch conflicts := domain.Conflict(top.Mode(), mode); {
	case conflicts && op.Try && op.Sync:
		return s, true, false
	case conflicts && !op.Try && (op.Sync || isLocker(at)):
		return s, true, mc.Relock(s, at, site)
	case !conflicts && !op.Try:
		mc.Sink.Record(domain.Event{Kind: domain.EventReshared, Site: top.Site(), At: at, State: s})
	}
	for _, h := range s.Holds {
		if h != 0 && h.Site() == site {
			s.Many = s.Many || op.Sync && mode == lock.Shared
			return s, true, true // a loop; one round is as good as many
		}
	}
	return s, false, true
}

// takeFree returns s with one more hold.
func (mc *Machine) takeFree(s domain.State, site int, mode lock.Mode, at ssa.Instruction) domain.State {
	p, ok := s.Push(domain.NewHold(site, mode))
	if !ok {
		s.Doubt = domain.TooManyHolds
		return s
	}
	s.Property = p
	s.Missed = nil
	s.Facts = mc.Subject.changedByOthers(mc.Subject.dereferenced(s.Facts), at)
	s = mc.Sink.Trace(s, domain.Step{Kind: domain.StepAcquire, At: at, Pos: at.Pos()})
	mc.Sink.Record(domain.Event{Kind: domain.EventAcquired, Site: site, At: at, State: s})
	if s.Early != nil && s.Future == domain.FutureNone {
		s = mc.Weaken(mc.Entrust(s, s.Early), domain.ClosureLeaves, at)
		s.Future = domain.FutureRegistered
	}
	return s
}

// isLocker reports whether at is a call of Lock of a sync.Locker. Its documentation says
// nothing of a second acquire, but those that exclude others do: a Locker that its holder
// may acquire again would have to know who holds it, which Go does not tell.
func isLocker(at ssa.Instruction) bool {
	c, ok := at.(ssa.CallInstruction)
	return ok && c.Common().IsInvoke() && c.Common().Method.Name() == "Lock" && lexicon.TypeName(c.Common().Value.Type()) == "sync.Locker"
}

// dereferenced returns f with what follows from the lock having been used: it
// and the objects on the way to it are not nil.
func (sub *Subject) dereferenced(f domain.Facts) domain.Facts {
	for t := sub.ID.Addr; !t.IsZero(); t = t.X() {
		f = SetNonNil(sub.Reason, f, t)
		if t.Kind() != lock.Field && t.Kind() != lock.Load {
			break
		}
	}
	return f
}

// Release returns the state with a hold released. There is none after a
// release in the wrong mode, which ends the process, or is no release at all.
func (mc *Machine) Release(s domain.State, op *accesspath.Operation, how domain.ReleaseMode, at ssa.Instruction) []domain.State {
	if s.Held() && s.Doubt != domain.NoDoubt {
		if s.Doubt.IsHandOff() {
			mc.Sink.Record(domain.Event{Kind: domain.EventReclaimed, Site: s.Top().Site(), At: at, State: s})
		}
		mc.released(s.Top(), at, s)
		s.Holds, s.Doubt, s.Unsure = [domain.MaxHolds]domain.Hold{}, domain.NoDoubt, true
		return domain.Single(s)
	}
	if s.Held() {
		i := s.HoldFor(how.Mode, how.Any)
		if i < 0 {
			mc.Sink.Record(domain.Event{Kind: domain.EventMismatch, Site: s.Top().Site(), At: at, State: s})
			return nil
		}
		mc.released(s.Holds[i], at, s)
		if s.Many { // nobody has counted how many are left
			s.Doubt, s.Many = domain.TooManyHolds, false
			return domain.Single(s)
		}
		s.Property = s.Remove(i)
		s.Freed = mc.Subject.renames
		s = mc.Sink.Trace(s, domain.Step{Kind: domain.StepReleased, At: at, Pos: at.Pos()})
		return domain.Single(s)
	}
	switch {
	case s.Entered == domain.CallerReacquired:
		mc.Sink.Record(domain.Event{Kind: domain.EventRegiven, Site: -1, At: at, State: s})
		if s.Again != 0 {
			mc.released(s.Again, at, s)
		}
		s.Entered, s.Again = domain.CallerReleased, 0
	case !s.Touched:
		s.Touched, s.Entered, s.ReleasedAs = true, domain.CallerReleased, how
		s = mc.Sink.Trace(s, domain.Step{Kind: domain.StepReleased, At: at, Pos: at.Pos()})
		mc.Sink.Record(domain.Event{Kind: domain.EventEntered, Site: -1, At: at, State: s})
	case s.KnownFree() && op.Sync && !(s.Entered == domain.CallerReleased && (how.Mode == lock.Shared || s.ReleasedAs.Mode == lock.Shared)):
		mc.Sink.Record(domain.Event{Kind: domain.EventUnheld, Site: -1, At: at, State: s})
	}
	return domain.Single(s)
}

func (mc *Machine) released(h domain.Hold, at ssa.Instruction, s domain.State) {
	mc.Sink.Record(domain.Event{Kind: domain.EventReleased, Site: h.Site(), At: at, State: s})
}
