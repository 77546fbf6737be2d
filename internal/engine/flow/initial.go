package flow

import (
	"github.com/lockleak/lockleak/internal/engine/domain"
)

// Initial returns the state in which the function of u begins. A literal
// that is analyzed by itself, as one that a goroutine runs, is made where some
// conditions hold; of these, what never changes holds when it runs.
func (u *Run) Initial() domain.State {
	var s domain.State
	for fn := u.Subject.Fn; fn.Parent() != nil; fn = fn.Parent() {
		m := u.Reason.Paths.Maker(fn)
		if m == nil {
			break
		}
		for b := m.Block(); b.Idom() != nil; b = b.Idom() {
			cond, truth, ok := domain.BranchCondition(b)
			if !ok {
				continue
			}
			if t := u.Reason.Paths.Term(cond); domain.IsUnchanging(t) {
				if f, ok := u.Reason.Refine(s.Facts, t, truth); ok {
					s.Facts = f
				}
			}
		}
	}
	return s
}
