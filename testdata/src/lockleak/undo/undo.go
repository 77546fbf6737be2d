// Package undo has transactions, which are committed where all went well, and undone where
// something failed. What is advised on a path is what paths do that end like it.
package undo

import (
	"errors"
	"fmt"
	"sync"
)

var errKey = errors.New("no key")

// A store has one transaction at a time.
type store struct {
	mu   sync.Mutex
	data map[string]string
	next map[string]string
}

func (s *store) begin() {
	s.mu.Lock()
	s.next = make(map[string]string)
}

func (s *store) commit() error {
	defer s.mu.Unlock()
	if s.next == nil {
		return errKey
	}
	s.data = s.next
	return nil
}

func (s *store) rollback() {
	s.next = nil
	s.mu.Unlock()
}

func (s *store) put(k, v string) error {
	if k == "" {
		return errKey
	}
	s.next[k] = v
	return nil
}

// SwapOk commits, or rolls back.
func (s *store) SwapOk(empty bool, k, v string) error {
	s.begin()
	if empty {
		return s.commit()
	}
	if err := s.put(k, v); err != nil {
		s.rollback()
		return err
	}
	if err := s.put(v, k); err != nil {
		s.rollback()
		return err
	}
	return s.commit()
}

// SwapBad lacks the first rollback. The commit comes before it in the source.
func (s *store) SwapBad(empty bool, k, v string) error {
	s.begin() // want `lockleak: s\.begin\(\) is not released on a path that returns; call s\.rollback\(\) before that$`
	if empty {
		return s.commit()
	}
	if err := s.put(k, v); err != nil {
		return err
	}
	if err := s.put(v, k); err != nil {
		s.rollback()
		return err
	}
	return s.commit()
}

// SentinelBad returns an error of its own.
func (s *store) SentinelBad(k, v string) error {
	s.begin() // want `lockleak: s\.begin\(\) is not released on a path that returns; call s\.rollback\(\) before that$`
	if k == "" {
		s.rollback()
		return errKey
	}
	if v == "" {
		return errors.New("no value")
	}
	s.next[k] = v
	return s.commit()
}

// NamedBad has a named result, and defers something.
func (s *store) NamedBad(empty bool, k, v string, done func()) (err error) {
	defer done()
	s.begin() // want `lockleak: s\.begin\(\) is not released on a path that returns; call s\.rollback\(\) before that$`
	if empty {
		return s.commit()
	}
	if k == "" {
		return errKey
	}
	if v == "" {
		s.rollback()
		return errKey
	}
	return s.commit()
}

// CommitBad forgets the commit: undoing it is no advice for a path that succeeds.
func (s *store) CommitBad(k, v string) error {
	s.begin() // want `lockleak: s\.begin\(\) is not released on a path that returns; call s\.commit\(\) before that$`
	if err := s.put(k, v); err != nil {
		s.rollback()
		return err
	}
	if k == v {
		return nil
	}
	if err := s.commit(); err != nil {
		return fmt.Errorf("%s: %w", k, err)
	}
	return nil
}

// OnlyCommitBad has no path that undoes it: nothing is advised that commits.
func (s *store) OnlyCommitBad(k, v string) error {
	s.begin() // want `lockleak: s\.begin\(\) is not released on a path that returns; release it before that$`
	if err := s.put(k, v); err != nil {
		return err
	}
	if err := s.commit(); err != nil {
		return fmt.Errorf("%s: %w", k, err)
	}
	return nil
}

func (s *store) lockAll() { s.mu.Lock() }

func (s *store) unlockAll() { s.mu.Unlock() }

// PlainBad calls what does nothing but release.
func (s *store) PlainBad(k, v string) error {
	s.lockAll() // want `lockleak: s\.lockAll\(\) is not released on a path that returns; call s\.unlockAll\(\) before that, or defer it$`
	if k == "" {
		return errKey
	}
	s.data[k] = v
	s.unlockAll()
	return nil
}
