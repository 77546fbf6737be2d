// Package orderlast declares the method that releases after those that use it.
// Package orderfirst is the same in another order.
package orderlast

import "sync"

// A store has one transaction at a time.
type store struct {
	mu       sync.Mutex
	attempts int
}

// A txn holds the lock of its store until it is committed.
type txn struct{ s *store }

func (s *store) open() *txn {
	s.mu.Lock()
	s.attempts++
	return &txn{s}
}

func RetryOk(s *store, stale bool) bool {
	next := s.open()
	if stale {
		next.commit()
		return false
	}
	next.commit()
	return true
}

func RetryBad(s *store, stale bool) bool {
	next := s.open() // want `lostunlock: the release that s\.open\(\) returns is not called on a path that returns`
	if stale {
		return false
	}
	next.commit()
	return true
}

// NextBad is RetryBad as a method of the type that has the release.
func (t *txn) NextBad(s *store, stale bool) bool {
	next := s.open() // want `lostunlock: the release that s\.open\(\) returns is not called on a path that returns`
	if stale {
		return false
	}
	next.commit()
	return true
}

// NextOk is RetryOk as a method of the type that has the release.
func (t *txn) NextOk(s *store, stale bool) bool {
	next := s.open()
	if stale {
		next.commit()
		return false
	}
	next.commit()
	return true
}

func (t *txn) commit() { t.s.mu.Unlock() }
