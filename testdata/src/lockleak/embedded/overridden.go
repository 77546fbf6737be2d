package embedded

import (
	"errors"
	"sync"
)

var errNoStats = errors.New("no statistics")

// A countedLock counts who holds it, in methods in place of the embedded ones.
type countedLock struct {
	sync.Mutex
	holders int
}

func (l *countedLock) Lock() {
	l.Mutex.Lock()
	l.holders++
}

func (l *countedLock) Unlock() {
	l.holders--
	l.Mutex.Unlock()
}

type statistics struct {
	lock countedLock
	sums map[string]int
}

// OverriddenOk releases on both paths.
func (s *statistics) OverriddenOk(name string) (int, error) {
	s.lock.Lock()
	sum, ok := s.sums[name]
	if !ok {
		s.lock.Unlock()
		return 0, errNoStats
	}
	s.lock.Unlock()
	return sum, nil
}

// OverriddenBad forgets it where there is no such name.
func (s *statistics) OverriddenBad(name string) (int, error) {
	s.lock.Lock() // want `lockleak: s\.lock\.Lock\(\) is not released on a path that returns`
	sum, ok := s.sums[name]
	if !ok {
		return 0, errNoStats
	}
	s.lock.Unlock()
	return sum, nil
}

// TriedOk tries by the method of the embedded lock.
func (s *statistics) TriedOk(name string) int {
	if !s.lock.TryLock() {
		return 0
	}
	s.lock.holders++
	defer s.lock.Unlock()
	return s.sums[name]
}
