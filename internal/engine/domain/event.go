package domain

import (
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// An EventKind says what an event is.
type EventKind uint8

// The kinds of events.
const (
	EventAcquired  EventKind = iota // an acquire took place
	EventReleased                   // a hold was released
	EventRound                      // a round of a loop ends with its lock released
	EventPerhaps                    // a hold was released, or not
	EventEntrusted                  // a hold was handed to something that releases it
	EventReclaimed                  // a hold that was handed over is released all the same
	EventUnheld                     // a release of what the path has released already
	EventMissed                     // a release of the same table with another key
	EventMismatch                   // a release in the mode in which the lock is not held
	EventRelock                     // an acquire of what the path holds already
	EventEntered                    // a release of what the caller must hold
	EventRegiven                    // a release of what was reacquired for the caller
	EventReshared                   // a shared acquire on top of a shared hold
	EventDoubt                      // a hold became doubtful
	EventExit                       // a path ends with the lock held, or not
)

// An Event is something that happens to the lock on some path.
type Event struct {
	Kind  EventKind
	Site  int             // the acquire whose hold is concerned, -1 if there is none
	Again int             // for EventRelock: the acquire that waits, -1 if it is in a function that is called
	At    ssa.Instruction // where it happens
	Exit  ExitKind        // for EventExit
	State State
}

// IsGone reports whether the path returns with the caller's hold released.
func (e Event) IsGone() bool {
	return e.Kind == EventExit && e.Exit == ExitReturn && e.State.Entered == CallerReleased
}

// A Candidate is an exit that the data-flow analysis found reachable with a hold of the
// site.
type Candidate struct {
	Site int
	Kind ExitKind
	At   ssa.Instruction
}

// An ExitKind says how a path ends.
type ExitKind string

// The kinds of exits.
const (
	ExitReturn ExitKind = "return"
	ExitLoop   ExitKind = "loop" // the round of a loop in which the lock was acquired
	ExitPanic  ExitKind = "panic"
)

// Leaving returns a clause for how a path ends with the lock held.
func (k ExitKind) Leaving() string {
	switch k {
	case ExitLoop:
		return "a round of a loop ends with it held"
	case ExitPanic:
		return "a path panics with it held"
	}
	return "a path returns with it held"
}

// ExitPos returns the position to show for the exit at in: where SSA has none for it,
// the end of the function for a return, and else the last position before it.
func ExitPos(in ssa.Instruction) token.Pos {
	if in.Pos().IsValid() {
		return in.Pos()
	}
	if _, ok := in.(*ssa.Return); ok {
		if syn := in.Parent().Syntax(); syn != nil {
			return syn.End() - 1
		}
	}
	for b := in.Block(); b != nil; b = b.Idom() {
		for i := len(b.Instrs) - 1; i >= 0; i-- {
			if p := b.Instrs[i].Pos(); p.IsValid() {
				return p
			}
		}
	}
	return in.Parent().Pos()
}
