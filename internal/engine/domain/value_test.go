package domain

import (
	"math"
	"testing"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// ends are the ends of the intervals with which values are limited.
var ends = [...]int64{math.MinInt64, -1, 0, 1, 2, math.MaxInt64}

func TestExcludes(t *testing.T) {
	t.Parallel()
	u := newUniverse()
	for _, v := range u.values {
		for _, c := range u.constants {
			if v.excludes(c) && u.has(v, c) {
				t.Errorf("%v excludes %v, and stands for it", v, c)
			}
		}
	}
	v, _ := Value{}.within(3, math.MaxInt64)
	if !v.excludes(u.term(lock.Const, int64(0))) || v.excludes(u.term(lock.Const, int64(7))) {
		t.Errorf("%v excludes 0, and does not exclude 7", v)
	}
}

func TestWithout(t *testing.T) {
	t.Parallel()
	u := newUniverse()
	for _, v := range u.values {
		for _, c := range u.constants {
			w := v.without(c)
			if !u.has(v, c) && u.has(w, c) {
				t.Errorf("%v without %v is %v, which stands for it", v, c, w)
			}
			for _, d := range u.constants {
				if d != c && u.has(v, d) != u.has(w, d) {
					t.Errorf("%v without %v is %v, which differs in %v", v, c, w, d)
				}
			}
		}
	}
	v := Value{}
	for _, c := range u.constants[:maxExcluded] {
		v = v.without(c)
	}
	if w := v.without(u.constants[maxExcluded]); w != v {
		t.Errorf("%v excludes more constants than there is room for", w)
	}
	for _, c := range u.constants[:maxExcluded] {
		if u.has(v, c) {
			t.Errorf("%v stands for %v, which is excluded", v, c)
		}
	}
}

func TestWithin(t *testing.T) {
	t.Parallel()
	u := newUniverse()
	for _, v := range u.values {
		for _, lo := range ends {
			for _, hi := range ends {
				u.checkWithin(t, v, lo, hi)
			}
		}
	}
	v, _ := Value{}.within(3, math.MaxInt64)
	if w, ok := v.within(math.MinInt64, 2); ok {
		t.Errorf("at least 3 and at most 2 is %v", w)
	}
}

// checkWithin compares the limits of v with those of the set that it stands for.
func (u *universe) checkWithin(t *testing.T, v Value, lo, hi int64) {
	t.Helper()
	w, ok := v.within(lo, hi)
	for _, c := range u.constants {
		n, isInt := c.Sym().(int64)
		want := u.has(v, c) && (!isInt || lo <= n && n <= hi)
		if isInt && want && !ok {
			t.Errorf("%v within [%d, %d] is taken to be impossible, but can be %v", v, lo, hi, c)
		}
		if ok && u.has(w, c) != want {
			t.Errorf("%v within [%d, %d] is %v, which differs in %v", v, lo, hi, w, c)
		}
	}
}

// TestJoin checks that join is idempotent and commutative, and never says more than
// either side.
func TestJoin(t *testing.T) {
	t.Parallel()
	u := newUniverse()
	for i, a := range u.values {
		if got := a.Join(a); got != a {
			t.Errorf("%v joined with itself is %v", a, got)
		}
		if got := a.Join(Value{}); !got.IsTop() {
			t.Errorf("%v joined with nothing known is %v", a, got)
		}
		for _, b := range u.values[:i] {
			ab := a.Join(b)
			if ba := b.Join(a); ab != ba {
				t.Errorf("join of %v and %v is %v one way and %v the other", a, b, ab, ba)
			}
			if !u.within(a, ab) || !u.within(b, ab) {
				t.Errorf("join of %v and %v, %v, says more than one of them", a, b, ab)
			}
			if a.Same == b.Same && ab.Same != a.Same {
				t.Errorf("join of %v and %v, %v, does not know what both are", a, b, ab)
			}
			if again := ab.Join(a); !u.within(ab, again) {
				t.Errorf("%v joined with %v, which is in it, is %v", ab, a, again)
			}
		}
	}
}

// TestJoinOfThree checks that no grouping of three values says more than one of them.
// Join is not associative to the letter: 7 joined with nil forgets that neither is 0. The
// solver does not depend on that, since the states of a block only grow.
func TestJoinOfThree(t *testing.T) {
	t.Parallel()
	u := newUniverse()
	const stride = 97 // of the third value: all triples take too long
	for i, a := range u.values {
		for j, b := range u.values {
			ab := a.Join(b)
			for k := (i + j) % stride; k < len(u.values); k += stride {
				c := u.values[k]
				left, right := ab.Join(c), a.Join(b.Join(c))
				for _, v := range []Value{a, b, c} {
					if !u.within(v, left) || !u.within(v, right) {
						t.Errorf("%v, %v and %v: %v and %v", a, b, c, left, right)
					}
				}
			}
		}
	}
}
