// Package rangefunc holds range-over-func bodies, which are functions of
// their own to the compiler but loop bodies to the reader.
package rangefunc

import (
	"errors"
	"iter"
	"maps"
	"slices"
	"sync"
)

var errBroken = errors.New("broken")

type node struct {
	mu     sync.Mutex
	id     int
	broken bool
	peers  []*node
}

type cluster struct {
	mu    sync.RWMutex
	nodes []*node
	byID  map[int]*node
	total int
}

func (c *cluster) all() iter.Seq[*node] {
	return func(yield func(*node) bool) {
		for _, n := range c.nodes {
			if !yield(n) {
				return
			}
		}
	}
}

// ReturnOk releases before it returns from inside the body.
func (c *cluster) ReturnOk() error {
	c.mu.Lock()
	for n := range c.all() {
		if n.broken {
			c.mu.Unlock()
			return errBroken
		}
		c.total++
	}
	c.mu.Unlock()
	return nil
}

// ReturnBad lacks one line of ReturnOk.
func (c *cluster) ReturnBad() error {
	c.mu.Lock() // want `lockleak: c\.mu\.Lock\(\) .* returns`
	for n := range c.all() {
		if n.broken {
			return errBroken
		}
		c.total++
	}
	c.mu.Unlock()
	return nil
}

// ReturnDeferredOk may return from anywhere inside the body.
func (c *cluster) ReturnDeferredOk() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for n := range c.all() {
		if n.broken {
			return errBroken
		}
		c.total++
	}
	return nil
}

// ElementReturnOk enters the element in the body and leaves it before it returns.
func (c *cluster) ElementReturnOk() error {
	for n := range c.all() {
		n.mu.Lock()
		if n.broken {
			n.mu.Unlock()
			return errBroken
		}
		n.id++
		n.mu.Unlock()
	}
	return nil
}

// ElementReturnBad lacks one line of ElementReturnOk.
func (c *cluster) ElementReturnBad() error {
	for n := range c.all() {
		n.mu.Lock() // want `lockleak: n\.mu\.Lock\(\) .* returns`
		if n.broken {
			return errBroken
		}
		n.id++
		n.mu.Unlock()
	}
	return nil
}

// ElementContinueOk leaves the element before it goes on.
func (c *cluster) ElementContinueOk() {
	for n := range c.all() {
		n.mu.Lock()
		if n.broken {
			n.mu.Unlock()
			continue
		}
		n.id++
		n.mu.Unlock()
	}
}

// ElementContinueBad lacks one line of ElementContinueOk.
func (c *cluster) ElementContinueBad() {
	for n := range c.all() {
		n.mu.Lock() // want `lockleak: n\.mu\.Lock\(\) .* next round of the loop`
		if n.broken {
			continue
		}
		n.id++
		n.mu.Unlock()
	}
}

// BreakOk leaves the element before it breaks.
func (c *cluster) BreakOk() {
	for n := range c.all() {
		n.mu.Lock()
		if n.broken {
			n.mu.Unlock()
			break
		}
		n.id++
		n.mu.Unlock()
	}
	c.total = 0
}

// BreakBad lacks one line of BreakOk.
func (c *cluster) BreakBad() {
	for n := range c.all() {
		n.mu.Lock() // want `lockleak: n\.mu\.Lock\(\) .* returns`
		if n.broken {
			break
		}
		n.id++
		n.mu.Unlock()
	}
	c.total = 0
}

// BreakToReleaseOk breaks with the mutex, which the line behind the loop releases.
func (c *cluster) BreakToReleaseOk() {
	c.mu.Lock()
	for n := range c.all() {
		if n.broken {
			break
		}
		c.total++
	}
	c.mu.Unlock()
}

// SameAgainBad goes on to enter what it has entered already.
func (c *cluster) SameAgainBad() {
	for n := range c.all() {
		c.mu.Lock() // want `lockleak: c\.mu\.Lock\(\) .* goes on to the next round of the loop, which acquires it again`
		if n.broken {
			continue
		}
		c.total++
		c.mu.Unlock()
	}
}

// DeferInsideOk defers in the body: all elements are given back when the function returns.
func (c *cluster) DeferInsideOk(work func() error) error {
	for n := range c.all() {
		n.mu.Lock()
		defer n.mu.Unlock()
		if n.broken {
			return errBroken
		}
	}
	return work()
}

