package domain

import (
	"slices"
	"testing"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// stateSets returns sets of up to two states, which know something of one term.
func stateSets(u *universe) []States {
	y := u.term(lock.Root, "y")
	var singles States
	for _, p := range properties()[:4] {
		for i := 0; i < len(u.values); i += 71 {
			singles = append(singles, State{Property: p, Facts: Facts(nil).Set(y, u.values[i])})
		}
	}
	sets := []States{nil}
	for i, a := range singles {
		sets = append(sets, States{a})
		for _, b := range singles[:i] {
			if a.Property != b.Property && (a.Held() || b.Held()) {
				sets = append(sets, Lattice{}.Merge(States{a}, States{b}))
			}
		}
	}
	return sets
}

// covers reports whether every state of a is one of b: with the same property, and facts
// that rule out nothing that those of a allow.
func (u *universe) covers(b, a States) bool {
	y := u.term(lock.Root, "y")
	return !slices.ContainsFunc(a, func(s State) bool {
		i := b.Find(s.Property)
		return i < 0 || !u.within(s.Facts.Get(y), b[i].Facts.Get(y))
	})
}

func TestLatticeOfOne(t *testing.T) {
	t.Parallel()
	var l Lattice
	for _, a := range stateSets(newUniverse()) {
		for what, got := range map[string]States{
			"itself":             a,
			"with nothing":       l.Merge(a, l.Ident()),
			"nothing with it":    l.Merge(l.Ident(), a),
			"merged with itself": l.Merge(a, a),
		} {
			if !l.Equals(got, a) {
				t.Errorf("%v, %s, is %v", a, what, got)
			}
		}
	}
}

func TestLatticeOfTwo(t *testing.T) {
	t.Parallel()
	var l Lattice
	u := newUniverse()
	sets := stateSets(u)
	for i, a := range sets {
		for j, b := range sets {
			ab := l.Merge(a, b)
			if !l.Equals(ab, l.Merge(b, a)) {
				t.Fatalf("merge of %v and %v depends on the order", a, b)
			}
			if !u.covers(ab, a) || !u.covers(ab, b) {
				t.Fatalf("merge of %v and %v, %v, loses one of them", a, b, ab)
			}
			if l.Equals(a, b) != l.Equals(b, a) || l.Equals(a, b) && i != j && !(u.covers(a, b) && u.covers(b, a)) {
				t.Fatalf("%v and %v are equal", a, b)
			}
		}
	}
}

// TestStatesMerge checks that states merge if they have the same property.
func TestStatesMerge(t *testing.T) {
	t.Parallel()
	held, _ := Property{Touched: true}.Push(NewHold(0, lock.Exclusive))
	all := []Property{{}, {Touched: true}, held, {CallerHold: CallerHold{Perhaps: true}}, {HandOff: HandOff{Stored: true}}, {Registration: Registration{Future: FutureSettled}}}
	for i, a := range all {
		for j, b := range all {
			want := 2
			if i == j {
				want = 1
			}
			if got := (Lattice{}).Merge(States{{Property: a}}, States{{Property: b}}); len(got) != want {
				t.Errorf("%v and %v: %d states, want %d", a, b, len(got), want)
			}
		}
	}
}

func TestTrace(t *testing.T) {
	t.Parallel()
	s := State{}.Step(Step{Kind: StepAcquire}).Step(Step{Kind: StepBranch})
	other := s.Step(Step{Kind: StepReleased})
	s = s.Step(Step{Kind: StepExit})
	var kinds []StepKind
	for _, x := range s.Trace.Steps() {
		kinds = append(kinds, x.Kind)
	}
	if want := []StepKind{StepAcquire, StepBranch, StepExit}; !slices.Equal(kinds, want) {
		t.Errorf("steps %v, want %v", kinds, want)
	}
	if s.Trace.Has(StepReleased) || !other.Trace.Has(StepReleased) || !other.Trace.Has(StepAcquire) {
		t.Error("a step of one path is on the other")
	}
}
