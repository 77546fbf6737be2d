package flow

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/typestate"
)

// Deferred calls and goroutines.

// deferCall returns s with a call deferred.
func (u *Run) deferCall(s domain.State, in *ssa.Defer) domain.State {
	ops := u.Prog.Calls.At(in)
	for _, op := range slices.Backward(ops) { // they run last first
		if u.Machine.ReleasesGuarded(s, op) {
			s.Pending = u.Machine.PushDefer(s.Pending, domain.Deferred{At: in, Target: domain.Target{Kind: domain.TargetOurs, Op: typestate.HandleRelease}})
		}
		if !u.Subject.Concerns(op) {
			continue
		}
		if same, other := u.Subject.IsOurs(s.Facts, op); same {
			s.Pending = u.Machine.PushDefer(s.Pending, domain.Deferred{At: in, Target: domain.Target{Kind: domain.TargetOurs, Op: op}})
		} else if !other {
			s.Pending = u.Machine.PushDefer(s.Pending, domain.Deferred{At: in, Target: domain.Target{Kind: domain.TargetOther, Op: op}})
		}
	}
	if len(ops) > 0 && ops[0].By == "" && !u.Subject.EndsOwn(s, ops[0], in) {
		return s
	}
	var t domain.Target
	if u.Subject.Handle && u.Subject.ReleasesHandle(s, &in.Call) {
		t = domain.Target{Kind: domain.TargetOurs, Op: typestate.HandleRelease}
	} else if u.Subject.Handle && u.Subject.MayReleaseHandle(s, &in.Call) {
		t = domain.Target{Kind: domain.TargetDischarge, Why: domain.OtherName}
	} else {
		t = u.target(s, in)
		s = u.passes(s, in, nil)
		if v, isComplete := u.Prog.Futures.Of(&in.Call); v != nil && isComplete && u.Subject.IsFuture(s.Facts, v) {
			s.Future = domain.FutureSettled
		}
	}
	for _, x := range u.Subject.ConcernedAt(in) {
		s.Pending = u.Machine.PushDefer(s.Pending, domain.Deferred{At: in, Target: domain.Target{Kind: domain.TargetThrough, Op: x.Operation, Take: x.Take}})
	}
	if t.Kind == domain.TargetNone || t.Why == domain.NotReturning {
		return s
	}
	s.Pending = u.Machine.PushDefer(s.Pending, domain.Deferred{At: in, Target: t})
	return s
}

// goCall returns s with a goroutine started.
func (u *Run) goCall(fr *Frame, s domain.State, in *ssa.Go) domain.State {
	s = u.Machine.NoteFutureLeaves(s, in.Call.Value)
	ops := u.Prog.Calls.At(in)
	for _, op := range ops {
		if !u.Subject.Concerns(op) {
			continue
		}
		if same, other := u.Subject.IsOurs(s.Facts, op); !other && (same && op.By == "" || op.Releases()) {
			if same && op.By != "" {
				s = u.Machine.Entrust(s, in)
			}
			s = u.Machine.Weaken(s, domain.GoroutineReleases, in)
		}
	}
	if len(ops) > 0 && ops[0].By == "" {
		return s
	}
	t := u.target(s, in)
	if t.Kind == domain.TargetInline && u.netReleases(t.Fn) || t.Kind == domain.TargetDischarge && t.Why != domain.NotReturning ||
		t.Op != nil && t.Op.Releases() {
		u.entrustTo(fr, s, in.Call.Value)
		s.Escaped = s.Escaped || !s.Held()
		if t.Kind == domain.TargetInline || t.Op != nil {
			s = u.Machine.Entrust(s, in)
		}
		s = u.Machine.Weaken(s, domain.GoroutineReleases, in)
	}
	return u.passes(s, in, nil)
}

// runDefers returns the states after the deferred calls of the frame, which
// run last first.
func (u *Run) runDefers(fr *Frame, s domain.State) []domain.State {
	cur := []domain.State{s}
	for range maxDefers {
		var next domain.States
		done := true
		for _, s := range cur {
			d := s.Pending
			if d == nil {
				next = u.mode.join(next, s)
				continue
			}
			done = false
			s.Pending = d.Next
			for _, t := range u.runDeferred(fr, s, d.Deferred) {
				next = u.mode.join(next, t)
			}
		}
		cur = next
		if done {
			return cur
		}
	}
	u.Exhausted = true
	return nil
}

func (u *Run) runDeferred(fr *Frame, s domain.State, d domain.Deferred) []domain.State {
	switch d.Target.Kind {
	case domain.TargetInline:
		return u.enter(fr, s, d.At, d.Target.Fn)
	case domain.TargetDischarge:
		return domain.Single(u.Machine.Weaken(s, d.Target.Why, d.At))
	}
	switch d.Target.Kind {
	case domain.TargetOther:
		return domain.Single(u.Machine.OperateOther(s, d.Target.Op, d.At))
	case domain.TargetOurs:
		return u.Machine.Apply(s, d.Target.Op, d.At, nil)
	case domain.TargetThrough:
		return u.Machine.PassThrough(s, callinfo.Taken{Operation: d.Target.Op, Take: d.Target.Take}, d.At)
	}
	return domain.Single(s)
}
