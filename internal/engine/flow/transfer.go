package flow

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/prepass"
	"github.com/lockleak/lockleak/internal/engine/typestate"
)

// flow returns the states after the instructions of b, all but the last one,
// which decides where control goes. This and [unit.instruction] are the only
// interpretation of instructions.
func (u *Run) flow(fr *Frame, b *ssa.BasicBlock, in []domain.State) []domain.State {
	cur := in
	var old domain.States // no longer asked for: room for the next ones
	begun := false        // cur is not in, which is the caller's
	for _, instr := range b.Instrs[:len(b.Instrs)-1] {
		if len(cur) == 0 || u.Exhausted {
			return nil
		}
		if !u.matters(instr) {
			u.spend(1)
			continue
		}
		out := old[:0]
		if len(cur) > maxPaths {
			u.Exhausted = true
			return nil
		}
		for _, s := range cur {
			u.spend(visitCost(s))
			for _, t := range u.instruction(fr, instr, s) {
				if u.analysis.Inspect != nil {
					u.analysis.Inspect(instr, t)
				}
				out = u.mode.join(out, t)
			}
		}
		if begun {
			old = cur
		}
		cur, begun = out, true
	}
	return cur
}

// matters reports whether instr can change a state.
func (u *Run) matters(instr ssa.Instruction) bool {
	switch in := instr.(type) {
	case *ssa.Phi, *ssa.DebugRef:
		return false // phis are assigned on the edges
	case *ssa.Call:
		return u.Subject.Family.Roots[in] || u.CallsChange || u.Subject.Family.Shared && prepass.MayRunOthers(in) ||
			u.Subject.Handle || !u.Subject.Future.IsZero() || !u.Prog.Calls.IsIdle(in) || endsState(u.Subject, in.Call.StaticCallee()) || len(u.Subject.Family.ChangedAt(in)) > 0
	case *ssa.Defer, *ssa.Go, *ssa.RunDefers, *ssa.Send, *ssa.Select, *ssa.MapUpdate:
		return true
	case *ssa.Store:
		return !u.Subject.Future.IsZero() || u.Subject.Family.Places[in] || lexicon.IsFunc(in.Val.Type()) || u.Subject.IsNamed(in.Val) || remembers(in) || u.Subject.Overwrites(in)
	case *ssa.Alloc:
		return true
	case *ssa.UnOp:
		return in.Op == token.ARROW || u.Subject.Family.Roots[in] || typestate.IsTracked(u.Reason, dereferenced(in))
	case *ssa.FieldAddr:
		return u.Subject.Family.Roots[in] || typestate.IsTracked(u.Reason, in.X)
	case ssa.Value:
		return u.Subject.Family.Roots[in] || u.Subject.Family.Shared && prepass.MayRunOthers(instr)
	}
	return false
}

// dereferenced returns the pointer, or the interface, that must not be nil for instr to
// go on, nil if there is none.
func dereferenced(instr ssa.Instruction) ssa.Value {
	switch in := instr.(type) {
	case *ssa.FieldAddr:
		return in.X
	case *ssa.UnOp:
		if in.Op == token.MUL {
			return in.X
		}
	case *ssa.Call:
		if in.Call.IsInvoke() {
			return in.Call.Value
		}
	}
	return nil
}

// instruction returns the states that instr makes of s.
func (u *Run) instruction(fr *Frame, instr ssa.Instruction, s domain.State) []domain.State {
	if c, ok := instr.(*ssa.Call); ok && u.Subject.Handle && u.Machine.HoldsAgain(s, c) {
		return nil
	}
	if v, ok := instr.(ssa.Value); ok && u.Subject.Family.Roots[v] {
		if ld, ok := v.(*ssa.UnOp); ok && u.Subject.Family.Contents[ld] {
			return domain.Single(u.load(s, ld))
		}
		if fr.depth > 0 || u.Reason.Paths.InCycle(instr.Block()) {
			s = u.Machine.Redefine(s, v, instr)
		}
	}
	if u.Subject.Family.Shared && prepass.MayRunOthers(instr) {
		s.Facts = u.Subject.WrittenByOthers(s.Facts, instr)
	}
	if s.Entered == domain.CallerReleased && callinfo.IsExchange(instr) {
		s.Unsure = true // who is on the other side may have the lock now, and pass it on
	}
	if callinfo.IsExchange(instr) && !s.Held() && !s.Unsure && u.Subject.Family.IsHandedBy(instr, u.Subject.ID) {
		s.Unsure = true // a goroutine may have acquired it for us
	}
	if _, ok := instr.(*ssa.Call); ok && u.CallsChange {
		s.Facts = s.Facts.Drop(func(x domain.Fact) bool { return domain.IsObserved(x.Term) })
	}
	if v := dereferenced(instr); typestate.IsTracked(u.Reason, v) {
		s.Facts = typestate.SetNonNil(u.Reason, s.Facts, u.Reason.Paths.Term(v))
	}
	switch in := instr.(type) {
	case *ssa.Alloc:
		return domain.Single(u.allocate(s, in))
	case *ssa.Store:
		return domain.Single(u.store(s, in))
	case *ssa.MapUpdate:
		return domain.Single(u.puts(u.puts(s, in, in.Key), in, in.Value))
	case *ssa.Send:
		return domain.Single(u.Machine.Send(u.puts(s, in, in.X), in, in.Chan, in.X))
	case *ssa.Select:
		return u.selects(s, in)
	case *ssa.Call:
		out := u.call(fr, s, in)
		for i := range out {
			out[i].Facts = u.Subject.ChangedByCall(out[i].Facts, in)
		}
		return out
	case *ssa.Defer:
		return domain.Single(u.deferCall(s, in))
	case *ssa.Go:
		return domain.Single(u.goCall(fr, s, in))
	case *ssa.RunDefers:
		return u.runDefers(fr, s)
	}
	return domain.Single(s)
}

// puts returns s after v was put into a map or sent on a channel: who finds it
// there can release what it is or holds.
func (u *Run) puts(s domain.State, at ssa.Instruction, v ssa.Value) domain.State {
	return u.Machine.StoreHandle(u.Machine.NoteFutureLeaves(u.leaves(u.Machine.NoteStored(s, v), at, v), v), at, v)
}

// selects returns the states after a select: where it may send, one for each of
// its cases, which know what the case is.
func (u *Run) selects(s domain.State, in *ssa.Select) []domain.State {
	if !prepass.HasSend(in) {
		return domain.Single(s)
	}
	var out domain.States
	chosen := func(s domain.State, i int) {
		s.Facts = s.Facts.Set(u.Reason.Paths.ChosenCase(in), domain.Value{Same: u.Reason.Paths.ConstOf(int64(i))})
		out = u.mode.join(out, s)
	}
	for i, c := range in.States {
		if c.Send != nil {
			chosen(u.Machine.SendIn(u.puts(s, in, c.Send), in, i), i)
		} else {
			chosen(s, i)
		}
	}
	if !in.Blocking {
		chosen(s, -1)
	}
	return out
}
