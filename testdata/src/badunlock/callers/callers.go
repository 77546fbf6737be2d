// Package callers holds releases of what the caller of a function holds.
package callers

import (
	"errors"
	"sync"
)

var errGone = errors.New("gone")

// A station has trains that wait for a signal.
type station struct {
	mu     sync.Mutex
	rw     sync.RWMutex
	trains int
	gone   bool
	signal chan struct{}
	wg     sync.WaitGroup
}

// TwiceBad gives back twice what its caller holds.
func (s *station) TwiceBad() {
	s.trains--
	s.mu.Unlock()
	println("departs")
	s.mu.Unlock() // want `badunlock: s\.mu\.Unlock\(\) releases s\.mu where it is not held, on a path that has released it already`
}

// TwiceOk gives it back once.
func (s *station) TwiceOk() {
	s.trains--
	s.mu.Unlock()
	println("departs")
}

// FallThroughBad lacks the return in its branch.
func (s *station) FallThroughBad() {
	if s.gone {
		s.mu.Unlock()
		println("gone")
	}
	s.trains--
	s.mu.Unlock() // want `badunlock: s\.mu\.Unlock\(\) releases s\.mu where it is not held, on a path that has released it already`
}

// FallThroughOk returns from its branch.
func (s *station) FallThroughOk() {
	if s.gone {
		s.mu.Unlock()
		println("gone")
		return
	}
	s.trains--
	s.mu.Unlock()
}

// DeferredBad gives back by hand what it has deferred as well.
func (s *station) DeferredBad() error {
	defer s.mu.Unlock() // want `badunlock: s\.mu\.Unlock\(\) releases s\.mu where it is not held, on a path that has released it already`
	if s.gone {
		s.mu.Unlock()
		return errGone
	}
	s.trains--
	return nil
}

// DeferredOk gives it back by the defer.
func (s *station) DeferredOk() error {
	defer s.mu.Unlock()
	if s.gone {
		return errGone
	}
	s.trains--
	return nil
}

// AgainOk takes it again, and gives it back.
func (s *station) AgainOk() {
	s.mu.Unlock()
	println("waits")
	s.mu.Lock()
	s.trains--
	s.mu.Unlock()
}

// AgainBad takes it again on one path only.
func (s *station) AgainBad(wait bool) {
	s.mu.Unlock()
	if wait {
		println("waits")
		s.mu.Lock()
		s.trains--
	}
	s.mu.Unlock() // want `badunlock: s\.mu\.Unlock\(\) releases s\.mu where it is not held, on a path that has released it already`
}

// SignalOk waits for a signal in between: who gives it may have acquired the lock for it.
func (s *station) SignalOk() {
	s.mu.Unlock()
	<-s.signal
	s.trains--
	s.mu.Unlock()
}

// WaitOk waits for goroutines in between, one of which may have acquired it as in SignalOk.
func (s *station) WaitOk() {
	s.mu.Unlock()
	s.wg.Wait()
	s.trains--
	s.mu.Unlock()
}

// SendOk gives a signal in between, and somebody may have acquired it before taking that.
func (s *station) SendOk() {
	s.mu.Unlock()
	s.signal <- struct{}{}
	s.trains--
	s.mu.Unlock()
}

// CallbackBad calls in between what it is given, and that is not expected to acquire the lock.
func (s *station) CallbackBad(next func()) {
	s.mu.Unlock()
	next()
	s.mu.Unlock() // want `badunlock: s\.mu\.Unlock\(\) releases s\.mu where it is not held, on a path that has released it already`
}

// RoundsBad gives it back in each round.
func (s *station) RoundsBad(n int) {
	for range n {
		s.trains--
		s.mu.Unlock() // want `badunlock: s\.mu\.Unlock\(\) releases s\.mu where it is not held, on a path that has released it already`
	}
}

// RoundsOk takes it again in each round.
func (s *station) RoundsOk(n int) {
	for range n {
		s.trains--
		s.mu.Unlock()
		println("departs")
		s.mu.Lock()
	}
}

// FN_ReaderTwice gives a reader back twice: there may be others, or its caller has it twice.
func (s *station) FN_ReaderTwice() int {
	n := s.trains
	s.rw.RUnlock()
	if n == 0 {
		s.rw.RUnlock()
	}
	return n
}

// ExchangeOk gives back a reader, and becomes a writer.
func (s *station) ExchangeOk() {
	s.rw.RUnlock()
	s.rw.Lock()
	s.trains--
	s.rw.Unlock()
}

// FN_Exchange becomes a writer, and gives back a reader: the mode is not looked at where the lock was its caller's.
func (s *station) FN_Exchange() {
	s.rw.RUnlock()
	s.rw.Lock()
	s.trains--
	s.rw.RUnlock()
}

// DowngradeOk gives back a writer, and has been a reader behind it.
func (s *station) DowngradeOk() int {
	s.trains--
	s.rw.Unlock()
	s.rw.RLock()
	defer s.rw.RUnlock()
	return s.trains
}

// FN_Downgrade releases as a writer what it has as a reader: as FN_Exchange.
func (s *station) FN_Downgrade() int {
	s.trains--
	s.rw.Unlock()
	s.rw.RLock()
	defer s.rw.Unlock()
	return s.trains
}

// FirstOk gives back what its caller holds, in one of two branches.
func (s *station) FirstOk() bool {
	if s.gone {
		s.mu.Unlock()
		return false
	}
	return true
}

// OtherOk gives back the locks of two stations.
func OtherOk(a, b *station) {
	a.mu.Unlock()
	b.mu.Unlock()
}

// GoroutineOk has a goroutine give back what may be acquired after it was started.
func (s *station) GoroutineOk() {
	s.mu.Lock()
	s.trains++
	s.mu.Unlock()
	go func() {
		<-s.signal
		s.mu.Unlock()
	}()
}
