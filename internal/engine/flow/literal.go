package flow

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// Calls of function literals, which are run in the function that calls them.

// enter returns the states after a call of the function literal fn.
func (u *Run) enter(fr *Frame, s domain.State, at ssa.CallInstruction, fn *ssa.Function) []domain.State {
	return u.follow(fr, s, at, fn, true)
}

// follow returns the states after a run of the function literal fn in the call
// at, whose result is that of fn or, if fn is only given to what is called, not.
func (u *Run) follow(fr *Frame, s domain.State, at ssa.CallInstruction, fn *ssa.Function, isResult bool) []domain.State {
	if fr.isRunning(fn) || fr.depth >= maxDepth {
		return domain.Single(u.Machine.Weaken(s, domain.TooDeep, at))
	}
	inner := &Frame{Fn: fn, depth: fr.depth + 1, outer: fr, pending: s.Pending}
	pending := s.Pending
	s.Pending = nil
	if s.Held() && !s.Panicking {
		s = u.mode.Trace(s, domain.Step{Kind: domain.StepCall, At: at, Pos: at.Pos()})
	}
	out := u.mode.call(u, inner, s)
	back := make([]domain.State, 0, len(out))
	for _, t := range out {
		t.Pending = pending
		if v := at.Value(); v != nil && isResult {
			t = u.returned(t, v)
		}
		t.Facts = u.Reason.ForgetLocals(t.Facts, fn)
		back = append(back, t)
	}
	return back
}

// results returns s with what is known of the results that ret gives.
func (u *Run) results(fr *Frame, s domain.State, ret *ssa.Return) domain.State {
	if fr.depth == 0 {
		return s
	}
	for i, r := range ret.Results {
		s.Facts = s.Facts.Set(u.Reason.ResultTerm(i), u.Reason.ValueOf(s.Facts, r))
	}
	if s.Held() && !s.Panicking && !accesspath.IsYieldFunc(fr.Fn) {
		s = u.mode.Trace(s, domain.Step{Kind: domain.StepReturn, At: ret, Pos: ret.Pos()})
	}
	return s
}

// returned returns s with v, the value of the call, known to be what the
// function has just returned.
func (u *Run) returned(s domain.State, v *ssa.Call) domain.State {
	t := u.Reason.Paths.Term(v)
	s.Facts = s.Facts.Forget(v)
	for i := range v.Call.Signature().Results().Len() {
		x := u.Reason.Paths.Component(v, i)
		r := s.Facts.Get(u.Reason.ResultTerm(i))
		s.Facts = s.Facts.Set(u.Reason.ResultTerm(i), domain.Value{})
		if u.Reason.Tracked[x] && t.Kind() == lock.Root {
			s.Facts = s.Facts.Set(x, r)
		}
	}
	return s
}
