package correlated

import "sync"

// What a loop changes is the same until it changes it again: conditions on it agree
// within a round.

type segment struct {
	mu     sync.Mutex
	sealed bool
	level  int
	keys   []string
	next   *segment
}

type compactor struct {
	mu      sync.Mutex
	merged  int
	visited int
}

// SealedOk tests a field of the element twice.
func SealedOk(list *segment) {
	for s := list; s != nil; s = s.next {
		s.mu.Lock()
		if s.sealed {
			s.mu.Unlock()
			continue
		}
		if !s.sealed {
			s.mu.Unlock()
		}
	}
}

// SealedBad tests two fields.
func SealedBad(list *segment) {
	for s := list; s != nil; s = s.next {
		s.mu.Lock() // want `lockleak: s\.mu\.Lock\(\) .* next round of the loop`
		if s.sealed {
			s.mu.Unlock()
			continue
		}
		if s.level > 0 {
			s.mu.Unlock()
		}
	}
}

// LevelOk has a lock besides that of the elements.
func (c *compactor) LevelOk(list *segment) {
	for s := list; s != nil; s = s.next {
		c.mu.Lock()
		if s.level == 3 {
			c.mu.Unlock()
			continue
		}
		if s.level != 3 {
			c.mu.Unlock()
		}
	}
}

// LevelBad compares with another level.
func (c *compactor) LevelBad(list *segment) {
	for s := list; s != nil; s = s.next {
		c.mu.Lock() // want `lockleak: c\.mu\.Lock\(\) is not released on a path`
		if s.level == 3 {
			c.mu.Unlock()
			continue
		}
		if s.level != 4 {
			c.mu.Unlock()
		}
	}
}

// KeysOk asks for the length of a slice.
func (c *compactor) KeysOk(list *segment) {
	for s := list; s != nil; s = s.next {
		if len(s.keys) > 0 {
			c.mu.Lock()
		}
		c.visited++
		if len(s.keys) > 0 {
			c.mu.Unlock()
		}
	}
}

// KeysBad goes on to the next element in between.
func (c *compactor) KeysBad(list *segment) {
	for s := list; s != nil; s = s.next {
		if len(s.keys) > 0 {
			c.mu.Lock() // want `relock: c\.mu\.Lock\(\) acquires c\.mu, which the path holds already`
		}
		if s.next != nil {
			s = s.next
		}
		if len(s.keys) > 0 {
			c.mu.Unlock() // want `badunlock: c\.mu\.Unlock\(\) releases c\.mu where it is not held`
		}
	}
}

// CountdownOk compares what is left.
func (c *compactor) CountdownOk(left int) int {
	for left > 0 {
		left--
		c.mu.Lock()
		if left == 3 {
			c.mu.Unlock()
			continue
		}
		if left != 3 {
			c.mu.Unlock()
		}
	}
	return c.merged
}

// CountdownBad counts in between.
func (c *compactor) CountdownBad(left int) int {
	for left > 0 {
		left--
		c.mu.Lock() // want `relock: c\.mu\.Lock\(\) acquires c\.mu, which the path holds already`
		if left == 3 {
			c.mu.Unlock()
			continue
		}
		left--
		if left != 3 {
			c.mu.Unlock()
		}
	}
	return c.merged
}

// RetryOk goes back with a jump.
func (c *compactor) RetryOk(left int) int {
retry:
	left--
	c.mu.Lock()
	if left == 3 {
		c.mu.Unlock()
		goto retry
	}
	if left != 3 {
		c.mu.Unlock()
	}
	return c.merged
}

// BatchOk merges every second one with the lock.
func (c *compactor) BatchOk(n int) {
	for i := 0; i < n; i++ {
		if i%2 == 0 {
			c.mu.Lock()
		}
		c.visited++
		if i%2 == 0 {
			c.mu.Unlock()
		}
	}
}

// BatchBad releases behind every third one.
func (c *compactor) BatchBad(n int) {
	for i := 0; i < n; i++ {
		if i%2 == 0 {
			c.mu.Lock() // want `relock: c\.mu\.Lock\(\) acquires c\.mu, which the path holds already`
		}
		c.visited++
		if i%3 == 0 {
			c.mu.Unlock() // want `badunlock: c\.mu\.Unlock\(\) releases c\.mu where it is not held`
		}
	}
}

// LastOk has the lock for the last one.
func (c *compactor) LastOk(sizes []int) {
	for i := range sizes {
		if i == len(sizes)-1 {
			c.mu.Lock()
		}
		c.merged += sizes[i]
		if i == len(sizes)-1 {
			c.mu.Unlock()
		}
	}
}

// EmptyOk tests an element by its index.
func (c *compactor) EmptyOk(sizes []int) {
	for i := 0; i < len(sizes); i++ {
		if sizes[i] == 0 {
			c.mu.Lock()
		}
		c.visited++
		if sizes[i] == 0 {
			c.mu.Unlock()
		}
	}
}

// EmptyBad tests the element behind it.
func (c *compactor) EmptyBad(sizes []int) {
	for i := 0; i+1 < len(sizes); i++ {
		if sizes[i] == 0 {
			c.mu.Lock() // want `relock: c\.mu\.Lock\(\) acquires c\.mu, which the path holds already`
		}
		c.visited++
		if sizes[i+1] == 0 {
			c.mu.Unlock() // want `badunlock: c\.mu\.Unlock\(\) releases c\.mu where it is not held`
		}
	}
}

// FlagsOk takes the lowest flag.
func (c *compactor) FlagsOk(flags uint) {
	for flags > 0 {
		flags >>= 1
		if flags&1 != 0 {
			c.mu.Lock()
		}
		c.merged++
		if flags&1 != 0 {
			c.mu.Unlock()
		}
	}
}

// FlagsBad shifts in between.
func (c *compactor) FlagsBad(flags uint) {
	for flags > 0 {
		if flags&1 != 0 {
			c.mu.Lock() // want `relock: c\.mu\.Lock\(\) acquires c\.mu, which the path holds already`
		}
		flags >>= 1
		if flags&1 != 0 {
			c.mu.Unlock() // want `badunlock: c\.mu\.Unlock\(\) releases c\.mu where it is not held`
		}
	}
}

// BelowOk compares with a variable that stays.
func (c *compactor) BelowOk(n, limit int) {
	for n > 0 {
		n++
		c.mu.Lock()
		if n < limit {
			c.mu.Unlock()
			continue
		}
		if n >= limit {
			c.mu.Unlock()
		}
	}
}

// BelowBad compares the other way round.
func (c *compactor) BelowBad(n, limit int) {
	for n > 0 {
		n++
		c.mu.Lock() // want `lockleak: c\.mu\.Lock\(\) is not released on a path`
		if n < limit {
			c.mu.Unlock()
			continue
		}
		if n > limit {
			c.mu.Unlock()
		}
	}
}

// TakenOk has a literal that takes from what is left.
func (c *compactor) TakenOk(left int, add func() int) {
	take := func() { left += add() - 1 }
	for {
		take()
		if left > 4 {
			c.mu.Lock()
		}
		c.merged++
		if left > 4 {
			c.mu.Unlock()
		}
	}
}

// TakenBad takes another one in between.
func (c *compactor) TakenBad(left int, add func() int) {
	take := func() { left += add() - 1 }
	for {
		take()
		if left > 4 {
			c.mu.Lock() // want `relock: c\.mu\.Lock\(\) acquires c\.mu, which the path holds already`
		}
		take()
		if left > 4 {
			c.mu.Unlock() // want `badunlock: c\.mu\.Unlock\(\) releases c\.mu where it is not held`
		}
	}
}
