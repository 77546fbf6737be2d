package domain

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// The laws of the domain, by enumeration. A value stands for a set of constants:
// those that the term can be. What the operations on values make must stand for
// at least what the same operations on sets make.

// A universe has the constants that a term can be, and values of every shape
// that speak of them.
type universe struct {
	table     *lock.Table
	constants []lock.Term
	values    []Value
	variable  lock.Term // another term
	is        lock.Term // what it is
}

func newUniverse() *universe {
	u := &universe{table: lock.NewTable(func(sym any) string { return fmt.Sprint(sym) })}
	constant := func(sym any) lock.Term { return u.table.Make(lock.Const, sym, lock.Term{}, lock.Term{}) }
	for _, n := range []int64{math.MinInt64, -1, 0, 1, 2, math.MaxInt64} {
		u.constants = append(u.constants, constant(n))
	}
	for _, sym := range []any{"nil", true, false, `"text"`} {
		u.constants = append(u.constants, constant(sym))
	}
	u.variable, u.is = u.table.Make(lock.Root, "x", lock.Term{}, lock.Term{}), constant(int64(1))

	same := append([]lock.Term{{}, u.variable}, u.constants...)
	bounds := [][2]int64{{math.MinInt64, math.MaxInt64}, {0, math.MaxInt64}, {math.MinInt64, 1}, {-1, 1}, {1, 1}, {1, 2}}
	var sets [][]lock.Term
	for i, c := range u.constants {
		sets = append(sets, []lock.Term{c})
		for _, d := range u.constants[i+1:] {
			sets = append(sets, []lock.Term{c, d})
		}
	}
	sets = append(sets, nil, u.constants[1:5], u.constants[:4])
	for _, s := range same {
		u.values = append(u.values, Value{Same: s}, Value{Same: s, NonNil: true})
	}
	for _, b := range bounds {
		for _, set := range sets {
			v, _ := Value{}.within(b[0], b[1])
			for _, c := range set {
				v = v.without(c)
			}
			if !slices.Contains(u.values, v) {
				u.values = append(u.values, v)
			}
		}
	}
	return u
}

// has reports whether v stands for the constant c.
func (u *universe) has(v Value, c lock.Term) bool {
	same := v.Same
	if same == u.variable {
		same = u.is
	}
	n, isInt := c.Sym().(int64)
	l := v.Limits()
	return (same.IsZero() || same == c) && !(v.NonNil && c.Sym() == "nil") &&
		!(l.Bounded && isInt && (n < l.Lo || n > l.Hi)) && !slices.Contains(l.Not[:], c)
}

func TestValueLaws(t *testing.T) {
	t.Parallel()
	u := newUniverse()
	t.Logf("%d values, %d constants", len(u.values), len(u.constants))
	for _, v := range u.values {
		if got := v.Join(v); got != v {
			t.Errorf("%v joined with itself is %v", v, got)
		}
		if got := v.Join(Value{}); !got.IsTop() {
			t.Errorf("%v joined with nothing known is %v", v, got)
		}
		for _, c := range u.constants {
			if v.excludes(c) && u.has(v, c) {
				t.Errorf("%v excludes %v, and stands for it", v, c)
			}
			w := v.without(c)
			for _, d := range u.constants {
				if d != c && u.has(v, d) != u.has(w, d) {
					t.Errorf("%v without %v is %v, which differs in %v", v, c, w, d)
				}
			}
			if !u.has(v, c) && u.has(w, c) {
				t.Errorf("%v without %v is %v, which stands for it", v, c, w)
			}
		}
		for _, lo := range []int64{math.MinInt64, -1, 0, 1, 2, math.MaxInt64} {
			for _, hi := range []int64{math.MinInt64, -1, 0, 1, 2, math.MaxInt64} {
				u.checkWithin(t, v, lo, hi)
			}
		}
	}
}

