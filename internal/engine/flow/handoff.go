package flow

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/domain"
)

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
		if s.Doubt == domain.NoDoubt && u.Subject.IsHolder(s, r) {
			s = u.Machine.Entrust(s, ret)
			s.Doubt = domain.HolderReturned
			if u.Subject.Handle || !u.Subject.IsBase(s.Facts, r) {
				s.Given = i + 1
			}
		}
	}
	return s
}
