// Package defers holds deferred releases: conditional, late, in closures, in
// loops, and deferred re-entries.
package defers

import (
	"errors"
	"sync"
)

var errClosed = errors.New("closed")

type queue struct {
	mu     sync.RWMutex
	flush  sync.Mutex
	items  []int
	closed bool
	err    error
}

func (q *queue) wake() {
	q.items = append(q.items, 0)
}

func release(l sync.Locker) { l.Unlock() }

// ConditionalOk defers where it enters, and works in either case.
func (q *queue) ConditionalOk(need bool, work func() error) error {
	if need {
		q.mu.Lock()
		defer q.mu.Unlock()
	}
	return work()
}

// ConditionalBad defers under a condition of its own.
func (q *queue) ConditionalBad(auto bool, work func() error) error {
	q.mu.Lock() // want `lockleak: q\.mu\.Lock\(\) .* returns`
	if auto {
		defer q.mu.Unlock()
	}
	return work()
}

// ConditionalByHandOk defers under a condition and releases by hand under its negation.
func (q *queue) ConditionalByHandOk(auto bool, work func() error) error {
	q.mu.Lock()
	if auto {
		defer q.mu.Unlock()
	}
	err := work()
	if !auto {
		q.mu.Unlock()
	}
	return err
}

// InBranchesOk defers the fitting release in each arm.
func (q *queue) InBranchesOk(write bool, work func() error) error {
	if write {
		q.mu.Lock()
		defer q.mu.Unlock()
	} else {
		q.mu.RLock()
		defer q.mu.RUnlock()
	}
	return work()
}

// InBranchesBad returns from one arm before it defers.
func (q *queue) InBranchesBad(write bool, work func() error) error {
	if write {
		q.mu.Lock()
		defer q.mu.Unlock()
	} else {
		q.mu.RLock() // want `lockleak: q\.mu\.RLock\(\) .* returns`
		if q.closed {
			return errClosed
		}
		defer q.mu.RUnlock()
	}
	return work()
}

// AtOnceOk defers in the next line.
func (q *queue) AtOnceOk(n int) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return errClosed
	}
	q.items = append(q.items, n)
	return nil
}

// TooLateBad defers behind the first return, else it is AtOnceOk.
func (q *queue) TooLateBad(n int) error {
	q.mu.Lock() // want `lockleak: q\.mu\.Lock\(\) .* returns`
	if q.closed {
		return errClosed
	}
	defer q.mu.Unlock()
	q.items = append(q.items, n)
	return nil
}

// ClosureOk releases at the end of a deferred clean-up.
func (q *queue) ClosureOk(work func() error) error {
	q.mu.Lock()
	defer func() {
		if len(q.items) > 0 {
			q.items = q.items[1:]
		}
		q.mu.Unlock()
	}()
	return work()
}

// ClosureBad has a clean-up that returns early.
func (q *queue) ClosureBad(work func() error) error {
	q.mu.Lock() // want `lockleak: q\.mu\.Lock\(\) .* returns`
	defer func() {
		if len(q.items) == 0 {
			return
		}
		q.items = q.items[1:]
		q.mu.Unlock()
	}()
	return work()
}

// ClosureByResultOk releases by hand on success, and in the clean-up on failure.
func (q *queue) ClosureByResultOk(work func() error) (err error) {
	q.mu.Lock()
	defer func() {
		if err != nil {
			q.mu.Unlock()
		}
	}()
	if err = work(); err != nil {
		return err
	}
	q.mu.Unlock()
	return nil
}

// ClosureByResultBad releases in the clean-up on success only.
func (q *queue) ClosureByResultBad(work func() error) (err error) {
	q.mu.Lock() // want `lockleak: q\.mu\.Lock\(\) .* returns`
	defer func() {
		if err == nil {
			q.mu.Unlock()
		}
	}()
	return work()
}

// ArgumentOk defers a function that releases its argument.
func (q *queue) ArgumentOk(work func() error) error {
	q.mu.Lock()
	defer release(&q.mu)
	return work()
}

// ArgumentBad defers a closure behind a return.
func (q *queue) ArgumentBad(work func() error) error {
	q.flush.Lock() // want `lockleak: q\.flush\.Lock\(\) .* returns`
	if err := work(); err != nil {
		return err
	}
	defer func() { q.flush.Unlock() }()
	q.items = nil
	return nil
}

// LoopOk defers for every element; all of them are given back at the end.
func LoopOk(qs []*queue, work func() error) error {
	for _, q := range qs {
		q.mu.Lock()
		defer q.mu.Unlock()
		if q.closed {
			return errClosed
		}
	}
	return work()
}

