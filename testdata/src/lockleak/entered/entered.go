// Package entered holds functions that begin inside a section of their
// caller, leave it for a while and come back.
package entered

import (
	"errors"
	"sync"
	"time"
)

var errClosed = errors.New("closed")

type session struct {
	mu     sync.Mutex
	rw     sync.RWMutex
	other  sync.Mutex
	ready  chan struct{}
	closed bool
	err    error
	n      int
}

// waitOk leaves, waits and comes back.
func (s *session) waitOk() {
	s.mu.Unlock()
	<-s.ready
	s.mu.Lock()
}

// rpcOk comes back by a deferred call.
func (s *session) rpcOk(call func() error) error {
	s.mu.Unlock()
	defer s.mu.Lock()
	return call()
}

// closureOk comes back in a deferred closure.
func (s *session) closureOk(call func()) {
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.n++
	}()
	call()
}

// twiceOk leaves and comes back two times.
func (s *session) twiceOk(first, second func()) {
	s.mu.Unlock()
	first()
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
	second()
	s.mu.Lock()
}

// errorOk comes back before it looks at its error, so every exit is alike.
func (s *session) errorOk(call func() error) error {
	s.mu.Unlock()
	err := call()
	s.mu.Lock()
	if err != nil {
		s.err = err
		return err
	}
	if s.closed {
		return errClosed
	}
	s.n++
	return nil
}

// branchOk leaves only where it has to wait.
func (s *session) branchOk(wait bool) {
	if wait {
		s.mu.Unlock()
		time.Sleep(time.Millisecond)
		s.mu.Lock()
	}
	s.n++
}

// loopOk leaves and comes back in every round.
func (s *session) loopOk() error {
	for s.n == 0 {
		s.mu.Unlock()
		time.Sleep(time.Millisecond)
		s.mu.Lock()
		if s.closed {
			return errClosed
		}
	}
	return nil
}

// readerOk changes a reader of its caller into a writer, and back.
func (s *session) readerOk() {
	s.rw.RUnlock()
	s.rw.Lock()
	s.n++
	s.rw.Unlock()
	s.rw.RLock()
}

// readerDeferOk changes back by deferred calls.
func (s *session) readerDeferOk() {
	s.rw.RUnlock()
	defer s.rw.RLock()
	s.rw.Lock()
	defer s.rw.Unlock()
	s.n++
}

// literalOk leaves and comes back in a literal that runs at once.
func (s *session) literalOk(call func() error) error {
	return func() error {
		s.mu.Unlock()
		defer s.mu.Lock()
		return call()
	}()
}

// finishOk leaves for good what its caller entered.
func (s *session) finishOk() {
	s.closed = true
	s.mu.Unlock()
}

// finishOrStayOk leaves for good only where it says so.
func (s *session) finishOrStayOk() bool {
	if s.n > 0 {
		return false
	}
	s.mu.Unlock()
	return true
}

// CallersOk calls such functions inside a section of its own.
func (s *session) CallersOk(call func() error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waitOk()
	if err := s.rpcOk(call); err != nil {
		return err
	}
	return s.errorOk(call)
}

// FinisherOk lets finishOk leave its section.
func (s *session) FinisherOk() {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	s.finishOk()
}

// otherBad is right in its caller's section and wrong in one of its own.
func (s *session) otherBad(call func() error) error {
	s.mu.Unlock()
	defer s.mu.Lock()
	s.other.Lock() // want `lockleak: s\.other\.Lock\(\) .* returns`
	if err := call(); err != nil {
		return err
	}
	s.other.Unlock()
	return nil
}

// BackAgainOk enters, leaves and comes back, and leaves on every exit.
func (s *session) BackAgainOk(call func() error) error {
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
	err := call()
	s.mu.Lock()
	if err != nil {
		s.mu.Unlock()
		return err
	}
	s.n--
	s.mu.Unlock()
	return nil
}

// BackAgainBad lacks one line of BackAgainOk.
func (s *session) BackAgainBad(call func() error) error {
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
	err := call()
	s.mu.Lock() // want `lockleak: s\.mu\.Lock\(\) .* returns`
	if err != nil {
		return err
	}
	s.n--
	s.mu.Unlock()
	return nil
}

// WaiterBad waits inside its own section, and returns early behind the wait.
func (s *session) WaiterBad() error {
	s.mu.Lock() // want `lockleak: s\.mu\.Lock\(\) .* returns`
	s.waitOk()
	if s.closed {
		return errClosed
	}
	s.n++
	s.mu.Unlock()
	return nil
}

// use keeps the unexported functions of this file in use.
var use = []any{
	(*session).closureOk, (*session).twiceOk, (*session).branchOk, (*session).loopOk,
	(*session).readerOk, (*session).readerDeferOk, (*session).literalOk,
	(*session).finishOrStayOk, (*session).otherBad,
}
