package typestate

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// Relock records that the path acquires at at what it holds. It returns false:
// the path does not go on.
func (mc *Machine) Relock(s domain.State, at ssa.Instruction, again int) bool {
	first := -1
	if top := s.Top(); top != 0 {
		first = top.Site()
	}
	switch {
	case mc.Subject.releasedByOthers():
		mc.doubtful(s, domain.OtherGoroutine, at)
	case s.Escaped:
		mc.doubtful(s, domain.ClosureLeaves, at)
	default:
		mc.Sink.Record(domain.Event{Kind: domain.EventRelock, Site: first, Again: again, At: at, State: s})
	}
	return false
}

// Guarded returns the lock of package sync that op acquires: its own, or the one
// that the release which it returns ends; the zero Term if it has no name.
func Guarded(op *accesspath.Operation) lock.Term {
	switch {
	case op == nil || !op.Acquires() || op.Try:
	case op.Result.Handle >= 0 && lexicon.IsSync(op.Held.Type):
		return op.Guards
	case op.Result.Handle < 0 && op.Sync && op.ID.Key.IsZero():
		return op.ID.Addr
	}
	return lock.Term{}
}

// Reacquires reports whether op acquires at at what the path holds, where one of the
// two acquires returns the release, and so has its own name for the lock.
func (mc *Machine) Reacquires(s domain.State, op *accesspath.Operation, at ssa.Instruction) bool {
	top := s.Top()
	if top == 0 || s.Doubt != domain.NoDoubt || op.ID == mc.Subject.ID || !mc.Subject.Handle && op.Result.Handle < 0 || mc.Sites.All[top.Site()].At == at {
		return false
	}
	held := Guarded(mc.Sites.All[top.Site()].Op)
	again := Guarded(op)
	return !held.IsZero() && !again.IsZero() && domain.Conflict(top.Mode(), op.Mode) && mc.Reason.Resolve(s.Facts, held) == mc.Reason.Resolve(s.Facts, again)
}

// ReleasesGuarded reports whether op releases by hand the lock that the handle of
// the run is there for.
func (mc *Machine) ReleasesGuarded(s domain.State, op *accesspath.Operation) bool {
	top := s.Top()
	if !mc.Subject.Handle || top == 0 || op.Result.Handle >= 0 || !op.Sync || op.Effect != lock.Release {
		return false
	}
	held := Guarded(mc.Sites.All[top.Site()].Op)
	return !held.IsZero() && mc.Reason.Resolve(s.Facts, held) == mc.Reason.Resolve(s.Facts, op.ID.Addr)
}

// HoldsAgain reports whether c is the acquire of the run, in another round, on a
// path that still has the release of the round before; the path does not go on.
func (mc *Machine) HoldsAgain(s domain.State, c *ssa.Call) bool {
	top := s.Top()
	if top == 0 || s.Doubt != domain.NoDoubt || mc.Sites.All[top.Site()].At != ssa.Instruction(c) {
		return false
	}
	op := mc.Sites.All[top.Site()].Op
	t := Guarded(op)
	if t.IsZero() || !domain.Conflict(op.Mode, op.Mode) || slices.ContainsFunc(t.Roots(), func(r any) bool {
		in, ok := r.(ssa.Instruction)
		return ok && mc.Reason.Paths.InCycle(in.Block()) // the lock of the round
	}) {
		return false
	}
	mc.Relock(s, c, top.Site())
	return true
}
