// Package modes holds exclusive and shared modes, lockers, and their mix-ups.
package modes

import (
	"errors"
	"io"
	"sync"
)

var errMissing = errors.New("missing")

type table struct {
	mu   sync.RWMutex
	rows map[string]int
	done bool
}

// ReadOk releases the reader on both exits.
func (t *table) ReadOk(key string) (int, error) {
	t.mu.RLock()
	v, ok := t.rows[key]
	if !ok {
		t.mu.RUnlock()
		return 0, errMissing
	}
	t.mu.RUnlock()
	return v, nil
}

// ReadBad lacks one line of ReadOk.
func (t *table) ReadBad(key string) (int, error) {
	t.mu.RLock() // want `lockleak: t\.mu\.RLock\(\) .* returns`
	v, ok := t.rows[key]
	if !ok {
		return 0, errMissing
	}
	t.mu.RUnlock()
	return v, nil
}

// FoundInLoopBad returns the element it looked for from inside the loop.
func (t *table) FoundInLoopBad(want int) string {
	t.mu.RLock() // want `lockleak: t\.mu\.RLock\(\) .* returns`
	for k, v := range t.rows {
		if v == want {
			return k
		}
	}
	t.mu.RUnlock()
	return ""
}

// WriteOk releases the writer on both exits.
func (t *table) WriteOk(key string, v int) error {
	t.mu.Lock()
	if t.rows == nil {
		t.mu.Unlock()
		return errMissing
	}
	t.rows[key] = v
	t.mu.Unlock()
	return nil
}

// WriteBad lacks one line of WriteOk.
func (t *table) WriteBad(key string, v int) error {
	t.mu.Lock() // want `lockleak: t\.mu\.Lock\(\) .* returns`
	if t.rows == nil {
		return errMissing
	}
	t.rows[key] = v
	t.mu.Unlock()
	return nil
}

// WrongReleaseOfReaderBad releases the reader as if it were a writer on its error path.
func (t *table) WrongReleaseOfReaderBad(key string) (int, error) {
	t.mu.RLock()
	v, ok := t.rows[key]
	if !ok {
		t.mu.Unlock() // want `badunlock: t\.mu\.Unlock\(\) releases t\.mu in the mode in which it is not held`
		return 0, errMissing
	}
	t.mu.RUnlock()
	return v, nil
}

// WrongReleaseOfWriterBad releases the writer as if it were a reader on its error path.
func (t *table) WrongReleaseOfWriterBad(key string, v int) error {
	t.mu.Lock()
	if t.rows == nil {
		t.mu.RUnlock() // want `badunlock: t\.mu\.RUnlock\(\) releases t\.mu in the mode in which it is not held`
		return errMissing
	}
	t.rows[key] = v
	t.mu.Unlock()
	return nil
}

// DeferredWrongReleaseBad releases a reader as a writer on all paths.
func (t *table) DeferredWrongReleaseBad() int {
	t.mu.RLock()
	defer t.mu.Unlock() // want `badunlock: t\.mu\.Unlock\(\) releases t\.mu in the mode in which it is not held`
	return len(t.rows)
}

// ByArgumentOk chooses mode and release by the same argument.
func (t *table) ByArgumentOk(write bool, f func() error) error {
	if write {
		t.mu.Lock()
	} else {
		t.mu.RLock()
	}
	err := f()
	if write {
		t.mu.Unlock()
	} else {
		t.mu.RUnlock()
	}
	return err
}

// ByArgumentBad releases as a writer on its error path, whatever the argument is.
func (t *table) ByArgumentBad(write bool, f func() error) error {
	if write {
		t.mu.Lock()
	} else {
		t.mu.RLock()
	}
	if err := f(); err != nil {
		t.mu.Unlock() // want `badunlock: t\.mu\.Unlock\(\) releases t\.mu in the mode in which it is not held`
		return err
	}
	if write {
		t.mu.Unlock()
	} else {
		t.mu.RUnlock()
	}
	return nil
}

// DeferByArgumentOk defers the release that fits the mode.
func (t *table) DeferByArgumentOk(write bool, f func() error) error {
	if write {
		t.mu.Lock()
		defer t.mu.Unlock()
	} else {
		t.mu.RLock()
		defer t.mu.RUnlock()
	}
	return f()
}

// UpgradeOk leaves as reader, enters as writer, and looks again.
func (t *table) UpgradeOk() {
	t.mu.RLock()
	done := t.done
	t.mu.RUnlock()
	if done {
		return
	}
	t.mu.Lock()
	if t.done {
		t.mu.Unlock()
		return
	}
	t.done = true
	t.mu.Unlock()
}

