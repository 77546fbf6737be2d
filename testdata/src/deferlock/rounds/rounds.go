// Package rounds holds releases that are deferred in loops.
package rounds

import (
	"errors"
	"sync"
)

var errBroken = errors.New("broken")

// A wheel turns, and has a lock of its own.
type wheel struct {
	mu    sync.Mutex
	rw    sync.RWMutex
	turns int
}

// A machine has wheels.
type machine struct {
	mu     sync.Mutex
	wheels []*wheel
	turns  int
}

// RangeBad has in the second round what the first one has deferred to release.
func (m *machine) RangeBad() {
	for _, w := range m.wheels {
		m.mu.Lock()
		defer m.mu.Unlock() // want `deferlock: the release of m\.mu is deferred to the end of the function, and m\.mu\.Lock\(\) in the next round of the loop waits for it`
		m.turns += w.turns
	}
}

// RangeOk releases in each round.
func (m *machine) RangeOk() {
	for _, w := range m.wheels {
		m.mu.Lock()
		m.turns += w.turns
		m.mu.Unlock()
	}
}

// LiteralOk has a function for each round.
func (m *machine) LiteralOk() {
	for _, w := range m.wheels {
		func() {
			m.mu.Lock()
			defer m.mu.Unlock()
			m.turns += w.turns
		}()
	}
}

// OutsideOk defers in front of the loop.
func (m *machine) OutsideOk() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, w := range m.wheels {
		m.turns += w.turns
	}
}

// EachOk has the lock of each wheel to the end.
func (m *machine) EachOk() {
	for _, w := range m.wheels {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.turns++
	}
}

// IndexOk has the lock of each element to the end.
func IndexOk(wheels []wheel) {
	for i := range wheels {
		wheels[i].mu.Lock()
		defer wheels[i].mu.Unlock()
		wheels[i].turns++
	}
}

// ReturnOk returns at the end of the first round.
func (m *machine) ReturnOk() int {
	for _, w := range m.wheels {
		m.mu.Lock()
		defer m.mu.Unlock()
		return m.turns + w.turns
	}
	return 0
}

// FoundOk goes on only where it has not acquired.
func (m *machine) FoundOk(want int) int {
	for _, w := range m.wheels {
		if w.turns != want {
			continue
		}
		m.mu.Lock()
		defer m.mu.Unlock()
		m.turns++
		return m.turns
	}
	return 0
}

// FoundBad goes on where it has acquired as well.
func (m *machine) FoundBad(want int) int {
	for _, w := range m.wheels {
		if w.turns != want {
			continue
		}
		m.mu.Lock()
		defer m.mu.Unlock() // want `deferlock: the release of m\.mu is deferred to the end of the function`
		if m.turns > 0 {
			return m.turns
		}
	}
	return 0
}

// BreakOk leaves the loop when it has acquired.
func (m *machine) BreakOk(want int) {
	for _, w := range m.wheels {
		if w.turns == want {
			m.mu.Lock()
			defer m.mu.Unlock()
			break
		}
	}
	println("done")
}

// ForeverBad serves for ever, with a section in each round.
func (m *machine) ForeverBad(next func() int) {
	for {
		n := next()
		m.mu.Lock()
		defer m.mu.Unlock() // want `deferlock: the release of m\.mu is deferred to the end of the function`
		m.turns += n
	}
}

// RetryBad tries again with what it holds.
func (m *machine) RetryBad(start func() error) error {
	for range 3 {
		m.mu.Lock()
		defer m.mu.Unlock() // want `deferlock: the release of m\.mu is deferred to the end of the function`
		if err := start(); err == nil {
			m.turns++
			return nil
		}
	}
	return errBroken
}

// WriteBad writes in each round.
func (w *wheel) WriteBad(n int) {
	for range n {
		w.rw.Lock()
		defer w.rw.Unlock() // want `deferlock: the release of w\.rw is deferred to the end of the function`
		w.turns++
	}
}

// ReadOk reads in each round, which waits only if somebody writes in between.
func (w *wheel) ReadOk(n int) (sum int) {
	for range n {
		w.rw.RLock()
		defer w.rw.RUnlock()
		sum += w.turns
	}
	return sum
}

// LiteralDeferBad defers a literal that releases.
func (m *machine) LiteralDeferBad() {
	for _, w := range m.wheels {
		m.mu.Lock()
		defer func() { // want `deferlock: the release of m\.mu is deferred to the end of the function`
			m.turns++
			m.mu.Unlock()
		}()
		w.turns++
	}
}

// SwitchBad defers in a case of a switch in a loop.
func (m *machine) SwitchBad(commands <-chan string) {
	for c := range commands {
		switch c {
		case "turn":
			m.mu.Lock()
			defer m.mu.Unlock() // want `deferlock: the release of m\.mu is deferred to the end of the function`
			m.turns++
		case "stop":
			return
		}
	}
}

// GoOk has a goroutine for each round.
func (m *machine) GoOk(wg *sync.WaitGroup) {
	for _, w := range m.wheels {
		wg.Go(func() {
			m.mu.Lock()
			defer m.mu.Unlock()
			m.turns += w.turns
		})
	}
}

// SequenceBad defers in the body of a range over a function.
func (m *machine) SequenceBad(each func(func(*wheel) bool)) {
	for w := range each {
		m.mu.Lock()
		defer m.mu.Unlock() // want `deferlock: the release of m\.mu is deferred to the end of the function`
		m.turns += w.turns
	}
}

// SequenceOk releases at the end of the body.
func (m *machine) SequenceOk(each func(func(*wheel) bool)) {
	for w := range each {
		m.mu.Lock()
		m.turns += w.turns
		m.mu.Unlock()
	}
}
