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
func (re *Reasoner) sum(t, x, y lock.Term) (lock.Term, bool) {
	m, isInt := x.Sym().(int64)
	n, areInts := y.Sym().(int64)
	if t.Kind() != lock.Binary || x.Kind() != lock.Const || y.Kind() != lock.Const || !isInt || !areInts || !isSmall(m) || !isSmall(n) {
		return lock.Term{}, false
	}
	switch t.Sym() {
	case "+":
		return re.Paths.ConstOf(m + n), true
	case "-":
		return re.Paths.ConstOf(m - n), true
	}
	return lock.Term{}, false
}

// isSmall reports whether n is so small that sums of such numbers fit all types
// of integers that loops count with; unsigned ones that go below zero apart.
func isSmall(n int64) bool { return -maxCount <= n && n <= maxCount }

// growsFrom reports whether t is built from a phi of b: i+1 of i, x.next of x.
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

// isCount reports whether t is one of the numbers to which loops are counted.
func IsCount(t lock.Term) bool {
	n, ok := t.Sym().(int64)
	return ok && t.Kind() == lock.Const && isSmall(n)
}

// grown returns v with what is known of t, which counts the variable p of a
// loop further than is followed: it is on the side to which it is counted.
func (re *Reasoner) Grown(f Facts, p *ssa.Phi, t lock.Term, v Value) Value {
	step, ok := t.Y().Sym().(int64)
	if !re.Counting || !ok || t.Kind() != lock.Binary || t.X() != re.Paths.Term(p) || t.Y().Kind() != lock.Const {
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
func (re *Reasoner) shifted(f Facts, x lock.Term, v Value) Value {
	d, ok := x.Y().Sym().(int64)
	if !ok || x.Y().Kind() != lock.Const || x.Sym() != "+" && x.Sym() != "-" || d < -math.MaxInt32 || d > math.MaxInt32 {
		return v
	}
	if x.Sym() == "-" {
		d = -d
	}
	l := re.known(f, x.X()).ranged()
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
// constant that is not more than y, as long as it is less than y, which stays what it
// is. Then x is never more than y; a y that is negative in the first place apart.
func (re *Reasoner) countsUpTo(x, y lock.Term) bool {
	p, ok := x.Sym().(*ssa.Phi)
	if !ok || x.Kind() != lock.Root {
		return false
	}
	header := p.Block()
	test, ok := header.Instrs[len(header.Instrs)-1].(*ssa.If)
	if !ok || re.Paths.Term(test.Cond) != re.Paths.Binary(token.LSS, x, y) {
		return false
	}
	limit := int64(0)
	if n, ok := y.Sym().(int64); ok && y.Kind() == lock.Const {
		limit = n
	}
	body := header.Succs[0]
	for i, e := range p.Edges {
		pred := header.Preds[i]
		if !header.Dominates(pred) {
			n, ok := re.Paths.Term(e).Sym().(int64)
			if !ok || re.Paths.Term(e).Kind() != lock.Const || n > limit {
				return false
			}
		} else if len(body.Preds) != 1 || !body.Dominates(pred) || e != ssa.Value(p) && re.Paths.Term(e) != re.Paths.Binary(token.ADD, x, re.Paths.ConstOf(int64(1))) {
			return false
		}
	}
	return !slices.ContainsFunc(y.Roots(), func(r any) bool {
		in, ok := r.(ssa.Instruction)
		return ok && (in.Parent() != p.Parent() || in.Block() == header || !in.Block().Dominates(header))
	})
}
