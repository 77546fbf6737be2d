// Package locktable holds a table of locks and a future that other packages
// use.
package locktable

import (
	"strconv"
	"sync"
)

// A Table holds the keys that are locked.
type Table struct {
	mu     sync.Mutex
	locked map[string]bool
}

// TryLockQueue locks a queue and reports whether it did.
func (t *Table) TryLockQueue(topic, group string, id int) bool {
	key := Key(topic, group, id)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.locked[key] {
		return false
	}
	t.locked[key] = true
	return true
}

// Unlock unlocks the queue with this key.
func (t *Table) Unlock(key string) {
	t.mu.Lock()
	delete(t.locked, key)
	t.mu.Unlock()
}

// UnlockQueue unlocks a queue.
func (t *Table) UnlockQueue(topic, group string, id int) {
	t.Unlock(Key(topic, group, id))
}

// Key returns the key of a queue.
func Key(topic, group string, id int) string {
	return topic + "@" + group + "@" + strconv.Itoa(id)
}

// A Future is something that is over later.
type Future struct {
	mu        sync.Mutex
	over      bool
	listeners []func(error)
}

// AddListener has fn called when the future is over.
func (f *Future) AddListener(fn func(error)) {
	f.mu.Lock()
	if !f.over {
		f.listeners = append(f.listeners, fn)
		f.mu.Unlock()
		return
	}
	f.mu.Unlock()
	fn(nil)
}

// SetResult ends the future.
func (f *Future) SetResult(err error) {
	f.mu.Lock()
	f.over = true
	listeners := f.listeners
	f.listeners = nil
	f.mu.Unlock()
	for _, fn := range listeners {
		fn(err)
	}
}
