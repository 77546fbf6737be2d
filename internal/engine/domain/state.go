package domain

import (
	"fmt"
	"slices"
	"strings"
)

// A State is one way to arrive at an instruction: what the path has done to the lock,
// what is known of values there, and, in the search for a witness, the steps so far.
type State struct {
	Property
	Facts Facts
	Trace *Trace
}

// Step returns s with one more step.
func (s State) Step(x Step) State {
	s.Trace = &Trace{x, s.Trace}
	return s
}

// A WitnessKey stands for the states, apart from their steps, at the beginning of a
// block. It is comparable with ==.
type WitnessKey struct {
	block int
	prop  Property
	facts string
}

// WitnessKey returns the key of s at the beginning of the block with that index.
func (s State) WitnessKey(block int) WitnessKey {
	return WitnessKey{block, s.Property, s.Facts.Key()}
}

// Single returns a slice with s alone.
func Single(s State) []State { return []State{s} }

// States is a set of states in a fixed order, at most one for each property: of two
// with the same one, the facts are merged.
type States []State

// Find returns the index of the state with the property p, -1 if there is none.
func (ss States) Find(p Property) int {
	return slices.IndexFunc(ss, func(s State) bool { return s.Property == p })
}

// Add returns ss with s merged in. It may change ss in place.
func (ss States) Add(s State) States {
	if i := ss.Find(s.Property); i >= 0 {
		ss[i].Facts = ss[i].Facts.meet(s.Facts)
		return ss
	}
	return append(ss, s)
}

// String returns the states for the dump, one a line.
func (ss States) String() string {
	var b strings.Builder
	if len(ss) == 0 {
		b.WriteString("    [unreachable]\n")
	}
	for _, s := range ss {
		fmt.Fprintf(&b, "    [%s]", s.Property)
		if len(s.Facts) > 0 {
			fmt.Fprintf(&b, " when %s", s.Facts)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// Lattice is the lattice of sets of states, for the solver.
type Lattice struct{}

// Ident returns the empty set: no path leads here.
func (Lattice) Ident() States { return nil }

// Equals reports whether a and b have the same states, in whatever order.
func (Lattice) Equals(a, b States) bool {
	if len(a) != len(b) {
		return false
	}
	for _, s := range a {
		i := b.Find(s.Property)
		if i < 0 || !slices.Equal(s.Facts, b[i].Facts) {
			return false
		}
	}
	return true
}

// Merge returns the union of a and b, and changes neither.
func (Lattice) Merge(a, b States) States {
	if len(a) == 0 {
		return b
	}
	out := make(States, len(a), len(a)+len(b))
	copy(out, a)
	for _, s := range b {
		out = out.Add(s)
	}
	return out
}
