package obligation

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// What a path knows on the edges of the control-flow graph, and from one round of a
// loop to the next.

// branch returns the states that leave from for its i-th successor.
func (u *unit) branch(from *ssa.BasicBlock, i int, in []state) []state {
	to := from.Succs[i]
	var out states
	for _, s := range in {
		if c, ok := from.Instrs[len(from.Instrs)-1].(*ssa.If); ok && from.Succs[0] != from.Succs[1] {
			f, feasible := u.refine(s.facts, u.paths.Term(c.Cond), i == 0)
			if !feasible {
				continue
			}
			s.facts = f
			if u.witness && (s.touched || u.traceAll) && !s.panicking {
				s = s.step(Step{Kind: StepBranch, At: c, Pos: c.Cond.Pos(), Taken: i == 0})
			}
		}
		s = u.phis(s, from, to)
		s.facts = u.living(s.facts, to)
		if u.witness {
			out = append(out, s)
		} else {
			out = out.add(s)
		}
	}
	return out
}

// phis returns s behind the edge from from to to, where the phis of to take
// their values, all at once.
func (u *unit) phis(s state, from, to *ssa.BasicBlock) state {
	edge := -1
	for i, p := range to.Preds {
		if p == from {
			edge = i
			break
		}
	}
	type assignment struct {
		phi *ssa.Phi
		value
	}
	var set []assignment
	for _, in := range to.Instrs {
		p, ok := in.(*ssa.Phi)
		if !ok {
			break
		}
		if u.family.roots[p] && p.Edges[edge] != ssa.Value(p) {
			v := u.valueOf(s.facts, p.Edges[edge])
			if u.paths.InCycle(to) && growsFrom(u.paths.Term(p.Edges[edge]), to) && !(u.witness && isCount(v.same)) {
				v = u.grown(s.facts, p, u.paths.Term(p.Edges[edge]), value{nonNil: v.knownNonNil()})
			}
			set = append(set, assignment{p, v})
		}
	}
	for _, a := range set {
		s = u.redefine(s, a.phi, from.Instrs[len(from.Instrs)-1])
	}
	for _, a := range set {
		t := u.paths.Term(a.phi)
		stale := false
		for _, b := range set {
			stale = stale || a.same.DependsOn(b.phi)
		}
		if !stale && a.same != t && t.Kind() == lock.Root {
			s.facts = s.facts.set(t, a.value)
		}
	}
	return u.identify(s)
}

// keepRound returns kept with what f knows of the variable of a loop in the round that
// a was made for. From now on, a is the variable of the next round.
func (u *unit) keepRound(kept, f facts, a *ssa.Alloc) facts {
	for _, ref := range *a.Referrers() {
		p, ok := ref.(*ssa.Phi)
		if !ok || !accesspath.IsLoopVariable(p) || f.get(u.paths.Term(p)).same != u.paths.Term(a) {
			continue
		}
		if v := f.get(u.paths.Content(a)); !v.same.DependsOn(a) {
			kept = kept.set(u.paths.Content(p), v)
		}
	}
	return kept
}
