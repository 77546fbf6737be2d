package domain

import (
	"slices"
	"testing"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// A pair is what can be known of two terms.
type pair struct {
	*universe
	y, z lock.Term
}

func newPair() pair {
	u := newUniverse()
	return pair{u, u.term(lock.Root, "y"), u.term(lock.Root, "z")}
}

// facts returns a sample of what can be known of the terms.
func (p pair) facts() []Facts {
	var all []Facts
	for i := 0; i < len(p.values); i += 31 {
		for j := 0; j < len(p.values); j += 29 {
			all = append(all, Facts(nil).Set(p.z, p.values[j]).Set(p.y, p.values[i]))
		}
	}
	return all
}

// within reports whether g allows all constants of the terms that f allows.
func (p pair) within(f, g Facts) bool {
	allows := func(f Facts, c, d lock.Term) bool { return p.has(f.Get(p.y), c) && p.has(f.Get(p.z), d) }
	for _, c := range p.constants {
		for _, d := range p.constants {
			if allows(f, c, d) && !allows(g, c, d) {
				return false
			}
		}
	}
	return true
}

func TestFactsOfOnePath(t *testing.T) {
	t.Parallel()
	p := newPair()
	for _, f := range p.facts() {
		if !slices.IsSortedFunc(f, func(a, b Fact) int { return int(a.Term.ID() - b.Term.ID()) }) {
			t.Fatalf("%v is not in order", f)
		}
		if got := f.meet(f); !EqualFacts(got, f) {
			t.Errorf("%v met with itself is %v", f, got)
		}
		if got := f.meet(nil); len(got) > 0 {
			t.Errorf("%v met with nothing is %v", f, got)
		}
		if got := f.Forget("y"); !got.Get(p.y).IsTop() || got.Get(p.z) != f.Get(p.z) {
			t.Errorf("%v without y is %v", f, got)
		}
	}
}

func TestFactsOfTwoPaths(t *testing.T) {
	t.Parallel()
	p := newPair()
	all := p.facts()
	for _, f := range all {
		for _, g := range all {
			m := f.meet(g)
			if n := g.meet(f); !EqualFacts(m, n) {
				t.Errorf("%v met with %v is %v one way and %v the other", f, g, m, n)
			}
			if (m.Key() == f.Key()) != EqualFacts(m, f) {
				t.Errorf("keys of %v and %v", m, f)
			}
			if !p.within(f, m) || !p.within(g, m) {
				t.Errorf("%v met with %v is %v, which rules out too much", f, g, m)
			}
		}
	}
}

func TestWith(t *testing.T) {
	t.Parallel()
	p := newPair()
	known := Value{NonNil: true}
	one, other := Value{Same: p.constants[0]}, Value{Same: p.constants[1]}
	y, z := Facts(nil).Set(p.y, one), Facts(nil).Set(p.z, known)
	for _, tt := range []struct{ f, g, want Facts }{
		{y, nil, y},
		{nil, y, y},
		{y, z, y.Set(p.z, known)},
		{z, y, y.Set(p.z, known)},
		{y, z.Set(p.y, other), y.Set(p.z, known)},
		{y.Set(p.z, known), z.Set(p.y, other), y.Set(p.z, known)},
	} {
		if got := tt.f.With(tt.g); !EqualFacts(got, tt.want) {
			t.Errorf("%v with %v is %v, want %v", tt.f, tt.g, got, tt.want)
		}
	}
}

func TestFactsAreImmutable(t *testing.T) {
	t.Parallel()
	p := newPair()
	known := Value{NonNil: true}
	a := Facts(nil).Set(p.variable, known).Set(p.z, known)
	before := a.Key()
	b := a.Set(p.y, known).Set(p.variable, Value{}).Forget("x")
	if a.Key() != before {
		t.Errorf("Set changed its receiver: %s, was %s", a.Key(), before)
	}
	if got := a.meet(b); len(got) != 1 || got[0].Term != p.z {
		t.Errorf("meet is %v", got)
	}
}
