package flow

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/domain"
)

// Search returns the steps of a path that ends in c, nil if none was found, and
// whether the search was complete: then there is no such path.
func (u *Run) Search(c domain.Candidate) (steps []domain.Step, complete bool) {
	at := u.Sites.All[c.Site].At
	found, complete := u.Find(at, c.At, func(e domain.Event) bool {
		return e.Kind == domain.EventExit && e.Site == c.Site && e.Exit == c.Kind && e.At == c.At && e.State.Leaks()
	})
	if found == nil {
		return nil, complete
	}
	steps = domain.FromAcquire(found.Steps(), at)
	return append(steps, domain.Step{Kind: domain.StepExit, At: c.At, Pos: domain.ExitPos(c.At), Exit: c.Kind}), complete
}

// CanEnter reports whether a path that can happen releases at at what the caller must
// hold. It errs on the side of saying so.
func (u *Run) CanEnter(at ssa.Instruction) bool {
	found, complete := u.Find(nil, at, func(e domain.Event) bool { return e.Kind == domain.EventEntered && e.At == at })
	return found != nil || !complete
}

// Find searches for a path on which the event that is wanted happens at the
// instruction at, by way of the instruction via if that is not nil. It returns
// the way there, which is not nil if there is one, and whether the search was
// complete.
func (u *Run) Find(via, at ssa.Instruction, wanted func(domain.Event) bool) (found *domain.Trace, complete bool) {
	x := &search{traceAll: via == nil && len(u.Families.OperationsOf(u.Subject.Fn)) > 0 && !u.Subject.AcquiresHere()}
	x.event = func(e domain.Event) {
		if found == nil && wanted(e) {
			if found = e.State.Trace; found == nil {
				found = &domain.Trace{}
			}
		}
	}
	w := newSearch(u, u.Subject.Fn, x)
	w.budget = u.budget + instructionsPerBlock*witnessBudget
	complete = x.bestFirst(w, via, at, func() bool { return found != nil || w.Exhausted || u.analysis.SearchesSpent() })
	return found, complete && !w.Exhausted
}