// UpgradeBad lacks one line of UpgradeOk, in the second look.
func (t *table) UpgradeBad() {
	t.mu.RLock()
	done := t.done
	t.mu.RUnlock()
	if done {
		return
	}
	t.mu.Lock() // want `lockleak: t\.mu\.Lock\(\) .* returns`
	if t.done {
		return
	}
	t.done = true
	t.mu.Unlock()
}

// UpgradeReaderBad forgets the reader before it returns what it found.
func (t *table) UpgradeReaderBad(key string, n int) int {
	t.mu.RLock() // want `lockleak: t\.mu\.RLock\(\) .* returns`
	if v, ok := t.rows[key]; ok {
		return v
	}
	t.mu.RUnlock()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rows[key] = n
	return n
}

// FirstThenReadOk leaves as writer before it enters as reader.
func (t *table) FirstThenReadOk(key string) int {
	t.mu.Lock()
	t.rows[key]++
	t.mu.Unlock()
	t.mu.RLock()
	defer t.mu.RUnlock()
	return len(t.rows)
}

// InterfaceOk works on any implementation.
func InterfaceOk(l sync.Locker, f func() error) error {
	l.Lock()
	if err := f(); err != nil {
		l.Unlock()
		return err
	}
	l.Unlock()
	return nil
}

// InterfaceBad lacks one line of InterfaceOk.
func InterfaceBad(l sync.Locker, f func() error) error {
	l.Lock() // want `lockleak: l\.Lock\(\) .* returns`
	if err := f(); err != nil {
		return err
	}
	l.Unlock()
	return nil
}

// ReaderViewOk enters as reader through the other view of a RWMutex.
func (t *table) ReaderViewOk(f func() error) error {
	rl := t.mu.RLocker()
	rl.Lock()
	if err := f(); err != nil {
		rl.Unlock()
		return err
	}
	rl.Unlock()
	return nil
}

// ReaderViewBad lacks one line of ReaderViewOk.
func (t *table) ReaderViewBad(f func() error) error {
	rl := t.mu.RLocker()
	rl.Lock() // want `lockleak: rl\.Lock\(\) .* returns`
	if err := f(); err != nil {
		return err
	}
	rl.Unlock()
	return nil
}

// ReaderViewMixedOk enters through that view and leaves through the RWMutex.
func (t *table) ReaderViewMixedOk() int {
	t.mu.RLocker().Lock()
	n := len(t.rows)
	t.mu.RUnlock()
	return n
}

// An imageStore releases both modes by the same method.
type imageStore interface {
	RLock()
	Unlock()
	Reload() error
	Open(id string) (io.ReadCloser, error)
}

// SharedReleaseOk knows a store whose one method ends both modes.
func SharedReleaseOk(st imageStore, id string) (io.ReadCloser, error) {
	st.RLock()
	if err := st.Reload(); err != nil {
		st.Unlock()
		return nil, err
	}
	r, err := st.Open(id)
	st.Unlock()
	return r, err
}

// SharedReleaseBad lacks one line of SharedReleaseOk.
func SharedReleaseBad(st imageStore, id string) (io.ReadCloser, error) {
	st.RLock() // want `lockleak: st\.RLock\(\) .* returns`
	if err := st.Reload(); err != nil {
		return nil, err
	}
	r, err := st.Open(id)
	st.Unlock()
	return r, err
}

// SharedReleaseInLoopBad returns from the loop while one store is still entered.
func SharedReleaseInLoopBad(all []imageStore, id string) (io.ReadCloser, error) {
	for _, st := range all {
		st.RLock() // want `lockleak: st\.RLock\(\) .* returns`
		if err := st.Reload(); err != nil {
			return nil, err
		}
		r, err := st.Open(id)
		st.Unlock()
		if err == nil {
			return r, nil
		}
	}
	return nil, errMissing
}

type mailbox struct {
	cond  *sync.Cond
	queue []string
}

// CondOk waits for a message under the mutex of its condition.
func (m *mailbox) CondOk(stop *bool) string {
	m.cond.L.Lock()
	for len(m.queue) == 0 {
		if *stop {
			m.cond.L.Unlock()
			return ""
		}
		m.cond.Wait()
	}
	msg := m.queue[0]
	m.queue = m.queue[1:]
	m.cond.L.Unlock()
	return msg
}

// CondBad lacks one line of CondOk.
func (m *mailbox) CondBad(stop *bool) string {
	m.cond.L.Lock() // want `lockleak: m\.cond\.L\.Lock\(\) .* returns`
	for len(m.queue) == 0 {
		if *stop {
			return ""
		}
		m.cond.Wait()
	}
	msg := m.queue[0]
	m.queue = m.queue[1:]
	m.cond.L.Unlock()
	return msg
}
