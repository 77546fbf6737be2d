package changes

import "sync"

// While the lock is not held, others change what was tested.

type gate struct {
	mu     sync.Mutex
	cond   *sync.Cond
	open   bool
	fixed  bool
	closed bool
	idle   func()
	queue  []int
}

// newGate makes a gate; nothing sets fixed afterwards.
func newGate(fixed bool) *gate {
	g := &gate{fixed: fixed}
	g.cond = sync.NewCond(&g.mu)
	return g
}

func (g *gate) set(open, closed bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.open, g.closed = open, closed
	g.cond.Broadcast()
}

// RoundBad releases the lock in each round, and leaves with it.
func (g *gate) RoundBad() {
	g.mu.Lock()
	for !g.closed {
		g.mu.Unlock()
		g.idle()
		g.mu.Lock() // want `lockleak: g\.mu\.Lock\(\) .* returns`
		if g.closed {
			return
		}
	}
	g.mu.Unlock()
}

// RoundOk releases it.
func (g *gate) RoundOk() {
	g.mu.Lock()
	for !g.closed {
		g.mu.Unlock()
		g.idle()
		g.mu.Lock()
		if g.closed {
			g.mu.Unlock()
			return
		}
	}
	g.mu.Unlock()
}

// FixedOk leaves by what nothing changes once the gate is made.
func (g *gate) FixedOk() {
	g.mu.Lock()
	for !g.fixed {
		g.mu.Unlock()
		g.idle()
		g.mu.Lock()
		if g.fixed {
			return
		}
	}
	g.mu.Unlock()
}

// CheckedBad tests in each round, without the lock and with it.
func (g *gate) CheckedBad() {
	for {
		if g.closed {
			return
		}
		g.mu.Lock() // want `lockleak: g\.mu\.Lock\(\) .* returns`
		if g.closed {
			return
		}
		g.queue = append(g.queue, len(g.queue))
		g.mu.Unlock()
	}
}

// WaitBad leaves when it is closed while it waits.
func (g *gate) WaitBad() {
	g.mu.Lock() // want `lockleak: g\.mu\.Lock\(\) .* returns`
	if g.closed {
		g.mu.Unlock()
		return
	}
	for !g.open {
		g.cond.Wait()
		if g.closed {
			return
		}
	}
	g.mu.Unlock()
}

// WaitOk releases it then.
func (g *gate) WaitOk() {
	g.mu.Lock()
	if g.closed {
		g.mu.Unlock()
		return
	}
	for !g.open {
		g.cond.Wait()
		if g.closed {
			g.mu.Unlock()
			return
		}
	}
	g.mu.Unlock()
}

// ByWaitBad waits by a method.
func (g *gate) ByWaitBad() {
	g.mu.Lock() // want `lockleak: g\.mu\.Lock\(\) .* returns`
	if g.closed {
		g.mu.Unlock()
		return
	}
	g.yield()
	if g.closed {
		return
	}
	g.mu.Unlock()
}

func (g *gate) yield() {
	g.mu.Unlock()
	g.idle()
	g.mu.Lock()
}

// TakenOk takes the lock, or not, by what others may change while it does not hold it.
func (g *gate) TakenOk() {
	for range 3 {
		if g.open {
			g.mu.Lock()
		}
		g.idle()
		if g.open {
			g.mu.Unlock()
		}
	}
}

// BetweenOk gives the lock up for a while, and has it in the end only if it did so.
func (g *gate) BetweenOk() {
	if g.open {
		g.mu.Lock()
		g.queue = nil
		g.mu.Unlock()
		g.idle()
		g.mu.Lock()
	}
	if g.open {
		g.mu.Unlock()
	}
}
