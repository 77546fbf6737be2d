package flow

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/domain"
)

// initial returns the state in which the function of the unit begins. A literal
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

// maxBeginnings is how many states are told apart in which a literal is made.
const maxBeginnings = 64

// beginnings returns the states in which the function of the unit begins on a path
// that can happen. Those of a literal that is analyzed by itself are the ones in
// which the function around it comes to make it, as far as they never change; none,
// if no path leads there. Where these are too many, it is the one of [unit.initial].
func (u *Run) beginnings() []domain.State {
	m := u.Reason.Paths.Maker(u.Subject.Fn)
	if u.Subject.Fn.Parent() == nil || m == nil || accesspath.IsYieldFunc(m.Parent()) {
		return domain.Single(u.Initial())
	}
	p := u.analysis.NewRun(m.Parent(), u.Subject.ID, u.Subject.Class)
	p.Reason.Counting = true
	p.budget = u.budget
	var out []domain.State
	p.enters = func(b *ssa.BasicBlock, s domain.State) {
		if b != m.Block() {
			return
		}
		f := s.Facts.Drop(func(x domain.Fact) bool {
			return !domain.IsUnchanging(x.Term) || !x.Same.IsZero() && !domain.IsUnchanging(x.Same)
		})
		if !slices.ContainsFunc(out, func(o domain.State) bool { return domain.EqualFacts(o.Facts, f) }) {
			out = append(out, domain.State{Facts: f})
		}
	}
	if complete := p.bestFirst(nil, m, func() bool { return p.Exhausted || len(out) > maxBeginnings }); !complete || p.Exhausted {
		return domain.Single(u.Initial())
	}
	return out
}