// checkWithin compares the limits of v with those of the set that it stands for.
func (u *universe) checkWithin(t *testing.T, v Value, lo, hi int64) {
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

// TestJoinOfSets checks that join is commutative, never says more than either
// side, and that no grouping of three says more than one of them. It is not
// associative to the letter: 7 joined with nil forgets that neither is 0. The
// solver does not depend on that, since the states of a block only grow.
func TestJoinOfSets(t *testing.T) {
	t.Parallel()
	u := newUniverse()
	below := func(a, b Value) bool {
		return !slices.ContainsFunc(u.constants, func(c lock.Term) bool { return u.has(a, c) && !u.has(b, c) })
	}
	for i, a := range u.values {
		for j, b := range u.values {
			ab := a.Join(b)
			if j < i {
				if ba := b.Join(a); ab != ba {
					t.Errorf("join of %v and %v is %v one way and %v the other", a, b, ab, ba)
				}
			}
			if !below(a, ab) || !below(b, ab) {
				t.Errorf("join of %v and %v, %v, says more than one of them", a, b, ab)
			}
			if a.Same == b.Same && ab.Same != a.Same {
				t.Errorf("join of %v and %v, %v, does not know what both are", a, b, ab)
			}
			if again := ab.Join(a); !below(ab, again) {
				t.Errorf("%v joined with %v, which is in it, is %v", ab, a, again)
			}
			for k := (i + j) % 41; k < len(u.values); k += 41 {
				c := u.values[k]
				if left, right := ab.Join(c), a.Join(b.Join(c)); !below(c, left) || !below(a, right) || !below(b, left) || !below(c, right) {
					t.Errorf("%v, %v and %v: %v and %v", a, b, c, left, right)
				}
			}
		}
	}
}

// TestFactLaws enumerates what can be known of two terms, and checks meet, set
// and forget against the assignments that the facts allow.
func TestFactLaws(t *testing.T) {
	t.Parallel()
	u := newUniverse()
	y := u.table.Make(lock.Root, "y", lock.Term{}, lock.Term{})
	z := u.table.Make(lock.Root, "z", lock.Term{}, lock.Term{})
	var all []Facts
	for i := 0; i < len(u.values); i += 31 {
		for j := 0; j < len(u.values); j += 29 {
			all = append(all, Facts(nil).Set(z, u.values[j]).Set(y, u.values[i]))
		}
	}
	allows := func(f Facts, c, d lock.Term) bool { return u.has(f.Get(y), c) && u.has(f.Get(z), d) }
	for _, f := range all {
		if !slices.IsSortedFunc(f, func(a, b Fact) int { return int(a.Term.ID() - b.Term.ID()) }) {
			t.Fatalf("%v is not in order", f)
		}
		if got := f.meet(f); !slices.Equal(got, f) {
			t.Errorf("%v met with itself is %v", f, got)
		}
		if got := f.meet(nil); len(got) > 0 {
			t.Errorf("%v met with nothing is %v", f, got)
		}
		if got := f.Forget("y"); !got.Get(y).IsTop() || got.Get(z) != f.Get(z) {
			t.Errorf("%v without y is %v", f, got)
		}
		for _, g := range all {
			m := f.meet(g)
			if n := g.meet(f); !slices.Equal(m, n) {
				t.Errorf("%v met with %v is %v one way and %v the other", f, g, m, n)
			}
			if (m.Key() == f.Key()) != slices.Equal(m, f) {
				t.Errorf("keys of %v and %v", m, f)
			}
			for _, c := range u.constants {
				for _, d := range u.constants {
					if (allows(f, c, d) || allows(g, c, d)) && !allows(m, c, d) {
						t.Fatalf("%v met with %v is %v, which does not allow %v, %v", f, g, m, c, d)
					}
				}
			}
		}
	}
}

// props returns property states of every shape, with up to three holds.
func props() []Property {
	var holds []Hold
	for _, m := range []lock.Mode{lock.Exclusive, lock.Shared} {
		holds = append(holds, NewHold(0, m), NewHold(7, m))
	}
	out := []Property{{}}
	for from, n := 0, 0; n < 3; n++ {
		end := len(out)
		for _, p := range out[from:end] {
			for _, h := range holds {
				q, _ := p.Push(h)
				out = append(out, q)
			}
		}
		from = end
	}
	for _, p := range slices.Clone(out) {
		p.Touched, p.Entered, p.Doubt, p.Foreign = true, CallerReacquired, LockPassed, 2
		out = append(out, p)
	}
	return out
}

// TestHolds checks that the holds of a path are a stack from which the youngest
// of a mode is given back.
func TestHolds(t *testing.T) {
	t.Parallel()
	for _, p := range props() {
		for _, h := range []Hold{NewHold(0, lock.Exclusive), NewHold(3, lock.Shared)} {
			if h.Site() != 0 && h.Site() != 3 || NewHold(h.Site(), h.Mode()) != h {
				t.Fatalf("hold %d of site %d", h, h.Site())
			}
			q, ok := p.Push(h)
			if !ok || q.Top() != h || !q.Held() {
				t.Errorf("%v: %v with a hold, %v", p, q, ok)
				continue
			}
			i := q.HoldFor(h.Mode(), false)
			if q.Holds[i] != h || q.Remove(i) != p {
				t.Errorf("%v: hold %d of %v is given back", p, i, q)
			}
			if j := q.HoldFor(0, true); j != i {
				t.Errorf("%v: the youngest hold is %d, not %d", q, j, i)
			}
		}
		for _, m := range []lock.Mode{lock.Exclusive, lock.Shared} {
			i := p.HoldFor(m, false)
			for j, h := range p.Holds {
				if h != 0 && h.Mode() == m && j > i {
					t.Errorf("%v: hold %d of the mode is younger than %d", p, j, i)
				}
			}
			if i >= 0 && p.Remove(i).Holds[MaxHolds-1] != 0 {
				t.Errorf("%v: no room after hold %d is given back", p, i)
			}
		}
	}
	full := Property{}
	for i := range MaxHolds {
		full, _ = full.Push(NewHold(i, lock.Shared))
	}
	if _, ok := full.Push(NewHold(9, lock.Shared)); ok {
		t.Errorf("room for a hold in %v", full)
	}
}

// TestLattice enumerates sets of up to three states.
func TestLattice(t *testing.T) {
	t.Parallel()
	u := newUniverse()
	y := u.table.Make(lock.Root, "y", lock.Term{}, lock.Term{})
	var singles States
	for _, p := range props()[:4] {
		for i := 0; i < len(u.values); i += 71 {
			singles = append(singles, State{Property: p, Facts: Facts(nil).Set(y, u.values[i])})
		}
	}
	var l Lattice
	sets := []States{nil}
	for i, a := range singles {
		sets = append(sets, States{a})
		for _, b := range singles[:i] {
			if a.Property != b.Property && (a.Held() || b.Held()) {
				sets = append(sets, l.Merge(States{a}, States{b}))
			}
		}
	}
	has := func(ss States, p Property, c lock.Term) bool {
		return slices.ContainsFunc(ss, func(s State) bool { return s.Property == p && u.has(s.Facts.Get(y), c) })
	}
	for _, a := range sets {
		if !l.Equals(a, a) || !l.Equals(l.Merge(a, l.Ident()), a) || !l.Equals(l.Merge(l.Ident(), a), a) || !l.Equals(l.Merge(a, a), a) {
			t.Fatalf("laws of %v alone", a)
		}
		for _, b := range sets {
			ab := l.Merge(a, b)
			if !l.Equals(ab, l.Merge(b, a)) {
				t.Fatalf("merge of %v and %v depends on the order", a, b)
			}
			if l.Equals(a, b) != l.Equals(b, a) || l.Equals(a, b) && len(a) != len(b) {
				t.Fatalf("%v equals %v in one direction", a, b)
			}
			for _, from := range []States{a, b} {
				for _, s := range from {
					for _, c := range u.constants {
						if has(from, s.Property, c) && !has(ab, s.Property, c) {
							t.Fatalf("merge of %v and %v loses %v with %v", a, b, s.Property, c)
						}
					}
				}
			}
		}
	}
	t.Logf("%d sets of states", len(sets))
}
