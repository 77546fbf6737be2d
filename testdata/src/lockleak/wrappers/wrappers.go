// Package wrappers has locks whose methods forward to one of package sync, as generated
// ones do: what blocks there blocks here.
package wrappers

import "sync"

var order []int

func note(n int) { order = append(order, n) }

type mutex struct{ mu sync.RWMutex }

func (m *mutex) Lock()    { note(1); m.mu.Lock() }
func (m *mutex) Unlock()  { note(-1); m.mu.Unlock() }
func (m *mutex) RLock()   { m.mu.RLock() }
func (m *mutex) RUnlock() { m.mu.RUnlock() }

// NestedLock has an index that it does not lock by.
func (m *mutex) NestedLock(i int)   { note(i); m.mu.Lock() }
func (m *mutex) NestedUnlock(i int) { note(-i); m.mu.Unlock() }

type endpoint struct {
	mu   mutex
	peer any
}

func (e *endpoint) isAttachedOk() bool {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return e.peer != nil
}

// AttachBad waits for itself.
func (e *endpoint) AttachBad(peer any) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if peer == nil && e.isAttachedOk() { // want `relock: e\.isAttachedOk\(\) acquires e\.mu, which the path holds already`
		return
	}
	e.peer = peer
}

// AttachOk asks before.
func (e *endpoint) AttachOk(peer any) {
	if e.isAttachedOk() {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.peer = peer
}

// UnlockBad releases in the mode in which it is not held.
func (e *endpoint) UnlockBad() any {
	e.mu.RLock()
	defer e.mu.Unlock() // want `badunlock: e\.mu\.Unlock\(\) releases e\.mu in the mode in which it is not held`
	return e.peer
}

// ConnectBad locks both in either order, and forgets both on one path.
func (e *endpoint) ConnectBad(f *endpoint, reverse bool) bool {
	if reverse {
		e.mu.Lock()        // want `lockleak: e\.mu\.Lock\(\) .* returns`
		f.mu.NestedLock(1) // want `lockleak: f\.mu\.NestedLock\(1\) .* returns`
	} else {
		f.mu.Lock()        // want `lockleak: f\.mu\.Lock\(\) .* returns`
		e.mu.NestedLock(1) // want `lockleak: e\.mu\.NestedLock\(1\) .* returns; call e\.mu\.NestedUnlock\(1\)`
	}
	if e.peer == nil {
		return false
	}
	e.mu.NestedUnlock(1)
	f.mu.Unlock()
	return true
}

// ConnectOk does not.
func (e *endpoint) ConnectOk(f *endpoint) bool {
	e.mu.Lock()
	f.mu.NestedLock(1)
	defer e.mu.Unlock()
	defer f.mu.NestedUnlock(1)
	return e.peer == nil
}

// A table has keys that count.
type table struct {
	mu    sync.Mutex
	locks map[string]*sync.Mutex
}

func (t *table) Lock(key string)   { t.of(key).Lock() }
func (t *table) Unlock(key string) { t.of(key).Unlock() }

func (t *table) of(key string) *sync.Mutex {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.locks[key] == nil {
		t.locks[key] = new(sync.Mutex)
	}
	return t.locks[key]
}

// BothOk locks two keys.
func BothOk(t *table, a, b string) {
	t.Lock(a)
	defer t.Unlock(a)
	t.Lock(b)
	defer t.Unlock(b)
}

// A counting lock does more than forward: a second acquire does not block.
type reentrant struct {
	mu sync.Mutex
	n  int
}

func (r *reentrant) Lock() {
	if r.n == 0 {
		r.mu.Lock()
	}
	r.n++
}

func (r *reentrant) Unlock() {
	r.n--
	if r.n == 0 {
		r.mu.Unlock()
	}
}

type owner struct{ mu reentrant }

func (o *owner) innerOk() {
	o.mu.Lock()
	defer o.mu.Unlock()
}

func (o *owner) OuterOk() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.innerOk()
}
