// Package channels holds locks whose release depends on a channel that is
// closed once.
package channels

import (
	"errors"
	"sync"
)

type store struct {
	mu   sync.Mutex
	done chan struct{}
}

// end releases unless it has run before.
func (s *store) end() {
	select {
	case <-s.done:
		return
	default:
	}
	close(s.done)
	s.mu.Unlock()
}

// EndOk ends what it began.
func (s *store) EndOk(f func() error) error {
	s.done = make(chan struct{})
	s.mu.Lock()
	defer s.end()
	return f()
}

// CloseBad closes the channel by which end knows that there is nothing to do.
func (s *store) CloseBad(f func() error) error {
	s.mu.Lock() // want `lockleak: s\.mu\.Lock\(\) is not released on a path that returns`
	if err := f(); err != nil {
		close(s.done)
		s.end()
		return err
	}
	s.mu.Unlock()
	return nil
}

// AskOk asks for the channel twice, to the same effect.
func (s *store) AskOk() error {
	s.mu.Lock()
	select {
	case <-s.done:
		s.mu.Unlock()
		return errors.New("done")
	default:
	}
	s.mu.Unlock()
	return nil
}
