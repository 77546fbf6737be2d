package domain

import (
	"fmt"
	"math"
	"testing"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

func terms() (*lock.Table, []lock.Term) {
	t := lock.NewTable(func(sym any) string { return fmt.Sprint(sym) })
	make1 := func(k lock.Kind, sym any) lock.Term { return t.Make(k, sym, lock.Term{}, lock.Term{}) }
	return t, []lock.Term{
		make1(lock.Const, int64(0)), make1(lock.Const, int64(7)), make1(lock.Const, "nil"),
		make1(lock.Const, true), make1(lock.Root, "x"),
	}
}

// values returns a value of every shape.
func values() []Value {
	_, ts := terms()
	vs := []Value{{}, {NonNil: true}, Value{}.between(1, math.MaxInt64), Value{}.between(-3, 9)}
	for _, t := range ts {
		vs = append(vs, Value{Same: t})
		if t.Kind() == lock.Const {
			vs = append(vs, Value{}.without(t))
		}
	}
	return vs
}

// below reports whether everything that a says is said by b as well.
func below(a, b Value) bool { return a.Join(b) == a }

// TestJoinLaws checks by enumeration that join is idempotent and commutative
// and never says more than either side. It is not associative: 7 joined with
// nil forgets that neither is 0. The solver does not depend on that, since the
// states of a block only grow.
func TestJoinLaws(t *testing.T) {
	t.Parallel()
	vs := values()
	for _, a := range vs {
		if got := a.Join(a); got != a {
			t.Errorf("%v joined with itself is %v", a, got)
		}
		for _, b := range vs {
			ab := a.Join(b)
			if ba := b.Join(a); ab != ba {
				t.Errorf("join of %v and %v is %v one way and %v the other", a, b, ab, ba)
			}
			if !below(ab, a) && !below(ab, a.limited(a.ranged())) {
				t.Errorf("join of %v and %v, %v, says more than the first", a, b, ab)
			}
		}
	}
}

func TestWithin(t *testing.T) {
	t.Parallel()
	v, ok := Value{}.within(3, math.MaxInt64)
	if l := v.Limits(); !ok || !l.Bounded || l.Lo != 3 {
		t.Fatalf("at least 3: %v, %v", v, ok)
	}
	if _, ok := v.within(math.MinInt64, 2); ok {
		t.Error("at least 3 and at most 2 is taken for possible")
	}
	_, ts := terms()
	if !v.excludes(ts[0]) || v.excludes(ts[1]) {
		t.Error("at least 3 excludes 0 and not 7")
	}
}

func TestFactsAreImmutable(t *testing.T) {
	t.Parallel()
	_, ts := terms()
	a := Facts(nil).Set(ts[0], Value{NonNil: true}).Set(ts[2], Value{NonNil: true})
	before := a.Key()
	b := a.Set(ts[1], Value{NonNil: true}).Set(ts[0], Value{}).Forget("x")
	if a.Key() != before {
		t.Errorf("set changed its receiver: %s, was %s", a.Key(), before)
	}
	if got := a.meet(b); len(got) != 1 || got[0].Term != ts[2] {
		t.Errorf("meet is %v", got)
	}
}

// TestStatesMerge checks that states merge by property state and that a merged
// set does not depend on the order, up to the order of its elements.
func TestStatesMerge(t *testing.T) {
	t.Parallel()
	_, ts := terms()
	held, _ := Property{}.Push(NewHold(0, lock.Exclusive))
	all := []State{
		{Property: Property{}, Facts: Facts(nil).Set(ts[4], Value{Same: ts[3]})},
		{Property: Property{}, Facts: Facts(nil).Set(ts[4], Value{NonNil: true})},
		{Property: held, Facts: Facts(nil).Set(ts[4], Value{Same: ts[3]})},
		{Property: Property{Touched: true}},
	}
	for _, a := range all {
		for _, b := range all {
			x, y := Lattice{}.Merge(States{a}, States{b}), Lattice{}.Merge(States{b}, States{a})
			if !(Lattice{}).Equals(x, y) {
				t.Errorf("merge of %v and %v depends on the order", a, b)
			}
			if z := (Lattice{}).Merge(x, x); !(Lattice{}).Equals(x, z) {
				t.Errorf("merge of %v with itself is %v", x, z)
			}
			want := 1
			if a.Property != b.Property {
				want = 2
			}
			if len(x) != want {
				t.Errorf("%d states, want %d", len(x), want)
			}
		}
	}
}