// DeferInsideBad goes on before it defers.
func (c *cluster) DeferInsideBad(work func() error) error {
	for n := range c.all() {
		n.mu.Lock() // want `lockleak: n\.mu\.Lock\(\) .* next round of the loop`
		if n.broken {
			continue
		}
		defer n.mu.Unlock()
	}
	return work()
}

// DeferSameBad defers in the body, too late for the second round.
func (c *cluster) DeferSameBad() {
	for n := range c.all() {
		c.mu.Lock()
		defer c.mu.Unlock() // want `deferlock: the release of c\.mu`
		c.total += n.id
	}
}

// LabelledOk continues the outer loop after it has left the element.
func (c *cluster) LabelledOk() {
outer:
	for n := range c.all() {
		n.mu.Lock()
		for p := range slices.Values(n.peers) {
			if p.broken {
				n.mu.Unlock()
				continue outer
			}
		}
		n.mu.Unlock()
	}
}

// LabelledContinueBad lacks one line of LabelledOk.
func (c *cluster) LabelledContinueBad() {
outer:
	for n := range c.all() {
		n.mu.Lock() // want `lockleak: n\.mu\.Lock\(\) .* next round of the loop`
		for p := range slices.Values(n.peers) {
			if p.broken {
				continue outer
			}
		}
		n.mu.Unlock()
	}
}

// LabelledBreakBad breaks out of both loops with the element of the outer one.
func (c *cluster) LabelledBreakBad() {
outer:
	for _, n := range c.nodes {
		n.mu.Lock() // want `lockleak: n\.mu\.Lock\(\) .* returns`
		for p := range slices.Values(n.peers) {
			if p.broken {
				break outer
			}
		}
		n.mu.Unlock()
	}
	c.total = 0
}

// NestedBad returns from the inner of two bodies, inside a plain loop.
func (c *cluster) NestedBad(visit func(*node) error) (int, error) {
	count := 0
	c.mu.RLock() // want `lockleak: c\.mu\.RLock\(\) .* returns`
	for n := range c.all() {
		for _, p := range n.peers {
			for q := range slices.Values(p.peers) {
				if err := visit(q); err != nil {
					return 0, err
				}
				count++
			}
		}
	}
	c.mu.RUnlock()
	return count, nil
}

// PairsOk releases in a body with two variables.
func (c *cluster) PairsOk(want int) (found *node) {
	c.mu.RLock()
	for id, n := range maps.All(c.byID) {
		if id == want {
			found = n
			break
		}
	}
	c.mu.RUnlock()
	return found
}

// PairsBad returns what it found from inside the body.
func (c *cluster) PairsBad(want int) int {
	c.mu.RLock() // want `lockleak: c\.mu\.RLock\(\) .* returns`
	for id, n := range maps.All(c.byID) {
		if id == want {
			return len(n.peers)
		}
	}
	c.mu.RUnlock()
	return -1
}

// FlagOk carries what it entered out of the body by a flag.
func (c *cluster) FlagOk() {
	entered := false
	for n := range c.all() {
		if n.broken {
			c.mu.Lock()
			entered = true
			break
		}
	}
	if entered {
		c.total = 0
		c.mu.Unlock()
	}
}

// IteratorOk releases when its consumer stops.
func (c *cluster) IteratorOk() iter.Seq[*node] {
	return func(yield func(*node) bool) {
		c.mu.RLock()
		for _, n := range c.nodes {
			if !yield(n) {
				c.mu.RUnlock()
				return
			}
		}
		c.mu.RUnlock()
	}
}

// IteratorDeferOk releases however the iteration ends.
func (c *cluster) IteratorDeferOk() iter.Seq[*node] {
	return func(yield func(*node) bool) {
		c.mu.RLock()
		defer c.mu.RUnlock()
		for _, n := range c.nodes {
			if !yield(n) {
				return
			}
		}
	}
}

// IteratorBad lacks one line of IteratorOk: who stops early leaves it entered.
func (c *cluster) IteratorBad() iter.Seq[*node] {
	return func(yield func(*node) bool) {
		c.mu.RLock() // want `lockleak: c\.mu\.RLock\(\) .* returns`
		for _, n := range c.nodes {
			if !yield(n) {
				return
			}
		}
		c.mu.RUnlock()
	}
}
