package domain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// A state is one way to arrive at an instruction: the property state, what is
// known there, and, when a witness is looked for, the steps so far.
type State struct {
	Property
	Facts Facts
	Trace *Trace
}

// IsShared reports whether the lock is held, and to share it.
func (s State) IsShared() bool { return s.Held() && s.Top().Mode() == lock.Shared }

// knownFree reports whether the path has taken the lock, or tried to, or given
// it back for the caller, and nobody in sight holds it.
func (s State) KnownFree() bool {
	return !s.Held() && s.Touched && s.Entered != CallerReacquired && !s.Unsure && s.Foreign == 0
}

func (s State) Step(x Step) State {
	s.Trace = &Trace{x, s.Trace}
	return s
}

func (s State) WitnessKey(block int) WitnessKey {
	return WitnessKey{block, s.Property, s.Facts.Key()}
}

type WitnessKey struct {
	block int
	prop  Property
	facts string
}

// states is a set of states in a fixed order, at most one for each property
// state: where two agree in that, their facts are merged (ESP).
type States []State

func (ss States) Find(p Property) int {
	return slices.IndexFunc(ss, func(s State) bool { return s.Property == p })
}

// add returns ss with s merged in. It may change ss in place.
func (ss States) Add(s State) States {
	if i := ss.Find(s.Property); i >= 0 {
		ss[i].Facts = ss[i].Facts.meet(s.Facts)
		return ss
	}
	return append(ss, s)
}

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

// lattice is the lattice of states, for the solver.
type Lattice struct{}

// Ident returns the empty set: no way leads here.
func (Lattice) Ident() States { return nil }

// Equals reports whether a and b hold the same states.
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

// Merge returns the union of a and b.
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

func Single(s State) []State { return []State{s} }
