package domain

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A Trace is the path that led to a state, last step first. Nil is the empty path.
type Trace struct {
	Step
	prev *Trace
}

// Steps returns the steps of t, first step first.
func (t *Trace) Steps() []Step {
	var steps []Step
	for ; t != nil; t = t.prev {
		steps = append(steps, t.Step)
	}
	slices.Reverse(steps)
	return steps
}

// Has reports whether a step of this kind is on t.
func (t *Trace) Has(k StepKind) bool {
	for ; t != nil; t = t.prev {
		if t.Kind == k {
			return true
		}
	}
	return false
}

// A StepKind says what happens in a step of a path.
type StepKind string

// The kinds of steps.
const (
	StepAcquire   StepKind = "acquire"
	StepBranch    StepKind = "branch"
	StepCall      StepKind = "call"
	StepReturn    StepKind = "return"    // of a function literal that was called
	StepComplete  StepKind = "complete"  // a future completes with the lock held
	StepEntrusted StepKind = "entrusted" // a literal that releases goes to others
	StepReleased  StepKind = "released"  // a release on the path
	StepUnheld    StepKind = "unheld"    // a release of what is not held
	StepMiss      StepKind = "miss"      // a release with another key
	StepMode      StepKind = "mode"      // a release in the wrong mode
	StepRelock    StepKind = "relock"    // an acquire of what is held
	StepConvert   StepKind = "convert"   // a call that changes the mode of a hold
	StepThrough   StepKind = "through"   // a call of what acquires the lock and releases it
	StepExit      StepKind = "exit"
	StepAlso      StepKind = "also"    // a further exit
	StepRelease   StepKind = "release" // where other paths release
	StepEntrust   StepKind = "entrust" // where other paths hand the release over
)

// A Step is a step of a path through a function.
type Step struct {
	Kind  StepKind
	At    ssa.Instruction
	Pos   token.Pos
	Taken bool     // for branches: whether the condition was true
	Exit  ExitKind // for exits
	Sure  bool     // for returns: every path that comes here holds the lock, by this acquire and once
}

// HasStep reports whether a step of this kind is among steps.
func HasStep(steps []Step, k StepKind) bool {
	return slices.ContainsFunc(steps, func(s Step) bool { return s.Kind == k })
}

// FromAcquire returns the steps from the last acquire at the instruction at on, all of
// them if it is not among them.
func FromAcquire(steps []Step, at ssa.Instruction) []Step {
	for i := len(steps) - 1; i >= 0; i-- {
		if steps[i].Kind == StepAcquire && steps[i].At == at {
			return steps[i:]
		}
	}
	return steps
}
