// Package faults has acquires that report failure by a type that is not error.
package faults

import "sync"

// An Error is an error without a method Error.
type Error interface{ isError() }

type closed struct{}

func (closed) isError() {}

// A fault is an error, but a pointer.
type fault struct{ code int }

func (f *fault) Error() string { return "fault" }

// A refusal is told by nothing but its use.
type refusal interface{ why() string }

type full struct{}

func (full) why() string { return "full" }

// An endpoint has one writer.
type endpoint struct {
	mu     sync.Mutex
	closed bool
	mtu    int
}

// A turn is what a writer has.
type turn struct{ e *endpoint }

// Release ends it.
func (t *turn) Release() { t.e.mu.Unlock() }

// AcquireTurn waits for the turn.
func (e *endpoint) AcquireTurn() (*turn, Error) {
	e.mu.Lock()
	if e.closed {
		e.mu.Unlock()
		return nil, closed{}
	}
	return &turn{e}, nil
}

// AcquireSlot has a pointer as its error.
func (e *endpoint) AcquireSlot() (*turn, *fault) {
	e.mu.Lock()
	if e.closed {
		e.mu.Unlock()
		return nil, &fault{1}
	}
	return &turn{e}, nil
}

// AcquireSeat has an interface that is not called an error.
func (e *endpoint) AcquireSeat() (*turn, refusal) {
	e.mu.Lock()
	if e.closed {
		e.mu.Unlock()
		return nil, full{}
	}
	return &turn{e}, nil
}

// TurnOk writes if it has the turn.
func (e *endpoint) TurnOk(n int) int {
	t, err := e.AcquireTurn()
	if err != nil {
		return 0
	}
	defer t.Release()
	return min(n, e.mtu)
}

// TurnBad keeps it where there is nothing to write.
func (e *endpoint) TurnBad(n int) int {
	t, err := e.AcquireTurn() // want `lostunlock: the release that e\.AcquireTurn\(\) returns is not called on a path that returns`
	if err != nil {
		return 0
	}
	if n == 0 {
		return 0
	}
	defer t.Release()
	return min(n, e.mtu)
}

// SlotOk writes if it has the slot.
func (e *endpoint) SlotOk(n int) int {
	t, err := e.AcquireSlot()
	if err != nil {
		return err.code
	}
	defer t.Release()
	return min(n, e.mtu)
}

// SlotBad keeps it where there is nothing to write.
func (e *endpoint) SlotBad(n int) int {
	t, err := e.AcquireSlot() // want `lostunlock: the release that e\.AcquireSlot\(\) returns is not called on a path that returns`
	if err != nil {
		return err.code
	}
	if n == 0 {
		return 0
	}
	defer t.Release()
	return min(n, e.mtu)
}

// SeatOk writes if it has the seat.
func (e *endpoint) SeatOk(n int) int {
	t, no := e.AcquireSeat()
	if no != nil {
		return 0
	}
	defer t.Release()
	return min(n, e.mtu)
}

// SeatBad keeps it where there is nothing to write.
func (e *endpoint) SeatBad(n int) int {
	t, no := e.AcquireSeat() // want `lostunlock: the release that e\.AcquireSeat\(\) returns is not called on a path that returns`
	if no != nil {
		return 0
	}
	if n == 0 {
		return 0
	}
	defer t.Release()
	return min(n, e.mtu)
}

// A registry locks names; nothing is known of how.
type registry interface {
	Lock(name string) Error
	Unlock(name string)
	AcquireName(name string) (release func(), err *fault)
}

// NameOk unlocks what it has locked.
func NameOk(r registry, name string, use func() bool) bool {
	if err := r.Lock(name); err != nil {
		return false
	}
	defer r.Unlock(name)
	return use()
}

// NameBad keeps the lock where nothing is used.
func NameBad(r registry, name string, use func() bool) bool {
	if err := r.Lock(name); err != nil { // want `lockleak: r\.Lock\(name\) is not released on a path that returns`
		return false
	}
	if !use() {
		return false
	}
	r.Unlock(name)
	return true
}

// UseOk releases what it got.
func UseOk(r registry, name string, use func() bool) bool {
	release, err := r.AcquireName(name)
	if err != nil {
		return false
	}
	defer release()
	return use()
}

// UseBad releases where it is used.
func UseBad(r registry, name string, use func() bool) bool {
	release, err := r.AcquireName(name) // want `lostunlock: the release that r\.AcquireName\(name\) returns is not called on a path that returns`
	if err != nil {
		return false
	}
	if !use() {
		return false
	}
	release()
	return true
}
