package domain

import (
	"go/token"
	"math"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// How far loops have counted. The data-flow analysis takes a variable that a
// loop counts for any number; the search for a witness follows it for a few
// rounds, and then knows on which side it is.

// sum returns what the sum or difference t of the constants x and y is.
func (r *Reasoner) sum(t, x, y lock.Term) (lock.Term, bool) {
	m, isInt := intConst(x)
	n, areInts := intConst(y)
	if t.Kind() != lock.Binary || !isInt || !areInts || !isSmall(m) || !isSmall(n) {
		return lock.Term{}, false
	}
	switch t.Sym() {
	case "+":
		return r.Paths.ConstOf(m + n), true
	case "-":
		return r.Paths.ConstOf(m - n), true
	}
	return lock.Term{}, false
}

// isSmall reports whether n is so small that sums of such numbers fit all types
// of integers that loops count with, except unsigned ones that go below zero.
func isSmall(n int64) bool { return -maxCount <= n && n <= maxCount }

// GrowsFrom reports whether t is built from a phi of b: i+1 of i, x.next of x.
// In a loop such a term would get longer each round.
func GrowsFrom(t lock.Term, b *ssa.BasicBlock) bool {
	if t.Kind() == lock.Root {
		return false
	}
	for _, r := range t.Roots() {
		if p, ok := r.(*ssa.Phi); ok && p.Block() == b {
			return true
		}
	}
	return false
}

// IsCount reports whether t is one of the numbers to which loops are counted.
func IsCount(t lock.Term) bool {
	n, ok := intConst(t)
	return ok && isSmall(n)
}

// Grown returns v with what is known of t, the next value of the variable p of a loop,
// once p is counted no further: t lies on the side to which the loop counts.
func (r *Reasoner) Grown(f Facts, p *ssa.Phi, t lock.Term, v Value) Value {
	step, ok := intConst(t.Y())
	if !r.Counting || !ok || t.Kind() != lock.Binary || t.X() != r.Paths.Term(p) {
		return v
	}
	if t.Sym() == "-" {
		step = -step
	} else if t.Sym() != "+" {
		return v
	}
	switch was := f.Get(t.X()).ranged(); {
	case step > 0 && was.Bounded && was.Lo >= maxCount:
		return v.between(maxCount, math.MaxInt64)
	case step < 0 && was.Bounded && was.Hi <= -maxCount:
		return v.between(math.MinInt64, -maxCount)
	}
	return v
}

// shifted returns v limited by what is known of the term to which x adds a constant.
// Sums are taken to fit their type, and differences only where they are not negative,
// or were before: the type may be unsigned.
func (r *Reasoner) shifted(f Facts, x lock.Term, v Value) Value {
	d, ok := intConst(x.Y())
	if !ok || x.Sym() != "+" && x.Sym() != "-" || d < -math.MaxInt32 || d > math.MaxInt32 {
		return v
	}
	if x.Sym() == "-" {
		d = -d
	}
	l := r.known(f, x.X()).ranged()
	if !l.Bounded {
		return v
	}
	lo, hi := int64(math.MinInt64), int64(math.MaxInt64)
	if l.Lo > math.MinInt64 && l.Lo < math.MaxInt64-max(d, 0) && (d >= 0 || l.Lo+d >= 0) {
		lo = l.Lo + d
	}
	if l.Hi < math.MaxInt64-max(d, 0) && (d >= 0 || l.Hi < 0 && l.Hi > math.MinInt64-d || lo >= 0) {
		hi = l.Hi + d
	}
	if w, ok := v.within(lo, hi); ok {
		return w
	}
	return v
}

// countsUpTo reports whether x is a variable that a loop counts by one, from zero or a
// constant that is not more than y, as long as it is less than y, which does not change.
// Then x is never more than y, unless y is negative to begin with.
func (r *Reasoner) countsUpTo(x, y lock.Term) bool {
	p, ok := x.Sym().(*ssa.Phi)
	if !ok || x.Kind() != lock.Root {
		return false
	}
	header := p.Block()
	test, ok := header.Instrs[len(header.Instrs)-1].(*ssa.If)
	if !ok || r.Paths.Term(test.Cond) != r.Paths.Binary(token.LSS, x, y) {
		return false
	}
	limit := int64(0)
	if n, ok := intConst(y); ok {
		limit = n
	}
	body := header.Succs[0]
	for i, e := range p.Edges {
		pred := header.Preds[i]
		if !header.Dominates(pred) {
			n, ok := intConst(r.Paths.Term(e))
			if !ok || n > limit {
				return false
			}
		} else if len(body.Preds) != 1 || !body.Dominates(pred) || e != ssa.Value(p) && r.Paths.Term(e) != r.Paths.Binary(token.ADD, x, r.Paths.ConstOf(int64(1))) {
			return false
		}
	}
	return !slices.ContainsFunc(y.Roots(), func(root any) bool {
		in, ok := root.(ssa.Instruction)
		return ok && (in.Parent() != p.Parent() || in.Block() == header || !in.Block().Dominates(header))
	})
}