// LoopBad goes on with the next element before it defers for this one.
func LoopBad(qs []*queue, work func() error) error {
	for _, q := range qs {
		q.mu.Lock() // want `lockleak: q\.mu\.Lock\(\) .* next round of the loop`
		if q.closed {
			continue
		}
		defer q.mu.Unlock()
	}
	return work()
}

// CollectedOk remembers what it entered and gives all of it back in one deferred loop.
func CollectedOk(qs []*queue, work func() error) error {
	var todo []*queue
	for _, q := range qs {
		q.mu.Lock()
		todo = append(todo, q)
	}
	defer func() {
		for _, q := range todo {
			q.mu.Unlock()
		}
	}()
	return work()
}

// SeveralOk defers two releases, last in, first out.
func (q *queue) SeveralOk() error {
	q.flush.Lock()
	defer q.flush.Unlock()
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return errClosed
	}
	q.items = nil
	return nil
}

// SeveralBad defers the outer release, and comes too late with the inner one.
func (q *queue) SeveralBad() error {
	q.flush.Lock()
	defer q.flush.Unlock()
	q.mu.Lock() // want `lockleak: q\.mu\.Lock\(\) .* returns`
	if q.closed {
		return errClosed
	}
	defer q.mu.Unlock()
	q.items = nil
	return nil
}

// WindowOk opens a window in a deferred section and closes it by hand.
func (q *queue) WindowOk(work func() error) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.items = nil
	q.mu.Unlock()
	err := work()
	q.mu.Lock()
	q.err = err
	return err
}

// WindowDeferredOk opens a window in a deferred section and closes it by a second defer.
func (q *queue) WindowDeferredOk(work func() error) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.items = nil
	q.mu.Unlock()
	defer q.mu.Lock()
	return work()
}

// WindowClosureOk closes the window by a deferred closure that has work to do.
func (q *queue) WindowClosureOk(work func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.mu.Unlock()
	defer func() {
		q.mu.Lock()
		q.wake()
	}()
	work()
}

// WindowInFuncOk opens and closes the window inside a function literal.
func (q *queue) WindowInFuncOk(work func() error) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	err := func() error {
		q.mu.Unlock()
		defer q.mu.Lock()
		return work()
	}()
	q.err = err
	return err
}

// WindowBad closes the window by hand behind the release, and then returns early.
func (q *queue) WindowBad(work func() error) error {
	q.mu.Lock()
	q.items = nil
	q.mu.Unlock()
	err := work()
	q.mu.Lock() // want `lockleak: q\.mu\.Lock\(\) .* returns`
	if err != nil {
		q.err = err
		return err
	}
	q.items = append(q.items, 1)
	q.mu.Unlock()
	return nil
}

// DeferredAgainBad defers the wrong one of the two methods, and releases nowhere.
func (q *queue) DeferredAgainBad(n int) {
	q.mu.Lock()
	defer q.mu.Lock() // want `deferlock: the deferred q\.mu\.Lock\(\) acquires q\.mu while it is held`
	q.items = append(q.items, n)
}

// DeferredAgainLateBad defers the wrong one of the two methods, behind a right guard.
func (q *queue) DeferredAgainLateBad(n int) error {
	q.flush.Lock()
	if q.closed {
		q.flush.Unlock()
		return errClosed
	}
	defer q.flush.Lock() // want `deferlock: the deferred q\.flush\.Lock\(\) acquires q\.flush while it is held`
	q.items = append(q.items, n)
	return nil
}

// ScopeOk ends its section with the function literal that defers.
func (q *queue) ScopeOk(n int) int {
	func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		q.items = append(q.items, n)
	}()
	q.mu.RLock()
	defer q.mu.RUnlock()
	return len(q.items)
}

// ScopeBad runs on the wrong scope: the deferred release comes only after the second entry.
func (q *queue) ScopeBad(n int) int {
	q.flush.Lock()
	defer q.flush.Unlock()
	q.items = append(q.items, n)
	q.flush.Lock() // want `relock: q\.flush\.Lock\(\) acquires q\.flush, which the path holds already`
	size := len(q.items)
	q.flush.Unlock()
	return size
}

// NothingToDoOk has deferred calls that do not concern the mutex.
func (q *queue) NothingToDoOk(done chan<- int) {
	defer close(done)
	q.mu.Lock()
	n := len(q.items)
	q.mu.Unlock()
	defer func() { done <- n }()
}
