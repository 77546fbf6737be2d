// Package tries holds acquires that do not wait.
package tries

import (
	"context"
	"sync"
	"time"
)

// A worker runs once at a time.
type worker struct {
	mu    sync.Mutex
	rw    sync.RWMutex
	runs  int
	tasks []func()
}

// TryHeldOk tries what it holds: that fails, and does not wait.
func (w *worker) TryHeldOk() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.mu.TryLock() {
		w.runs++
		w.mu.Unlock()
		return true
	}
	return false
}

// TryWriteOk tries to write as a reader.
func (w *worker) TryWriteOk() {
	w.rw.RLock()
	defer w.rw.RUnlock()
	if w.rw.TryLock() {
		w.runs++
		w.rw.Unlock()
	}
}

// ThenLockBad waits for what it has tried with success.
func (w *worker) ThenLockBad() {
	if w.mu.TryLock() {
		w.runs++
		w.mu.Lock() // want `relock: w\.mu\.Lock\(\) acquires w\.mu, which the path holds already`
		w.tasks = nil
		w.mu.Unlock()
	}
}

// ThenLockOk waits where the try has failed.
func (w *worker) ThenLockOk() {
	if !w.mu.TryLock() {
		println("busy")
		w.mu.Lock()
	}
	w.runs++
	w.mu.Unlock()
}

// InvertedBad waits where the try has not failed, and releases where it has.
func (w *worker) InvertedBad() {
	if w.mu.TryLock() {
		println("busy")
		w.mu.Lock() // want `relock: w\.mu\.Lock\(\) acquires w\.mu, which the path holds already`
	}
	w.runs++
	w.mu.Unlock() // want `badunlock: w\.mu\.Unlock\(\) .* not held`
}

// tryRun returns false if the worker runs.
func (w *worker) tryRun() bool {
	if !w.mu.TryLock() {
		return false
	}
	defer w.mu.Unlock()
	w.runs++
	return true
}

// TryCalleeOk calls what only tries.
func (w *worker) TryCalleeOk() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.tryRun()
}

// spin tries until it has the lock.
func (w *worker) spin() {
	for !w.mu.TryLock() {
		time.Sleep(time.Millisecond)
	}
	w.runs++
	w.mu.Unlock()
}

// FN_Spin calls what tries for ever: a try does not count as an acquire that waits.
func (w *worker) FN_Spin() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.spin()
}

// A gate is a lock that is not of package sync. It may be reentrant.
type gate interface {
	Lock()
	Unlock()
}

// ReentrantOk acquires a lock again that counts who is in.
func ReentrantOk(g gate, n *int) {
	g.Lock()
	g.Lock()
	*n++
	g.Unlock()
	g.Unlock()
}

// A counted lock is one that its owner may acquire several times.
type counted struct {
	mu    sync.Mutex
	owner int
	depth int
}

// Lock waits unless the caller is in.
func (c *counted) Lock(owner int) {
	if c.owner == owner {
		c.depth++
		return
	}
	c.mu.Lock()
	c.owner, c.depth = owner, 1
}

// Unlock gives it back when the last one leaves.
func (c *counted) Unlock(owner int) {
	c.depth--
	if c.depth == 0 {
		c.owner = 0
		c.mu.Unlock()
	}
}

// CountedOk is in twice.
func CountedOk(c *counted, owner int, f func()) {
	c.Lock(owner)
	defer c.Unlock(owner)
	c.Lock(owner)
	defer c.Unlock(owner)
	f()
}

// A semaphore lets several in.
type semaphore interface {
	Acquire(ctx context.Context, n int64) error
	Release(n int64)
}

// TwoOfManyOk acquires one place after the other.
func TwoOfManyOk(ctx context.Context, s semaphore, f func()) error {
	if err := s.Acquire(ctx, 1); err != nil {
		return err
	}
	defer s.Release(1)
	if err := s.Acquire(ctx, 1); err != nil {
		return err
	}
	defer s.Release(1)
	f()
	return nil
}
