// Package callees holds second acquires by functions that are called.
package callees

import (
	"errors"
	"sync"
)

var (
	errClosed  = errors.New("closed")
	errMissing = errors.New("missing")
)

// A cache has entries, and counts what it is asked for.
type cache struct {
	mu      sync.Mutex
	entries map[string]string
	max     int
	asked   int
	closed  bool
}

// Len locks the cache.
func (c *cache) Len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.entries)
}

// Full locks the cache by what it calls.
func (c *cache) Full() bool { return c.Len() >= c.max }

// sizeLocked is for those who have locked the cache.
func (c *cache) sizeLocked() int { return len(c.entries) }

// PutBad asks for the size with the lock.
func (c *cache) PutBad(k, v string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.Len() >= c.max { // want `relock: c\.Len\(\) acquires c\.mu, which the path holds already`
		return false
	}
	c.entries[k] = v
	return true
}

// PutOk has the variant for those who have the lock.
func (c *cache) PutOk(k, v string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.sizeLocked() >= c.max {
		return false
	}
	c.entries[k] = v
	return true
}

// PutFirstOk asks for the size before it has the lock.
func (c *cache) PutFirstOk(k, v string) bool {
	if c.Len() >= c.max {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.entries[k] = v
	return true
}

// PutFullBad calls what calls a function that locks.
func (c *cache) PutFullBad(k, v string) {
	c.mu.Lock()
	if !c.Full() { // want `relock: c\.Full\(\) acquires c\.mu, which the path holds already`
		c.entries[k] = v
	}
	c.mu.Unlock()
}

// PutFullOk calls it behind the section.
func (c *cache) PutFullOk(k, v string) bool {
	c.mu.Lock()
	c.entries[k] = v
	c.mu.Unlock()
	return c.Full()
}

// OnePathBad has the lock on one of two ways to the call.
func (c *cache) OnePathBad(count bool) int {
	if count {
		c.mu.Lock()
		c.asked++
	}
	return c.Len() // want `relock: c\.Len\(\) acquires c\.mu, which the path holds already`
}

// OnePathOk releases on it.
func (c *cache) OnePathOk(count bool) int {
	if count {
		c.mu.Lock()
		c.asked++
		c.mu.Unlock()
	}
	return c.Len()
}

// Evict fails before it locks, if there is no key.
func (c *cache) Evict(k string) error {
	if k == "" {
		return errMissing
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.entries, k)
	return nil
}

// TrimBad evicts with the lock: that fails or waits.
func (c *cache) TrimBad(k string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.Evict(k); err != nil { // want `relock: c\.Evict\(k\) acquires c\.mu, which the path holds already`
		return err
	}
	c.asked = 0
	return nil
}

// TrimOk evicts behind its section.
func (c *cache) TrimOk(k string) error {
	c.mu.Lock()
	c.asked = 0
	c.mu.Unlock()
	return c.Evict(k)
}

// checked locks only where the argument says so.
func (c *cache) checked(lock bool) int {
	if lock {
		c.mu.Lock()
		defer c.mu.Unlock()
	}
	return len(c.entries)
}

// CheckedOk tells the function that it has the lock.
func (c *cache) CheckedOk() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.checked(false)
}

// FN_Checked tells it to lock: what depends on an argument does not count, even if that is a constant.
func (c *cache) FN_Checked() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.checked(true)
}

// closeOnce locks unless the cache is closed.
func (c *cache) closeOnce() {
	if c.closed {
		return
	}
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
}

// ClosedOk sets what the function asks for.
func (c *cache) ClosedOk() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	c.closeOnce()
}

// FN_Close closes with the lock: what depends on a field does not count.
func (c *cache) FN_Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closeOnce()
}

// reset locks on both of its ways.
func (c *cache) reset(all bool) {
	if all {
		c.mu.Lock()
		c.entries = make(map[string]string)
		c.mu.Unlock()
		return
	}
	c.mu.Lock()
	c.asked = 0
	c.mu.Unlock()
}

// ResetBad calls what locks on each of its ways.
func (c *cache) ResetBad() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return
	}
	c.reset(true) // want `relock: c\.reset\(true\) acquires c\.mu, which the path holds already`
}

