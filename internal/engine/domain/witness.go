package domain

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

type WitnessKey struct {
	block int
	prop  Property
	facts string
}

func (s State) WitnessKey(block int) WitnessKey {
	return WitnessKey{block, s.Property, s.Facts.Key()}
}

func EqualFacts(a, b Facts) bool { return slices.Equal(a, b) }

// A candidate is an exit that the data-flow analysis found reachable with a
// hold of the site.
type Candidate struct {
	Site int
	Kind ExitKind
	At   ssa.Instruction
}

// steps returns the steps of the way t, first step first.
func (t *Trace) Steps() []Step {
	var steps []Step
	for ; t != nil; t = t.prev {
		steps = append(steps, t.Step)
	}
	slices.Reverse(steps)
	return steps
}

// has reports whether a step of this kind is on the way t.
func (t *Trace) Has(k StepKind) bool {
	for ; t != nil; t = t.prev {
		if t.Kind == k {
			return true
		}
	}
	return false
}

// fromAcquire returns the steps from the last acquire at the site on.
func FromAcquire(steps []Step, at ssa.Instruction) []Step {
	for i := len(steps) - 1; i >= 0; i-- {
		if steps[i].Kind == StepAcquire && steps[i].At == at {
			return steps[i:]
		}
	}
	return steps
}

// leaks reports whether a path that ends in p leaves a hold that nobody else
// is known, or suspected, to give back.
func (p Property) Leaks() bool {
	if p.Held() && p.Doubt == ClosureLeaves && p.Future == FutureRegistered {
		return true // with a future that nobody completes
	}
	return p.Held() && p.Doubt == NoDoubt && !p.Escaped && p.Entered != CallerReacquired
}
