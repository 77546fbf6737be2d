package panics

import "sync"

// A counter counts the users of a value.
type counter struct {
	mu sync.Mutex
	n  int
}

// acquire panics with the lock held where the counter is broken.
func (c *counter) acquire() {
	c.mu.Lock()
	if c.n < 0 {
		panic("broken")
	}
}

func (c *counter) release() { c.mu.Unlock() }

// A value has users.
type value struct{ c *counter }

func (v *value) acquire() { v.c.acquire() }

// Release ends the use.
func (v *value) Release() { v.c.release() }

// UseOk panics, if at all, where it has nothing to release yet.
func UseOk(c *counter) int {
	c.acquire()
	n := c.n
	c.release()
	return n
}

// TakeOk returns what releases it.
func TakeOk(v *value, empty bool) *value {
	if empty {
		return nil
	}
	v.acquire()
	return v
}

// check panics.
func check(n int) {
	if n > 9 {
		panic("too many")
	}
}

// CheckBad panics between the two.
func CheckBad(c *counter) int {
	c.acquire() // want `lockleak: c\.acquire\(\) is not released on a path that panics`
	n := c.n
	check(n)
	c.release()
	return n
}
