// Package summary defines what callers need to know about a function: its
// effects on locks, named by means of parameters, results and package-level
// variables, and what it does with its function parameters.
//
// A summary is inferred from a body, read from an analysis fact, declared in a
// directive or a configuration file, or listed in a table. Its meaning does not
// depend on that.
package summary

import (
	"slices"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// A Func is the summary of a function. The zero Func does nothing to locks.
type Func struct {
	// Effects are its effects on locks that callers can name, in the order in
	// which they take place, as far as there is one.
	Effects []Effect
	// Runs says when it runs its function parameters. One that is not listed may
	// be kept and run at any time.
	Runs []Run
	// Releases are the classes of locks that it may release and that callers
	// cannot name.
	Releases []lock.Class
	// Acquires are the classes of locks that it may leave held and that callers
	// cannot name.
	Acquires []lock.Class
	// Takes are locks that it acquires and releases. A caller that holds one of
	// them deadlocks.
	Takes []Take
	// Requires are the locks that its callers hold before and after the call.
	// They are only ever declared.
	Requires []Hold
	// NeverReturns says that it ends the goroutine or the process. It is not
	// needed for a function of the package, whose body tells.
	NeverReturns bool
	// Panics says that it always panics, and so never returns.
	Panics bool
	// MayPanic says that on some path it panics explicitly or calls a function
	// that does. It is set only for callers in the package, and only if the
	// settings ask for it.
	MayPanic bool
	// Repeatable says that it returns equal results for equal arguments.
	Repeatable bool
}

// IsZero reports whether f says nothing. A nil Func says nothing.
func (f *Func) IsZero() bool {
	return f == nil || len(f.Effects)+len(f.Runs)+len(f.Releases)+len(f.Acquires)+len(f.Takes)+len(f.Requires) == 0 && !f.NeverReturns && !f.Panics && !f.MayPanic && !f.Repeatable
}

// An Effect is what a function does to one lock.
type Effect struct {
	Lock     Path // the address of the lock, or of the lock table
	Key      Path // the list of keys
	Class    lock.Class
	Sync     bool   // whether it is a lock of package sync
	Name     string // the method that acquires or releases it
	Peer     string // the method that undoes that
	Try      bool   // whether an acquire fails rather than wait
	Declared bool   // whether the effect is declared, not inferred from a body
	Keys     []int  // the parameters that are the key, for messages

	// Outcomes are the ways in which the function can return. If the conditions
	// of several hold, any of these may be what happens.
	Outcomes []Outcome
}

// A Take is a lock of package sync that a function waits for on each path to a
// return, and does not hold there.
type Take struct {
	Lock  Path
	Key   Path
	Class lock.Class
	Mode  lock.Mode // the weakest mode in which it acquires the lock
	Fails bool      // whether it may return an error before that
}

// A Hold is a lock that is held at a call.
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
	Again  lock.Mode // for Relocked: the mode in which it is acquired again
	Handle int       // 1 + the index of the result that releases it; 0 if none does
	When   []Cond    // the conditions, all of which hold
}

// An Action is what a function has done to a lock when it returns.
type Action uint8

// The actions.
const (
	Nothing   Action = iota // as it was
	Acquire                 // held once more
	Release                 // released once
	Downgrade               // held in shared mode, no longer in exclusive mode
	Relocked                // released and acquired again
	MayRelease
	MayAcquire
)

// A Cond is a condition on a parameter, a result or a channel.
type Cond struct {
	Of    Slot
	Index int  // of the parameter, where the receiver counts; or of the result
	Chan  Path // for Closed: the channel
	Is    Fact
}

// A Slot is the kind of value that a condition is on.
type Slot uint8

// The slots.
const (
	Result Slot = iota
	Param
	Closed // whether a channel is closed when the function is called: True or False
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

// Excludes reports whether o and p cannot both be the outcome of one call,
// because some of their conditions contradict each other.
func (o Outcome) Excludes(p Outcome) bool {
	return slices.ContainsFunc(o.When, func(c Cond) bool { return slices.ContainsFunc(p.When, c.Contradicts) })
}

// A Run says when a function runs one of its function parameters.
type Run struct {
	Param int // the index of the parameter, where the receiver counts
	When  When
}

// When is a time at which a function parameter is run.
type When uint8

// The times.
const (
	Once  When = iota + 1 // once, before the function returns
	Maybe                 // any number of times, before the function returns, and not after
	Later                 // once, at some time or in another goroutine
)

// Acquires reports whether some outcome of e leaves the lock held.
func (e *Effect) Acquires() bool { return e.does(Acquire) }

// Releases reports whether some outcome of e releases the lock, or may do so.
func (e *Effect) Releases() bool { return e.does(Release) || e.does(MayRelease) }

func (e *Effect) does(a Action) bool {
	return slices.ContainsFunc(e.Outcomes, func(o Outcome) bool { return o.Do == a })
}
