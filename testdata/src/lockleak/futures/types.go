// Package futures holds releases that are entrusted to futures, callbacks,
// pools and goroutines.
package futures

import (
	"errors"
	"sync"
)

var errClosed = errors.New("closed")

// A table has a lock for every name.
type table struct {
	mu     sync.Mutex
	locked map[string]bool
	free   *sync.Cond
}

// Lock waits until the name is free.
func (t *table) Lock(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for t.locked[name] {
		t.free.Wait()
	}
	t.locked[name] = true
}

// Unlock gives the name back.
func (t *table) Unlock(name string) {
	t.mu.Lock()
	delete(t.locked, name)
	t.mu.Unlock()
	t.free.Broadcast()
}

// A task is a future that stores its callbacks.
type task struct {
	mu        sync.Mutex
	done      bool
	err       error
	callbacks []func(error)
}

func newTask() *task { return &task{} }

// OnComplete has fn called when the task is over.
func (t *task) OnComplete(fn func(error)) {
	t.mu.Lock()
	if !t.done {
		t.callbacks = append(t.callbacks, fn)
		t.mu.Unlock()
		return
	}
	err := t.err
	t.mu.Unlock()
	fn(err)
}

// Complete ends the task.
func (t *task) Complete() { t.end(nil) }

// SetError ends the task with an error.
func (t *task) SetError(err error) { t.end(err) }

func (t *task) end(err error) {
	t.mu.Lock()
	if t.done {
		t.mu.Unlock()
		return
	}
	t.done, t.err = true, err
	callbacks := t.callbacks
	t.callbacks = nil
	t.mu.Unlock()
	for _, fn := range callbacks {
		fn(err)
	}
}

// A deferred is a future of which only the names are known.
type deferred interface {
	AddListener(fn func())
	SetResult(v any)
	SetError(err error)
}

// A pool takes functions, if it is not full.
type pool interface {
	Submit(fn func()) error
	TryGo(fn func() error) bool
}

type server struct {
	locks   *table
	closed  bool
	tasks   []*task
	last    *task
	work    chan *task
	factory func() deferred
	pool    pool
}

func (s *server) load(name string) error {
	if name == "" {
		return errClosed
	}
	return nil
}

func (s *server) run(t *task) { s.work <- t }
