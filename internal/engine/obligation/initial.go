package obligation

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// initial returns the state in which the function of the unit begins. A literal
// that is analyzed by itself, as one that a goroutine runs, is made where some
// conditions hold; of these, what never changes holds when it runs.
func (u *unit) initial() state {
	var s state
	for fn := u.fn; fn.Parent() != nil; fn = fn.Parent() {
		m := u.paths.Maker(fn)
		if m == nil {
			break
		}
		for b := m.Block(); b.Idom() != nil; b = b.Idom() {
			cond, truth, ok := conditionOf(b)
			if !ok {
				continue
			}
			if t := u.paths.Term(cond); isUnchanging(t) {
				if f, ok := u.refine(s.facts, t, truth); ok {
					s.facts = f
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
func (u *unit) beginnings() []state {
	m := u.paths.Maker(u.fn)
	if u.fn.Parent() == nil || m == nil || accesspath.IsYieldFunc(m.Parent()) {
		return one(u.initial())
	}
	p := u.newUnit(m.Parent(), u.id, u.class)
	p.witness = true
	p.budget = u.budget
	var out []state
	p.enters = func(b *ssa.BasicBlock, s state) {
		if b != m.Block() {
			return
		}
		f := s.facts.drop(func(x fact) bool { return !isUnchanging(x.term) || !x.same.IsZero() && !isUnchanging(x.same) })
		if !slices.ContainsFunc(out, func(o state) bool { return equalFacts(o.facts, f) }) {
			out = append(out, state{facts: f})
		}
	}
	if complete := p.bestFirst(nil, m, func() bool { return p.exhausted || len(out) > maxBeginnings }); !complete || p.exhausted {
		return one(u.initial())
	}
	return out
}

// conditionOf returns the condition that has just been tested where b begins,
// and what it was, if b is entered by one branch only.
func conditionOf(b *ssa.BasicBlock) (cond ssa.Value, truth, ok bool) {
	if len(b.Preds) != 1 {
		return nil, false, false
	}
	d := b.Preds[0]
	c, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
	if !ok || d.Succs[0] == d.Succs[1] {
		return nil, false, false
	}
	return c.Cond, d.Succs[0] == b, true
}

// isUnchanging reports whether t is made of parameters and constants alone.
func isUnchanging(t lock.Term) bool {
	switch t.Kind() {
	case lock.Const:
		return true
	case lock.Root:
		_, ok := t.Sym().(*ssa.Parameter)
		return ok
	case lock.Unary:
		return isUnchanging(t.X())
	case lock.Binary:
		return isUnchanging(t.X()) && isUnchanging(t.Y())
	}
	return false
}
