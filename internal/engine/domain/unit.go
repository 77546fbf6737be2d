package domain

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// An eventKind says what an event is.
type EventKind uint8

const (
	EventAcquired  EventKind = iota // an acquire took place
	EventReleased                   // a hold was given back
	EventRound                      // a round of a loop ends with its lock given back
	EventPerhaps                    // a hold was given back, or not
	EventEntrusted                  // a hold was handed to something that releases it
	EventReclaimed                  // a hold that was handed over is released all the same
	EventUnheld                     // a release of what the path has given back already
	EventMissed                     // a release of the same table with another key
	EventMismatch                   // a release in the mode in which the lock is not held
	EventRelock                     // an acquire of what the path holds already
	EventEntered                    // a release of what the caller must hold
	EventRegiven                    // a release of what was taken back for the caller
	EventReshared                   // a shared acquire on top of a shared hold
	EventDoubt                      // a hold became doubtful
	EventExit                       // a path ends with the lock held, or not
)

// An event is something that happens to the lock on some path.
type Event struct {
	Kind  EventKind
	Site  int             // the acquire whose hold is concerned, -1 if there is none
	Again int             // for evRelock: the acquire that waits, -1 if it is in a function that is called
	At    ssa.Instruction // where it happens
	Exit  ExitKind
	State State
}

// isGone reports whether the path returns with the caller's hold given back.
func (e Event) IsGone() bool {
	return e.Kind == EventExit && e.Exit == ExitReturn && e.State.Entered == CallerReleased
}

// An ExitKind says how a path ends.
type ExitKind string

// The kinds of exits.
const (
	ExitReturn ExitKind = "return"
	ExitLoop   ExitKind = "loop"
	ExitPanic  ExitKind = "panic"
)

// basesOf returns the address of the lock id and the objects on the way to it.
func Bases(id lock.ID) []lock.Term {
	var out []lock.Term
	for t := id.Addr; !t.IsZero(); t = t.X() {
		out = append(out, t)
		if t.Kind() != lock.Field && t.Kind() != lock.Load && t.Kind() != lock.Index {
			break
		}
	}
	return out
}

// distinct reports whether a and b surely are different: they are built alike
// and differ in a constant, or are different variables.
func Distinct(a, b lock.Term) bool {
	if a == b || a.IsZero() || b.IsZero() || a.Kind() != b.Kind() {
		return false
	}
	switch a.Kind() {
	case lock.Const:
		return true
	case lock.Root:
		return isVariable(a.Sym()) && isVariable(b.Sym())
	case lock.Field:
		return a.X() == b.X() && a.Sym() != b.Sym() || a.Sym() == b.Sym() && a.X().Kind() == lock.Root && Distinct(a.X(), b.X())
	case lock.Index, lock.Lookup:
		return a.X() == b.X() && Distinct(a.Y(), b.Y())
	case lock.Cons:
		return Distinct(a.X(), b.X()) || Distinct(a.Y(), b.Y())
	}
	return false
}

func isVariable(sym any) bool {
	switch sym.(type) {
	case *ssa.Alloc, lock.Global:
		return true
	}
	return false
}
