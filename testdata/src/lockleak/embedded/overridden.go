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

// FN_Overridden leaves the lock held if there is no such name. What its type's
// own Lock acquires is one name for the lock, and what its own Unlock releases
// another: the embedded lock.
func (s *statistics) FN_Overridden(name string) (int, error) {
	s.lock.Lock()
	sum, ok := s.sums[name]
	if !ok {
		return 0, errNoStats
	}
	s.lock.Unlock()
	return sum, nil
}
