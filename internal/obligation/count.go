package obligation

import (
	"math"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/lock"
)

// How far loops have counted. The data-flow analysis takes a variable that a
// loop counts for any number; the search for a witness follows it for a few
// rounds, and then knows on which side it is.

// sum returns what the sum or difference t of the constants x and y is.
func (u *unit) sum(t, x, y lock.Term) (lock.Term, bool) {
	m, isInt := x.Sym().(int64)
	n, areInts := y.Sym().(int64)
	if t.Kind() != lock.Binary || x.Kind() != lock.Const || y.Kind() != lock.Const || !isInt || !areInts || !isSmall(m) || !isSmall(n) {
		return lock.Term{}, false
	}
	switch t.Sym() {
	case "+":
		return u.paths.ConstOf(m + n), true
	case "-":
		return u.paths.ConstOf(m - n), true
	}
	return lock.Term{}, false
}

// isSmall reports whether n is so small that sums of such numbers fit all types
// of integers that loops count with; unsigned ones that go below zero apart.
func isSmall(n int64) bool { return -maxCount <= n && n <= maxCount }

// maxCount is how far variables of loops are counted. More rounds are taken for
// any number of rounds.
const maxCount = 4

// growsFrom reports whether t is built from a phi of b: i+1 of i, x.next of x.
// In a loop such a term would get longer each round.
func growsFrom(t lock.Term, b *ssa.BasicBlock) bool {
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
func isCount(t lock.Term) bool {
	n, ok := t.Sym().(int64)
	return ok && t.Kind() == lock.Const && isSmall(n)
}

// grown returns v with what is known of t, which counts the variable p of a
// loop further than is followed: it is on the side to which it is counted.
func (u *unit) grown(f facts, p *ssa.Phi, t lock.Term, v value) value {
	step, ok := t.Y().Sym().(int64)
	if !u.witness || !ok || t.Kind() != lock.Binary || t.X() != u.paths.Term(p) || t.Y().Kind() != lock.Const {
		return v
	}
	if t.Sym() == "-" {
		step = -step
	} else if t.Sym() != "+" {
		return v
	}
	switch was := f.get(t.X()).ranged(); {
	case step > 0 && was.bounded && was.lo >= maxCount:
		return v.between(maxCount, math.MaxInt64)
	case step < 0 && was.bounded && was.hi <= -maxCount:
		return v.between(math.MinInt64, -maxCount)
	}
	return v
}
