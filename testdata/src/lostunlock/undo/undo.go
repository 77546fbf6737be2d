// Package undo has transactions, which are committed where all went well, and undone where
// something failed. What is advised on a path is what paths do that end like it.
package undo

import (
	"errors"
	"sync"
)

var errKey = errors.New("no key")

// A store has one transaction at a time.
type store struct {
	mu sync.Mutex
}

// A tx is a transaction with methods of its own.
type tx struct {
	s *store
	n int
}

func (s *store) open() *tx {
	s.mu.Lock()
	return &tx{s: s}
}

// Commit ends t.
func (t *tx) Commit() error {
	t.s.mu.Unlock()
	return nil
}

// Abort ends t.
func (t *tx) Abort() { t.s.mu.Unlock() }

func (t *tx) set(k string) error {
	if k == "" {
		return errKey
	}
	t.n++
	return nil
}

// UseOk commits, or aborts.
func UseOk(s *store, k string, empty bool) error {
	t := s.open()
	if empty {
		return t.Commit()
	}
	if err := t.set(k); err != nil {
		t.Abort()
		return err
	}
	return t.Commit()
}

// UseBad lacks an Abort. The Commit comes before it in the source.
func UseBad(s *store, k string, empty bool) error {
	t := s.open() // want `lostunlock: the release that s\.open\(\) returns is not called on a path that returns; call t\.Abort\(\) before that$`
	if empty {
		return t.Commit()
	}
	if err := t.set(k); err != nil {
		return err
	}
	if err := t.set(k + k); err != nil {
		t.Abort()
		return err
	}
	return t.Commit()
}

// OneWayBad calls the same everywhere else.
func OneWayBad(s *store, k string) error {
	t := s.open() // want `lostunlock: the release that s\.open\(\) returns is not called on a path that returns; call it before that, or defer it$`
	if err := t.set(k); err != nil {
		return err
	}
	t.Abort()
	return nil
}
