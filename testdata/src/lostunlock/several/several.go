// Package several has calls that acquire several locks: their results say of all of them
// whether they are held.
package several

import (
	"errors"
	"sync"
)

var errClosed = errors.New("closed")

// A store has a lock for readers of its index and one for its log.
type store struct {
	index, log sync.Mutex
	closed     bool
	rows       map[string]string
}

// A tx holds both locks until it is done.
type tx struct{ s *store }

func (t *tx) done() {
	t.s.log.Unlock()
	t.s.index.Unlock()
}

// beginOk returns an error with both released, or a tx that releases both.
func (s *store) beginOk() (*tx, error) {
	s.index.Lock()
	s.log.Lock()
	if s.closed {
		s.log.Unlock()
		s.index.Unlock()
		return nil, errClosed
	}
	return &tx{s: s}, nil
}

// UpdateOk is done with the tx on each path that has one.
func (s *store) UpdateOk(fn func(*tx) error) error {
	t, err := s.beginOk()
	if err != nil {
		return err
	}
	if err := fn(t); err != nil {
		t.done()
		return err
	}
	t.done()
	return nil
}

// SetBad keeps the tx where the key is empty.
func (s *store) SetBad(key, value string) error {
	t, err := s.beginOk() // want `lostunlock: the release that s\.beginOk\(\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	if key == "" {
		return errors.New("empty key")
	}
	s.rows[key] = value
	t.done()
	return nil
}

// RetryOk begins again and again: each round has results of its own.
func (s *store) RetryOk(key, value string) {
	for {
		t, err := s.beginOk()
		if err != nil {
			continue
		}
		s.rows[key] = value
		t.done()
		return
	}
}

// RetryBad ends with the tx open.
func (s *store) RetryBad(keys []string) int {
	n := 0
	for _, k := range keys {
		t, err := s.beginOk() // want `lostunlock: the release that s\.beginOk\(\) returns is not called on a path that returns`
		if err != nil {
			continue
		}
		if s.rows[k] == "" {
			return n
		}
		n++
		t.done()
	}
	return n
}

// enter acquires both locks, or says that it did not.
func (s *store) enter() bool {
	s.index.Lock()
	s.log.Lock()
	if s.closed {
		s.log.Unlock()
		s.index.Unlock()
		return false
	}
	return true
}

// leave undoes enter.
func (s *store) leave() {
	s.log.Unlock()
	s.index.Unlock()
}

// GetOk leaves if it has entered.
func (s *store) GetOk(key string) string {
	if !s.enter() {
		return ""
	}
	defer s.leave()
	return s.rows[key]
}

// GetBad leaves only where the key is there.
func (s *store) GetBad(key string) (string, bool) {
	if !s.enter() { // want `lockleak: s\.enter\(\) is not released on a path that returns`
		return "", false
	}
	v, ok := s.rows[key]
	if !ok {
		return "", false
	}
	s.leave()
	return v, true
}
