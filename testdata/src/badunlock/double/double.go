// Package double holds releases of what the path has given back already.
package double

import (
	"errors"
	"sync"
)

var errBroken = errors.New("broken")

type table struct {
	mu   sync.Mutex
	rw   sync.RWMutex
	rows map[string]int
	n    int
}

// AgainBad releases behind the section as well, where the row is missing.
func (t *table) AgainBad(key string) error {
	t.mu.Lock()
	_, ok := t.rows[key]
	t.mu.Unlock()
	if !ok {
		t.mu.Unlock() // want `badunlock: t\.mu\.Unlock\(\) .* not held`
		return errBroken
	}
	return nil
}

// AgainOk returns without another release.
func (t *table) AgainOk(key string) error {
	t.mu.Lock()
	_, ok := t.rows[key]
	t.mu.Unlock()
	if !ok {
		return errBroken
	}
	return nil
}

// FallThroughBad lacks the return in its error branch.
func (t *table) FallThroughBad(check func() error) {
	t.mu.Lock()
	if err := check(); err != nil {
		t.mu.Unlock()
		println("broken")
	}
	t.n++
	t.mu.Unlock() // want `badunlock: t\.mu\.Unlock\(\) .* not held`
}

// FallThroughOk returns from its error branch.
func (t *table) FallThroughOk(check func() error) {
	t.mu.Lock()
	if err := check(); err != nil {
		t.mu.Unlock()
		return
	}
	t.n++
	t.mu.Unlock()
}

// DeferredBad releases by hand what a defer releases as well.
func (t *table) DeferredBad(check func() error) error {
	t.mu.Lock()
	defer t.mu.Unlock() // want `badunlock: t\.mu\.Unlock\(\) .* not held`
	if err := check(); err != nil {
		t.mu.Unlock()
		return err
	}
	t.n++
	return nil
}

// WindowOk opens a window in a deferred section and closes it.
func (t *table) WindowOk(wait func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.mu.Unlock()
	wait()
	t.mu.Lock()
	t.n++
}

// WindowBad leaves the window open on its error path.
func (t *table) WindowBad(wait func() error) error {
	t.mu.Lock()
	defer t.mu.Unlock() // want `badunlock: t\.mu\.Unlock\(\) .* not held`
	t.mu.Unlock()
	if err := wait(); err != nil {
		return err
	}
	t.mu.Lock()
	t.n++
	return nil
}

// LoopBad releases in an error branch of a loop and goes on.
func (t *table) LoopBad(keys []string, check func(string) error) {
	t.rw.Lock()
	for _, key := range keys {
		if err := check(key); err != nil {
			t.rw.Unlock() // want `badunlock: t\.rw\.Unlock\(\) .* not held`
			println(key)
		}
		t.rows[key]++
	}
	t.rw.Unlock() // want `badunlock: t\.rw\.Unlock\(\) .* not held`
}

// ClosureBad releases by a literal that is deferred as well.
func (t *table) ClosureBad(need bool) error {
	enter := func() {
		if need {
			t.mu.Lock()
		}
	}
	leave := func() {
		if need {
			t.mu.Unlock() // want `badunlock: t\.mu\.Unlock\(\) .* not held`
		}
	}
	enter()
	defer leave()
	if t.rows == nil {
		leave()
		return errBroken
	}
	return nil
}

// FlagOk remembers that it has released.
func (t *table) FlagOk(early bool) {
	t.mu.Lock()
	open := true
	defer func() {
		if open {
			t.mu.Unlock()
		}
	}()
	if early {
		open = false
		t.mu.Unlock()
		return
	}
	t.n++
}

// FlagBad has the flag, and forgets to clear it.
func (t *table) FlagBad(early bool) {
	t.mu.Lock()
	open := true
	defer func() {
		if open {
			t.mu.Unlock() // want `badunlock: t\.mu\.Unlock\(\) .* not held`
		}
	}()
	if early {
		t.mu.Unlock()
		return
	}
	open = false
	t.mu.Unlock()
}

// FailedTryBad releases where the try has failed.
func (t *table) FailedTryBad() bool {
	if !t.mu.TryLock() {
		t.mu.Unlock() // want `badunlock: t\.mu\.Unlock\(\) .* not held`
		return false
	}
	t.n++
	t.mu.Unlock()
	return true
}

func (t *table) enter() { t.mu.Lock() }

// HelperOk acquires again by a helper.
func (t *table) HelperOk(wait func()) {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
	wait()
	t.enter()
	t.n++
	t.mu.Unlock()
}

// CallersOk gives back what its caller holds, and takes it again.
func (t *table) CallersOk(wait func()) {
	t.mu.Unlock()
	wait()
	t.mu.Lock()
}

// CorrelatedOk releases in one of two branches that exclude each other.
func (t *table) CorrelatedOk(early bool) {
	t.mu.Lock()
	if early {
		t.mu.Unlock()
	}
	println("between")
	if !early {
		t.mu.Unlock()
	}
}

func require(ok bool) {
	if !ok {
		panic("broken")
	}
}

// RequiredTryOk asserts that the try works.
func (t *table) RequiredTryOk() {
	require(t.mu.TryLock())
	t.n++
	t.mu.Unlock()
}

// A tester is what assertions are given, as testing.TB.
type tester interface{ FailNow() }

func requireNoError(t tester, err error) {
	if err != nil {
		t.FailNow()
	}
}

// AssertedOk releases before an assertion that does not hold, and ends the test.
func AssertedOk(t tester, rows *table, check func() error) {
	rows.mu.Lock()
	if err := check(); err != nil {
		rows.mu.Unlock()
		requireNoError(t, err)
	}
	rows.mu.Unlock()
}

func (t *table) pause() {
	t.mu.Unlock()
	println("pause")
	t.mu.Lock()
}

// HelperInBetweenOk releases behind a helper that releases and takes back.
func (t *table) HelperInBetweenOk() {
	t.mu.Lock()
	t.pause()
	t.mu.Unlock()
}