// ResetOk calls it without.
func (c *cache) ResetOk() {
	c.mu.Lock()
	closed := c.closed
	c.mu.Unlock()
	if closed {
		return
	}
	c.reset(true)
}

// purge panics before it locks, if the cache is closed.
func (c *cache) purge() {
	if c.closed {
		panic("purge of a closed cache")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.entries)
}

// PurgeBad calls what panics or waits.
func (c *cache) PurgeBad() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked = 0
	c.purge() // want `relock: c\.purge\(\) acquires c\.mu, which the path holds already`
}

// size is a function with the cache as an argument.
func size(c *cache) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.entries)
}

// ArgumentBad passes what it has locked.
func (c *cache) ArgumentBad() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.asked + size(c) // want `relock: size\(c\) acquires c\.mu, which the path holds already`
}

// ArgumentOk passes another one.
func (c *cache) ArgumentOk(o *cache) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.asked + size(o)
}

// with calls f with the lock.
func (c *cache) with(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f()
}

// FN_Callback calls, from what it passes on, a function that locks: what the function that calls back holds is not
// known where it is called.
func (c *cache) FN_Callback() (n int) {
	c.with(func() {
		n = c.Len()
	})
	return n
}

// CallbackOk uses the lock that it has there.
func (c *cache) CallbackOk() (n int) {
	c.with(func() { n = c.sizeLocked() })
	return n
}

// begin locks the cache for its caller, and counts.
func (c *cache) begin() {
	c.mu.Lock()
	c.asked++
}

// end gives it back.
func (c *cache) end() { c.mu.Unlock() }

// BeginBad has the lock by a function.
func (c *cache) BeginBad() int {
	c.begin()
	defer c.end()
	return c.Len() // want `relock: c\.Len\(\) acquires c\.mu, which the path holds already`
}

// BeginTwiceBad calls that function again.
func (c *cache) BeginTwiceBad(k string) {
	c.begin()
	if c.entries[k] == "" {
		c.begin() // want `relock: c\.begin\(\) acquires c\.mu, which the path holds already`
		c.entries[k] = k
		c.end()
	}
	c.end()
}

// BeginOk has the variant for those who have the lock.
func (c *cache) BeginOk() int {
	c.begin()
	defer c.end()
	return c.sizeLocked()
}

// Lock locks the cache for its caller.
func (c *cache) Lock() { c.mu.Lock() }

// Unlock gives it back.
func (c *cache) Unlock() { c.mu.Unlock() }

// FN_Wrapped has the lock by a method of its own: a type with Lock and Unlock is a lock of another name.
func (c *cache) FN_Wrapped() int {
	c.Lock()
	defer c.Unlock()
	return c.Len()
}

// WrappedTwiceBad calls that method again, which forwards to a lock of package sync.
func (c *cache) WrappedTwiceBad(k string) {
	c.Lock()
	c.asked++
	c.Lock() // want `relock: c\.Lock\(\) acquires c, which the path holds already`
	delete(c.entries, k)
	c.Unlock()
	c.Unlock()
}

// WrappedOk has the variant for those who have the lock.
func (c *cache) WrappedOk() int {
	c.Lock()
	defer c.Unlock()
	return c.sizeLocked()
}

// walk calls itself, and locks where it does not.
func (c *cache) walk(depth int) int {
	if depth > 0 {
		return c.walk(depth - 1)
	}
	return c.Len()
}

// FN_Recursive calls a function that calls itself until it locks: functions that call each other are not known.
func (c *cache) FN_Recursive() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.walk(2)
}

// status fails where the cache is closed, and tells that by a bool.
func (c *cache) status() (int, bool) {
	if c.closed {
		return 0, false
	}
	return c.Len(), true
}

// FN_Status calls what locks unless it fails: that it fails is known of errors only.
func (c *cache) FN_Status() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n, _ := c.status()
	return n
}

// open fails, or calls what locks.
func (c *cache) open() error {
	if c.closed {
		return errClosed
	}
	_, err := c.first()
	return err
}

// first locks, and fails if there is nothing.
func (c *cache) first() (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for k := range c.entries {
		return k, nil
	}
	return "", errMissing
}

// OpenBad calls what fails before it locks, or locks and may fail then.
func (c *cache) OpenBad() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked++
	return c.open() // want `relock: c\.open\(\) acquires c\.mu, which the path holds already`
}
