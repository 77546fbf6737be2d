package domain

import (
	"fmt"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// A Hold is one acquire that has not been released: the number of its site and
// the mode, with 0 for none.
type Hold int32

// NewHold returns the hold of an acquire in mode m at a site, which is not negative.
func NewHold(site int, m lock.Mode) Hold { return Hold(site+1)<<1 | Hold(m) }

// Site returns the number of the site of the acquire, -1 for no hold.
func (h Hold) Site() int { return int(h>>1) - 1 }

// Mode returns the mode in which the lock is held.
func (h Hold) Mode() lock.Mode { return lock.Mode(h & 1) }

// A ReleaseMode says what a release releases.
type ReleaseMode struct {
	Mode lock.Mode
	Any  bool // in whichever mode the lock is held
}

// A Property is what a path has done to one lock: the part of its state by which ESP
// keeps paths apart. It is comparable with ==.
type Property struct {
	Holds     [MaxHolds]Hold  // oldest first
	Doubt     Doubt           // about the holds
	Touched   bool            // the function has acquired the lock, tried to, or released it
	Unsure    bool            // something called may have acquired the lock, or not have returned
	Panicking bool            // the deferred calls run because of a panic
	Freed     bool            // a hold of this round of a loop has been released
	Many      bool            // the shared hold stands for several of a loop
	Crossed   bool            // another key of the table was held beside this one
	Foreign   int8            // other locks of the class that are held, at most MaxForeign
	Missed    ssa.Instruction // a release of the same table with another key
	Ident     string          // what the names of locks on the path mean
	Pending   *Defers         // what is deferred in this frame, last first
	CallerHold
	Registration
	HandOff
}

// A CallerHold is what is known of a hold that the caller had before the function began.
type CallerHold struct {
	Entered    callerState
	Perhaps    bool        // it may have been released
	Another    bool        // it may have been released under another name
	ReleasedAs ReleaseMode // what released it
	Again      Hold        // the acquire after that, if it is held again
}

// A callerState says what became of a hold that the caller had before the function
// began.
type callerState uint8

const (
	callerUnknown    callerState = iota // nothing shows that the caller holds the lock
	CallerReleased                      // the function has released the caller's hold
	CallerReacquired                    // and has acquired it again
)

// A Registration says whether the release is registered with a future that the function
// makes itself. The release takes place when that future completes, so the future must
// be completed, or leave the function, on every path on which the release is registered
// with it.
type Registration struct {
	Future FutureState
	Early  ssa.Instruction // where the release was registered before the lock was acquired
}

// A FutureState says what became of the future that a function makes.
type FutureState uint8

// The states of such a future.
const (
	FutureNone       FutureState = iota
	FutureRegistered             // the release is registered with it
	FutureSettled                // and it is completed, or others have it
)

// A HandOff says what else can release the lock.
type HandOff struct {
	Escaped bool       // a function value that releases it is with others
	Stored  bool       // a pointer to what has the lock was stored while it was held
	Given   int        // at a return, 1 + the index of the result that releases it
	Holder  *ssa.Alloc // the variable in which a function value that releases it was stored
}

// Top returns the youngest hold, 0 if there is none.
func (p Property) Top() Hold {
	for i := MaxHolds - 1; i >= 0; i-- {
		if p.Holds[i] != 0 {
			return p.Holds[i]
		}
	}
	return 0
}

// Held reports whether the path has a hold of its own.
func (p Property) Held() bool { return p.Holds[0] != 0 }

// IsShared reports whether the lock is held, and its youngest hold is shared.
func (p Property) IsShared() bool { return p.Held() && p.Top().Mode() == lock.Shared }

// KnownFree reports whether the path has acquired the lock, tried to, or released it
// for the caller, and nobody in sight holds it.
func (p Property) KnownFree() bool {
	return !p.Held() && p.Touched && p.Entered != CallerReacquired && !p.Unsure && p.Foreign == 0
}

// Push returns p with h as the youngest hold, and whether there was room for it.
func (p Property) Push(h Hold) (Property, bool) {
	for i := range p.Holds {
		if p.Holds[i] == 0 {
			p.Holds[i] = h
			return p, true
		}
	}
	return p, false
}

// Remove returns p without its i-th hold.
func (p Property) Remove(i int) Property {
	copy(p.Holds[i:], p.Holds[i+1:])
	p.Holds[MaxHolds-1] = 0
	return p
}

// HoldFor returns the index of the hold that a release in mode m, or in either mode,
// releases; -1 if no hold is of that mode.
func (p Property) HoldFor(m lock.Mode, either bool) int {
	for i := MaxHolds - 1; i >= 0; i-- {
		if h := p.Holds[i]; h != 0 && (either || h.Mode() == m) {
			return i
		}
	}
	return -1
}

// Leaks reports whether a path that ends with p has a hold that nobody else is known,
// or suspected, to release.
func (p Property) Leaks() bool {
	if p.Held() && p.Doubt == ClosureLeaves && p.Future == FutureRegistered {
		return true // with a future that nobody completes
	}
	return p.Held() && p.Doubt == NoDoubt && !p.Escaped && p.Entered != CallerReacquired
}

// String returns p for the dump.
func (p Property) String() string {
	var parts []string
	for _, h := range p.Holds {
		if h != 0 {
			parts = append(parts, fmt.Sprintf("%s by site %d", h.Mode(), h.Site()))
		}
	}
	if len(parts) == 0 {
		parts = append(parts, "free")
	}
	add := func(is bool, text string) {
		if is {
			parts = append(parts, text)
		}
	}
	add(p.Touched, "touched")
	add(p.Entered == CallerReleased, "caller's hold released")
	add(p.Entered == CallerReacquired, "caller's hold reacquired")
	add(p.Foreign > 0, fmt.Sprintf("foreign %d", p.Foreign))
	add(p.Doubt != NoDoubt, "doubt: "+p.Doubt.String())
	add(p.Escaped, "escaped")
	add(p.Stored, "stored")
	for d := p.Pending; d != nil; d = d.Next {
		parts = append(parts, "defer "+d.String())
	}
	return strings.Join(parts, ", ")
}

// Conflict reports whether an acquire in one mode waits while the lock is held in the
// other.
func Conflict(a, b lock.Mode) bool { return a == lock.Exclusive || b == lock.Exclusive }
