package flow

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// What a path knows on the edges of the control-flow graph, and from one round of a
// loop to the next.

// branch returns the states that leave from for its i-th successor.
func (u *Run) branch(from *ssa.BasicBlock, i int, in []domain.State) []domain.State {
	to := from.Succs[i]
	var out domain.States
	for _, s := range in {
		if c, ok := from.Instrs[len(from.Instrs)-1].(*ssa.If); ok && from.Succs[0] != from.Succs[1] {
			f, feasible := u.Reason.Refine(s.Facts, u.Reason.Paths.Term(c.Cond), i == 0)
			if !feasible {
				continue
			}
			s.Facts = f
			s = u.mode.Trace(s, domain.Step{Kind: domain.StepBranch, At: c, Pos: c.Cond.Pos(), Taken: i == 0})
		}
		s = u.phis(s, from, to)
		s.Facts = u.Families.Live(s.Facts, to)
		out = u.mode.join(out, s)
	}
	return out
}

// phis returns s after the edge from from to to, where the phis of to take
// their values, all at once.
func (u *Run) phis(s domain.State, from, to *ssa.BasicBlock) domain.State {
	edge := -1
	for i, p := range to.Preds {
		if p == from {
			edge = i
			break
		}
	}
	type assignment struct {
		phi *ssa.Phi
		v   domain.Value
	}
	var set []assignment
	for _, in := range to.Instrs {
		p, ok := in.(*ssa.Phi)
		if !ok {
			break
		}
		if u.Subject.Family.Roots[p] && p.Edges[edge] != ssa.Value(p) {
			v := u.Reason.ValueOf(s.Facts, p.Edges[edge])
			if u.Reason.Paths.InCycle(to) && domain.GrowsFrom(u.Reason.Paths.Term(p.Edges[edge]), to) && !(u.Reason.Counting && domain.IsCount(v.Same)) {
				v = u.Reason.Grown(s.Facts, p, u.Reason.Paths.Term(p.Edges[edge]), domain.Value{NonNil: v.KnownNonNil()})
			}
			set = append(set, assignment{phi: p, v: v})
		}
	}
	for _, a := range set {
		s = u.Machine.Redefine(s, a.phi, from.Instrs[len(from.Instrs)-1])
	}
	for _, a := range set {
		t := u.Reason.Paths.Term(a.phi)
		stale := false
		for _, b := range set {
			stale = stale || a.v.Same.DependsOn(b.phi)
		}
		if !stale && a.v.Same != t && t.Kind() == lock.Root {
			s.Facts = s.Facts.Set(t, a.v)
		}
	}
	return u.Subject.Identify(s)
}
