// Package functions holds pairs of functions that are a table of locks.
package functions

import (
	"errors"
	"sync"
)

var (
	mu     sync.Mutex
	locked = make(map[string]bool)
	errUse = errors.New("in use")
)

func tryLock(name string) error {
	mu.Lock()
	defer mu.Unlock()
	if locked[name] {
		return errUse
	}
	locked[name] = true
	return nil
}

func unlock(name string) {
	mu.Lock()
	delete(locked, name)
	mu.Unlock()
}

// WriteOk gives the name free on both paths.
func WriteOk(name string, f func() error) error {
	if err := tryLock(name); err != nil {
		return err
	}
	if err := f(); err != nil {
		unlock(name)
		return err
	}
	unlock(name)
	return nil
}

// WriteBad forgets it where the work fails.
func WriteBad(name string, f func() error) error {
	if err := tryLock(name); err != nil { // want `lockleak: tryLock\(name\) is not released on a path that returns`
		return err
	}
	if err := f(); err != nil {
		return err
	}
	unlock(name)
	return nil
}

// DeferOk defers it.
func DeferOk(name string, f func() error) error {
	if err := tryLock(name); err != nil {
		return err
	}
	defer unlock(name)
	return f()
}

type writer struct{ name string }

// Open hands the name over to what Close gives it free.
func Open(name string) (*writer, error) {
	if err := tryLock(name); err != nil {
		return nil, err
	}
	return &writer{name}, nil
}

// Close gives it free.
func (w *writer) Close() { unlock(w.name) }

type cell struct{ busy bool }

func lock(c *cell)      { c.busy = true }
func unlockAll(c *cell) { c.busy = false }

// PointerOk is silent: there is no unlock of a cell.
func PointerOk(c *cell, f func() error) error {
	lock(c)
	if err := f(); err != nil {
		return err
	}
	unlockAll(c)
	return nil
}
