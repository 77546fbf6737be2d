// Package twice holds objects that give back a lock when they are closed, and
// by another method before that.
package twice

import (
	"errors"
	"io"
	"sync"
)

var (
	mu     sync.Mutex
	locked = make(map[string]bool)
)

func tryLock(name string) error {
	mu.Lock()
	defer mu.Unlock()
	if locked[name] {
		return errors.New("locked")
	}
	locked[name] = true
	return nil
}

func unlock(name string) {
	mu.Lock()
	delete(locked, name)
	mu.Unlock()
}

type writer struct {
	name string
	out  io.WriteCloser
}

func newWriter(name string, out io.WriteCloser) (*writer, error) {
	if err := tryLock(name); err != nil {
		return nil, err
	}
	return &writer{name, out}, nil
}

// Commit gives the name free.
func (w *writer) Commit() error {
	if err := w.out.Close(); err != nil {
		return err
	}
	unlock(w.name)
	w.out = nil
	return nil
}

// Close knows that Commit may have run, and does not ask in time.
func (w *writer) Close() error {
	unlock(w.name) // want `badunlock: unlock\(w\.name\) releases again what Commit has released; release it only where out says that Commit has not run`
	if w.out != nil {
		return w.out.Close()
	}
	return nil
}

type reader struct {
	name string
	in   io.Closer
}

// Finish gives the name free.
func (r *reader) Finish() {
	unlock(r.name)
	r.in = nil
}

// Close asks first.
func (r *reader) Close() error {
	if r.in == nil {
		return nil
	}
	unlock(r.name)
	return r.in.Close()
}

type tx struct {
	mu   *sync.Mutex
	done bool
	n    int
}

// Rollback is called in place of Close.
func (t *tx) Rollback() {
	t.n = 0
	t.mu.Unlock()
}

// Close is called in place of Rollback.
func (t *tx) Close() {
	t.mu.Unlock()
}
