// Package promises holds functions that begin with a lock that their callers
// hold, and say in their names, or in a directive, what becomes of it.
package promises

import (
	"errors"
	"sync"
)

var errFull = errors.New("full")

type table struct {
	mu    sync.Mutex
	rows  []int
	dirty bool
	max   int
	wake  chan struct{}
}

// waitLockedOk gives the lock back while it waits.
func (t *table) waitLockedOk() {
	t.mu.Unlock()
	<-t.wake
	t.mu.Lock()
}

func (t *table) waitLocked(n int) {
	t.mu.Unlock() // want `lockleak: t\.mu\.Unlock\(\) gives back what the callers of waitLocked hold, on a path that returns without it; acquire it again before that`
	if n == 0 {
		return
	}
	<-t.wake
	t.mu.Lock()
}

// addLocked tells by its error that the lock is gone.
func (t *table) addLocked(n int) error {
	if len(t.rows) == t.max {
		t.mu.Unlock()
		return errFull
	}
	t.rows = append(t.rows, n)
	return nil
}

// dropLocked always gives it back, whatever it is called.
func (t *table) dropLocked() {
	t.rows = nil
	t.mu.Unlock()
}

func (t *table) finishAndUnlock() {
	if t.dirty {
		return // want `lockleak: finishAndUnlock does not release t\.mu on a path that returns, as its name says and other paths do; release it before that`
	}
	t.rows = t.rows[:0]
	t.mu.Unlock()
}

// unlockBoth gives one lock back under one of its two names.
func unlockBoth(a, b *table) {
	a.mu.Unlock()
	if a != b {
		b.mu.Unlock()
	}
}

// unlockEach does so in branches.
func unlockEach(a, b *table) {
	if a == b {
		a.mu.Unlock()
	} else {
		a.mu.Unlock()
		b.mu.Unlock()
	}
}

// flushAndUnlock tells by its error that it has not.
func (t *table) flushAndUnlock() error {
	if t.dirty {
		return errFull
	}
	t.mu.Unlock()
	return nil
}

// maybeUnlock does what it is told.
func (t *table) maybeUnlock(held bool) {
	if held {
		t.mu.Unlock()
	}
}

// reset has the lock on entry and on exit.
//
//lockleak:requires t.mu
func (t *table) reset(n int) error {
	t.mu.Unlock() // want `lockleak: t\.mu\.Unlock\(\) gives back what the callers of reset hold`
	if n < 0 {
		return errFull
	}
	t.mu.Lock()
	t.rows = nil
	return nil
}

// clear has the lock on entry and on exit.
//
//lockleak:requires t.mu
func (t *table) clear(n int) error {
	t.mu.Unlock()
	defer t.mu.Lock()
	if n < 0 {
		return errFull
	}
	return nil
}

type scheduler struct {
	sem *weighted
	run []func()
}

type weighted struct{ c chan struct{} }

func (w *weighted) Acquire(n int) error {
	if n > cap(w.c) {
		return errFull
	}
	w.c <- struct{}{}
	return nil
}

func (w *weighted) Release(n int) { <-w.c }

// done gives a permit back, in another goroutine.
func (s *scheduler) done() { s.sem.Release(1) }

// SubmitBad keeps the permit where it refuses the task, though nobody is left to give it back.
func (s *scheduler) SubmitBad(f func()) error {
	if err := s.sem.Acquire(1); err != nil { // want `lockleak: s\.sem\.Acquire\(1\) is not released on a path that returns`
		return err
	}
	if f == nil {
		return errFull
	}
	s.run = append(s.run, f)
	return nil
}

// SubmitOk hands the permit over with the task.
func (s *scheduler) SubmitOk(f func()) error {
	if f == nil {
		return errFull
	}
	if err := s.sem.Acquire(1); err != nil {
		return err
	}
	s.run = append(s.run, f)
	return nil
}
