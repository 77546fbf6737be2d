// Package panics holds panics that nobody is known to recover: they are exits with
// the flag -lockleak.panic=explicit.
package panics

import "sync"

type index struct {
	mu   sync.RWMutex
	keys map[string]int
	free []int
}

// AddBad panics with the lock held where the key is there.
func (x *index) AddBad(key string, n int) {
	x.mu.Lock() // want `lockleak: x\.mu\.Lock\(\) .* panics`
	if _, ok := x.keys[key]; ok {
		panic("added twice: " + key)
	}
	x.keys[key] = n
	x.mu.Unlock()
}

// AddOk releases before it panics.
func (x *index) AddOk(key string, n int) {
	x.mu.Lock()
	if _, ok := x.keys[key]; ok {
		x.mu.Unlock()
		panic("added twice: " + key)
	}
	x.keys[key] = n
	x.mu.Unlock()
}

// DeferOk leaves nothing behind.
func (x *index) DeferOk(key string, n int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if _, ok := x.keys[key]; ok {
		panic("added twice: " + key)
	}
	x.keys[key] = n
}

// SharedOk panics as a reader: others can still read.
func (x *index) SharedOk(key string) int {
	x.mu.RLock()
	n, ok := x.keys[key]
	if !ok {
		panic("no such key: " + key)
	}
	x.mu.RUnlock()
	return n
}

// take returns a number that is free, and panics if there is none.
func (x *index) take() int {
	if len(x.free) == 0 {
		panic("nothing is free")
	}
	n := x.free[0]
	x.free = x.free[1:]
	return n
}

// next takes a number by what panics.
func (x *index) next() int { return x.take() + 1 }

// TakeBad calls what panics with the lock held.
func (x *index) TakeBad(key string) {
	x.mu.Lock() // want `lockleak: x\.mu\.Lock\(\) .* panics`
	x.keys[key] = x.take()
	x.mu.Unlock()
}

// NextBad calls what calls what panics.
func (x *index) NextBad(key string) {
	x.mu.Lock() // want `lockleak: x\.mu\.Lock\(\) .* panics`
	x.keys[key] = x.next()
	x.mu.Unlock()
}

// TakeOk defers the release.
func (x *index) TakeOk(key string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.keys[key] = x.take()
}

// TakeBeforeOk takes the number before.
func (x *index) TakeBeforeOk(key string) {
	n := x.take()
	x.mu.Lock()
	x.keys[key] = n
	x.mu.Unlock()
}

// attempt recovers from what take panics with.
func (x *index) attempt() (n int, ok bool) {
	defer func() { ok = recover() == nil }()
	return x.take(), true
}

// AttemptOk calls what recovers by itself.
func (x *index) AttemptOk(key string) {
	x.mu.Lock()
	if n, ok := x.attempt(); ok {
		x.keys[key] = n
	}
	x.mu.Unlock()
}
