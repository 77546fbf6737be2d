package flow

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/settings/panics"
)

// isExitPanic reports whether the panic at in counts as an exit of a path in s.
// With a shared hold, what runs while the panic unwinds can still read.
func (u *Run) isExitPanic(fr *Frame, s domain.State, in ssa.Instruction) bool {
	switch u.Prog.PanicLevel {
	case panics.All:
		return true
	case panics.Explicit:
		return !s.IsShared() || u.isRecovered(fr, in)
	case panics.Recovered:
		return u.isRecovered(fr, in)
	}
	return false
}

// isRecovered reports whether a panic at in, in the function of fr, is known
// to be recovered: by that function, by one that runs it as a literal, or by
// those who call the function of the run.
func (u *Run) isRecovered(fr *Frame, in ssa.Instruction) bool {
	at := in
	for f := fr; f != nil; f = f.outer {
		for _, d := range u.Families.Recoverers(f.Fn) {
			if at == nil || d.Block().Dominates(at.Block()) {
				return true
			}
		}
		at = nil // where the outer function calls is not kept; any recover counts
	}
	return u.Families.HasRecoveringCaller(u.Subject.Fn) || u.Subject.IsRetaken() || u.Subject.CleansUp(in)
}

// unwind returns the states after the deferred calls of fr and of the frames
// around it, which a panic runs.
func (u *Run) unwind(fr *Frame, s domain.State) []domain.State {
	s.Panicking = true
	cur := u.runDefers(fr, s)
	for f := fr; f.outer != nil; f = f.outer {
		var next []domain.State
		for _, t := range cur {
			t.Pending = f.pending
			next = append(next, u.runDefers(f.outer, t)...)
		}
		cur = next
	}
	return cur
}

// panicsHere reports whether a call that panics would leave the lock held, at
// the level at which every call may, or only those of what panics explicitly.
func (u *Run) panicsHere(fr *Frame, s domain.State, in *ssa.Call) bool {
	if !s.Held() || s.Doubt != domain.NoDoubt {
		return false
	}
	switch u.Prog.PanicLevel {
	case panics.All:
	case panics.Explicit:
		if f := u.Prog.Summaries.At(in); f == nil || !f.MayPanic || s.IsShared() {
			return false
		}
	default:
		return false
	}
	if _, ok := in.Call.Value.(*ssa.Builtin); ok {
		return false
	}
	for f, d := fr, s.Pending; f != nil; f, d = f.outer, f.pending {
		for ; d != nil; d = d.Next {
			if d.Target.Kind == domain.TargetOurs || d.Target.Kind == domain.TargetInline || d.Target.Kind == domain.TargetDischarge {
				return false
			}
		}
	}
	return true
}
