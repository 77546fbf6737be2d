package flow

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
)

// futureCall returns s after a call that completes a future, or registers a
// function with it, and whether it does.
func (u *Run) futureCall(s domain.State, in *ssa.Call) (domain.State, bool) {
	v, isComplete := u.Prog.Futures.Of(&in.Call)
	if v == nil {
		return s, false
	}
	if isComplete {
		if s.Held() && s.Doubt == domain.NoDoubt {
			s = u.mode.Trace(s, domain.Step{Kind: domain.StepComplete, At: in, Pos: in.Pos()})
		}
		if u.Subject.IsFuture(s.Facts, v) {
			s.Future = domain.FutureSettled
			s.Escaped = s.Escaped || s.Early != nil
		}
		return s, true
	}
	before, escaped := s.Doubt, s.Escaped
	s = u.passes(s, in, nil)
	if u.Subject.IsFuture(s.Facts, v) && !s.Held() && !escaped && s.Escaped && s.Future == domain.FutureNone {
		s.Escaped, s.Early = false, in
	}
	if u.Subject.IsFuture(s.Facts, v) && s.Held() && before == domain.NoDoubt && s.Doubt == domain.ClosureLeaves && s.Future == domain.FutureNone {
		s.Future = domain.FutureRegistered
	}
	return s, true
}

// submit returns the states after a call that gives a task to something that
// may refuse it, and whether that is so: if it is refused, the task does not
// run.
func (u *Run) submit(s domain.State, in *ssa.Call) ([]domain.State, bool) {
	if !s.Held() || s.Doubt != domain.NoDoubt || !lexicon.IsTask(&in.Call) || len(*in.Referrers()) == 0 {
		return nil, false
	}
	accepted := u.passes(s, in, nil)
	if accepted.Doubt != domain.ClosureLeaves {
		return nil, false
	}
	refused := s
	i := in.Call.Signature().Results().Len() - 1
	t := u.Reason.Paths.Component(in, i)
	if lexicon.IsError(in.Type()) || in.Call.Signature().Results().Len() > 1 {
		accepted.Facts = accepted.Facts.Set(t, domain.Value{Same: u.Reason.Paths.ConstOf("nil")})
		refused.Facts = refused.Facts.Set(t, domain.Value{NonNil: true})
	} else {
		accepted.Facts = accepted.Facts.Set(t, domain.Value{Same: u.Reason.Paths.ConstOf(true)})
		refused.Facts = refused.Facts.Set(t, domain.Value{Same: u.Reason.Paths.ConstOf(false)})
	}
	return []domain.State{accepted, refused}, true
}

// entrustTo follows a function literal that is run once by others, from now on
// with the hold of s: a path through it that does not release leaves the lock
// held as well.
func (u *Run) entrustTo(fr *Frame, s domain.State, v ssa.Value) {
	fn := callinfo.FunctionOf(u.Reason.Resolve(s.Facts, u.Reason.Paths.Term(v)))
	if fn == nil || fn.Parent() == nil || !s.Held() || s.Doubt != domain.NoDoubt || fr.depth >= maxDepth || !u.netReleases(fn) || u.Releases(fn) < SurelyReleases {
		return
	}
	if fr.isRunning(fn) {
		return
	}
	s.Pending = nil
	s = u.mode.Trace(s, domain.Step{Kind: domain.StepEntrusted, At: u.Reason.Paths.Maker(fn), Pos: fn.Pos()})
	u.mode.exec(u, &Frame{Fn: fn, depth: fr.depth + 1, outer: fr, detached: true, handed: s.Top().Site()}, s)
}
