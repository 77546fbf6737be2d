package flow

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/domain"
)

// rounds are the states in which rounds of a loop over a function begin.
type rounds struct {
	states domain.States
	keys   map[domain.WitnessKey]bool // of states, where these are kept apart
}

// iterate returns the states after the call of an iterator, which runs body any number
// of times. What is deferred in the body is deferred in the function around it.
func (u *Run) iterate(fr *Frame, s domain.State, at *ssa.Call, body *ssa.Function) []domain.State {
	if fr.depth >= maxDepth {
		return domain.Single(u.Machine.Weaken(s, domain.TooDeep, at))
	}
	inner := &Frame{Fn: body, depth: fr.depth + 1, outer: fr}
	var seen rounds
	var done domain.States
	for work := []domain.State{s}; len(work) > 0 && !u.Exhausted; {
		t, ok := u.mode.again(&seen, work[0])
		work = work[1:]
		if !ok {
			continue
		}
		for _, p := range body.Params {
			t = u.Machine.Redefine(t, p, at)
		}
		for _, r := range u.mode.exec(u, inner, t) {
			last := r.Facts.Get(u.Reason.ResultTerm(0)).Same == u.Reason.Paths.ConstOf(false)
			r.Facts = u.Reason.ForgetLocals(r.Facts, body)
			if last {
				done = u.mode.join(done, r)
			} else {
				work = append(work, r)
			}
		}
	}
	for _, t := range seen.states {
		done = u.mode.join(done, t)
	}
	return done
}
