// Package summary defines what callers need to know of a function: its effects
// on locks, named relative to what the caller has, and what it does with the
// functions that it is given.
//
// A summary is inferred from a body, read from an analysis fact, declared in a
// directive or a configuration file, or a row of a table; the engine does not
// care which.
package summary

import (
	"slices"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// A Func is what is known of a function. The zero Func does nothing to locks.
type Func struct {
	// Effects are what it does to locks that callers can name. The order is
	// that in which they take place, as far as there is one.
	Effects []Effect
	// Runs says what becomes of its function parameters; one that is not
	// mentioned may be kept and run at any time.
	Runs []Run
	// Releases are the classes of locks without a name that it may give back.
	Releases []lock.Class
	// Acquires are the classes of locks without a name that it may leave held.
	Acquires []lock.Class
	// Takes are locks that it acquires and gives back: whoever holds one of them
	// must not call it.
	Takes []Take
	// Requires are the locks that its callers hold, and still hold when it has
	// returned. Only a declaration says so.
	Requires []Hold
	// NeverReturns says that it ends the goroutine or the process. For a
	// function with a body in sight, that is found out without a summary.
	NeverReturns bool
	// Panics says that it never returns, but panics.
	Panics bool
	// MayPanic says that it panics explicitly on some path, or calls what does. It
	// is for callers in the package, and where that is asked for.
	MayPanic bool
	// Repeatable says that equal arguments give equal results.
	Repeatable bool
}

// IsZero reports whether f says nothing.
func (f *Func) IsZero() bool {
	return f == nil || len(f.Effects)+len(f.Runs)+len(f.Releases)+len(f.Acquires)+len(f.Takes)+len(f.Requires) == 0 && !f.NeverReturns && !f.Panics && !f.MayPanic && !f.Repeatable
}

// An Effect is what a function does to one lock.
type Effect struct {
	Lock     Path // the address of the lock, or of the lock table
	Key      Path // the key terms, as a list
	Class    lock.Class
	Sync     bool   // a lock of package sync
	Name     string // the method that acquires or releases it
	Peer     string // the method that undoes that
	Try      bool   // it does not wait
	Declared bool   // not inferred from a body
	Keys     []int  // the parameters that are the key, for messages

	// Outcomes are the ways in which the function can return. Those whose
	// conditions do not exclude each other may both be the case.
	Outcomes []Outcome
}

// A Take is a lock of package sync that a function waits for on each path that
// returns, and does not hold then.
type Take struct {
	Lock  Path
	Key   Path
	Class lock.Class
	Mode  lock.Mode // the weakest in which it acquires it
	Fails bool      // it may have returned an error before that
}

// A Hold is a lock that is held.
type Hold struct {
	Lock  Path
	Key   Path
	Class lock.Class
	Mode  lock.Mode
}

// An Outcome is one way in which a function returns.
type Outcome struct {
	Do     Action
	Mode   lock.Mode
	Any    bool      // a release of either mode
	Again  lock.Mode // for Relocked: how it is taken again
	Handle int       // 1 + the index of the result that releases; 0 if there is none
	When   []Cond    // all of them hold
}

// An Action is what has become of a lock when a function returns.
type Action uint8

// The actions.
const (
	Nothing   Action = iota // as it was
	Acquire                 // held once more
	Release                 // given back once
	Downgrade               // held in shared mode, no longer in exclusive mode
	Relocked                // given back and taken again
	MayRelease
	MayAcquire
)

// A Cond is a condition on a parameter or a result, or on a channel.
type Cond struct {
	Of    Slot
	Index int  // of the parameter, the receiver being the first; or of the result
	Chan  Path // for Closed: the channel
	Is    Fact
}

// A Slot says what a condition is about.
type Slot uint8

// The slots.
const (
	Result Slot = iota
	Param
	Closed // whether a channel is closed when the function begins: True or False
)

// A Fact is what a condition says of a value.
type Fact uint8

// The facts.
const (
	True Fact = iota + 1
	False
	Nil
	NonNil
)

// Contradicts reports whether c and d cannot both hold.
func (c Cond) Contradicts(d Cond) bool {
	if c.Of != d.Of || c.Index != d.Index || c.Chan != d.Chan {
		return false
	}
	return c.Is != d.Is
}

// Excludes reports whether o and p cannot be the same return.
func (o Outcome) Excludes(p Outcome) bool {
	return slices.ContainsFunc(o.When, func(c Cond) bool { return slices.ContainsFunc(p.When, c.Contradicts) })
}

// A Run says what becomes of a function parameter.
type Run struct {
	Param int // the receiver being the first
	When  When
}

// When says when a function parameter is run.
type When uint8

// The times.
const (
	Once  When = iota + 1 // once, before the function returns
	Maybe                 // any number of times, before the function returns, and not after
	Later                 // once, at some time or in another goroutine
)

// Acquires reports whether some outcome of e leaves the lock held.
func (e *Effect) Acquires() bool { return e.does(Acquire) }

// Releases reports whether some outcome of e gives the lock back.
func (e *Effect) Releases() bool { return e.does(Release) || e.does(MayRelease) }

func (e *Effect) does(a Action) bool {
	return slices.ContainsFunc(e.Outcomes, func(o Outcome) bool { return o.Do == a })
}
