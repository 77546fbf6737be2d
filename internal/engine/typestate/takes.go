package typestate

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// ConcernedAt returns the locks that what c calls takes, as far as they may be
// the one of the run, or the one that its handle releases.
func (sub *Subject) ConcernedAt(c ssa.CallInstruction) []callinfo.Taken {
	var out []callinfo.Taken
	for _, t := range sub.Prog.Calls.TakesAt(c) {
		if sub.Handle && sub.releases(t.Take.Class) || !sub.Handle && sub.Prog.Calls.IsSync(sub.Class) && sub.Concerns(t.Operation) {
			out = append(out, t)
		}
	}
	return out
}

// releases reports whether the handle of the run may release a lock of class c.
func (sub *Subject) releases(c lock.Class) bool {
	op := sub.Operation()
	return op != nil && !Guarded(op).IsZero() && c.Compatible(op.Held)
}

// takesHeld reports whether what the path holds by its last acquire is the lock that
// t takes.
func (mc *Machine) takesHeld(s domain.State, t callinfo.Taken) bool {
	if h := s.Top(); mc.Subject.Handle && h != 0 {
		held := Guarded(mc.Sites.All[h.Site()].Op)
		return !held.IsZero() && mc.Reason.Resolve(s.Facts, held) == mc.Reason.Resolve(s.Facts, t.ID.Addr)
	}
	same, _ := mc.Subject.IsOurs(s.Facts, t.Operation)
	return same
}

// PassThrough returns the states after a function that takes a lock, called,
// or run as a deferred call, at at.
func (mc *Machine) PassThrough(s domain.State, t callinfo.Taken, at ssa.Instruction) []domain.State {
	if !mc.takesHeld(s, t) {
		return domain.Single(s)
	}
	switch top := s.Top(); {
	case top != 0 && s.Doubt == domain.NoDoubt && domain.Conflict(top.Mode(), t.Mode):
	case top == 0 && s.Entered == domain.CallerReacquired && !s.Unsure && domain.Conflict(s.Again.Mode(), t.Mode):
	case top == 0 && !s.Touched && !s.Perhaps && !mc.Subject.Handle && !t.Fails && t.Mode == lock.Exclusive:
		s.Touched, s.Unsure = true, false // who called the function cannot hold it
		s = mc.Sink.Trace(s, domain.Step{Kind: domain.StepThrough, At: at, Pos: at.Pos()})
		return domain.Single(s)
	default:
		return domain.Single(s)
	}
	mc.Relock(s, at, -1)
	call, ok := at.(*ssa.Call)
	if !ok || !t.Fails {
		return nil
	}
	for i := range call.Call.Signature().Results().Len() {
		if lexicon.IsError(call.Call.Signature().Results().At(i).Type()) {
			s.Facts = s.Facts.Set(mc.Reason.Paths.Component(call, i), domain.Value{NonNil: true})
		}
	}
	return domain.Single(s)
}
