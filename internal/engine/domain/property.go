package domain

import (
	"fmt"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// A hold is one acquire that has not been given back: the number of its site
// and the mode, with 0 for none.
type Hold int32

func NewHold(site int, m lock.Mode) Hold { return Hold(site+1)<<1 | Hold(m) }

func (h Hold) Site() int { return int(h>>1) - 1 }

func (h Hold) Mode() lock.Mode { return lock.Mode(h & 1) }

// entered says what became of a hold that the caller had before the function
// began.
type entered uint8

const (
	unknownEntry     entered = iota // nothing shows that the caller holds the lock
	CallerReleased                  // the function has released the caller's hold
	CallerReacquired                // and has acquired it again
)

// A released says in which mode a release gives a lock back.
type ReleaseMode struct {
	Mode lock.Mode
	Any  bool // either mode
}

// A prop is the property state of one lock on a path: what ESP keeps apart.
// Comparable with ==.
type Property struct {
	Holds      [MaxHolds]Hold // oldest first
	Touched    bool           // the function has taken the lock, or tried to
	Entered    entered
	Foreign    int8            // other locks of the class that are held, at most maxForeign
	Doubt      Doubt           // about the holds
	Escaped    bool            // a function value that releases the lock got away
	Stored     bool            // a pointer to what holds the lock was stored while it was held
	Panicking  bool            // the deferred calls run because of a panic
	Missed     ssa.Instruction // a release of the same table with another key
	Ident      string          // what the names of locks on the path mean; see [unit.identify]
	Unsure     bool            // something called may have acquired the lock, or not have returned
	Future     FutureState     // of the future that the function makes
	Early      ssa.Instruction // where the release was registered with it before the lock was acquired
	ReleasedAs ReleaseMode     // how the caller's hold was given back
	Again      Hold            // by which it was taken again
	Freed      bool            // a hold of this round has been given back
	Perhaps    bool            // the caller's hold may have been given back
	Another    bool            // the caller's hold may have been given back under another name
	Holder     *ssa.Alloc      // where a function value that releases the lock was stored
	Given      int             // 1 + the index of the result that releases, at a return
	Crossed    bool            // another key of the table was held beside this one
	Many       bool            // the shared hold stands for several of a loop
	Pending    *Defers         // what is deferred in this frame, last first
}

func (p Property) Top() Hold {
	for i := MaxHolds - 1; i >= 0; i-- {
		if p.Holds[i] != 0 {
			return p.Holds[i]
		}
	}
	return 0
}

func (p Property) Held() bool { return p.Holds[0] != 0 }

// push returns p with h on top, and whether there was room.
func (p Property) Push(h Hold) (Property, bool) {
	for i := range p.Holds {
		if p.Holds[i] == 0 {
			p.Holds[i] = h
			return p, true
		}
	}
	return p, false
}

// remove returns p without its i-th hold.
func (p Property) Remove(i int) Property {
	copy(p.Holds[i:], p.Holds[i+1:])
	p.Holds[MaxHolds-1] = 0
	return p
}

// release returns the index of the hold that a release of mode m gives back,
// -1 if there is none.
func (p Property) HoldFor(m lock.Mode, both bool) int {
	for i := MaxHolds - 1; i >= 0; i-- {
		if h := p.Holds[i]; h != 0 && (both || h.Mode() == m) {
			return i
		}
	}
	return -1
}

// leaks reports whether a path that ends in p leaves a hold that nobody else
// is known, or suspected, to give back.
func (p Property) Leaks() bool {
	if p.Held() && p.Doubt == ClosureLeaves && p.Future == FutureRegistered {
		return true // with a future that nobody completes
	}
	return p.Held() && p.Doubt == NoDoubt && !p.Escaped && p.Entered != CallerReacquired
}

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
	if p.Touched {
		parts = append(parts, "touched")
	}
	switch p.Entered {
	case CallerReleased:
		parts = append(parts, "caller's hold given back")
	case CallerReacquired:
		parts = append(parts, "caller's hold taken back")
	}
	if p.Foreign > 0 {
		parts = append(parts, fmt.Sprintf("foreign %d", p.Foreign))
	}
	if p.Doubt != NoDoubt {
		parts = append(parts, "doubt: "+p.Doubt.String())
	}
	if p.Escaped {
		parts = append(parts, "escaped")
	}
	if p.Stored {
		parts = append(parts, "stored")
	}
	for d := p.Pending; d != nil; d = d.Next {
		parts = append(parts, "defer "+d.String())
	}
	return strings.Join(parts, ", ")
}

// A promise says what became of the future that the release is registered
// with, if the function has made that future itself.
type FutureState uint8

const (
	FutureNone       FutureState = iota
	FutureRegistered             // the release is registered with it
	FutureSettled                // and it is completed, or others have it
)

// conflict reports whether somebody who has a lock in one mode waits for ever
// for it in the other.
func Conflict(a, b lock.Mode) bool { return a == lock.Exclusive || b == lock.Exclusive }
