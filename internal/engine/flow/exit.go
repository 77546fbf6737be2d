package flow

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/domain"
)

// leave returns the states in which the function of fr returns from its block
// b, which has no successors, and records the exit.
func (u *Run) leave(fr *Frame, b *ssa.BasicBlock, s domain.State) []domain.State {
	switch last := b.Instrs[len(b.Instrs)-1].(type) {
	case *ssa.Return:
		if accesspath.IsYieldFunc(fr.Fn) {
			return domain.Single(u.results(fr, s, last))
		}
		var out []domain.State
		// go/ssa runs the deferred calls of a function by an instruction, but
		// leaves it out where all of them are deferred in the bodies of
		// range-over-func loops.
		for _, t := range u.runDefers(fr, s) {
			if fr.depth == 0 {
				u.Machine.Exit(u.Machine.LeavesHeld(u.gives(t, last), last), domain.ExitReturn, last)
			} else if h := t.Top(); fr.detached && h != 0 && h.Site() == fr.handed {
				u.Machine.Exit(t, domain.ExitReturn, last)
			}
			out = append(out, u.results(fr, t, last))
		}
		return out
	case *ssa.Panic:
		if at := u.Prog.Summaries.PanicAt(last); at != nil && u.isExitPanic(fr, s, at) {
			for _, t := range u.unwind(fr, s) {
				u.Machine.Exit(t, domain.ExitPanic, at)
			}
		}
	}
	return nil
}

// gives returns s at a return: a result may be what releases the lock.
func (u *Run) gives(s domain.State, ret *ssa.Return) domain.State {
	if !s.Held() {
		return s
	}
	for i, r := range ret.Results {
		before := s.Doubt
		s = u.Machine.NoteFutureLeaves(s, r)
		s = u.leaves(s, ret, r)
		if before == domain.NoDoubt && s.Doubt == domain.ClosureLeaves || s.Doubt == domain.ClosureLeaves && s.Holder != nil && u.Subject.IsHolding(s, r) {
			s.Given = i + 1
		}
		if s.Doubt == domain.NoDoubt && !u.Subject.Refuted.Has(domain.HolderReturned) && u.Subject.IsHolder(s, r) {
			s = u.Machine.Entrust(s, ret)
			s.Doubt = domain.HolderReturned
			if u.Subject.Handle || !u.Subject.IsBase(s.Facts, r) {
				s.Given = i + 1
			}
		}
	}
	return s
}
