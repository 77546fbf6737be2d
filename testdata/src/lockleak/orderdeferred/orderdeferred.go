// Package orderdeferred is package orderalone with one more method, which defers a
// call of one that acquires. That changes nothing for the others.
package orderdeferred

import "sync"

// A session is used by one goroutine at a time, and not after it is closed.
type session struct {
	mu   sync.Mutex
	open bool
	sent int
}

func (s *session) acquire() {
	s.mu.Lock()
	if !s.open {
		panic("closed session")
	}
}

func (s *session) SendOk(idle bool) bool {
	s.acquire()
	if idle {
		s.mu.Unlock()
		return false
	}
	s.sent++
	s.mu.Unlock()
	return true
}

func (s *session) SendBad(idle bool) bool {
	s.acquire() // want `lockleak: s\.acquire\(\) is not released on a path that returns`
	if idle {
		return false
	}
	s.sent++
	s.mu.Unlock()
	return true
}

func (s *session) FlushOk() {
	defer s.SendBad(true)
	s.sent = 0
}
