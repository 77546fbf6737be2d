// Package conds holds condition variables whose Wait releases the wrong mode.
package conds

import "sync"

type cache struct {
	sync.RWMutex
	filled *sync.Cond
	done   bool
	data   []byte
}

func newCache() *cache {
	c := &cache{}
	c.filled = sync.NewCond(c)
	return c
}

// ReadBad waits with the read side held; Wait releases the write side.
func (c *cache) ReadBad(buf []byte) int {
	c.RLock()
	defer c.RUnlock()
	for !c.done {
		c.filled.Wait() // want `badunlock: c\.filled\.Wait\(\) releases c\.RWMutex in the mode`
	}
	return copy(buf, c.data)
}

// ReadOk waits with the side held that Wait releases.
func (c *cache) ReadOk(buf []byte) int {
	c.Lock()
	defer c.Unlock()
	for !c.done {
		c.filled.Wait()
	}
	return copy(buf, c.data)
}

type queue struct {
	mu    sync.RWMutex
	ready sync.Cond
	items []int
}

func (q *queue) init() { q.ready.L = q.mu.RLocker() }

// TakeBad holds the write side; this one was made with the read side.
func (q *queue) TakeBad() int {
	q.mu.Lock()
	for len(q.items) == 0 {
		q.ready.Wait() // want `badunlock: q\.ready\.Wait\(\) releases q\.mu in the mode`
	}
	x := q.items[0]
	q.items = q.items[1:]
	q.mu.Unlock()
	return x
}

// PeekOk holds the read side.
func (q *queue) PeekOk() int {
	q.mu.RLock()
	defer q.mu.RUnlock()
	for len(q.items) == 0 {
		q.ready.Wait()
	}
	return q.items[0]
}

type either struct {
	mu   sync.RWMutex
	cond *sync.Cond
	n    int
}

func forReaders() *either {
	e := &either{}
	e.cond = sync.NewCond(e.mu.RLocker())
	return e
}

func forWriters() *either {
	e := &either{}
	e.cond = sync.NewCond(&e.mu)
	return e
}

// WaitOk is silent: it is not known which of the two made it.
func (e *either) WaitOk() {
	e.mu.RLock()
	defer e.mu.RUnlock()
	for e.n == 0 {
		e.cond.Wait()
	}
}

func (c *cache) refill() {
	c.Unlock()
	c.data = append(c.data, 0)
	c.Lock()
}

// RefillBad holds the read side; refill releases the write side.
func (c *cache) RefillBad() {
	c.RLock()
	if len(c.data) == 0 {
		c.refill() // want `badunlock: c\.refill\(\) releases c\.RWMutex in the mode in which it is not held; hold that`
	}
	c.RUnlock()
}

// RefillOk holds the write side.
func (c *cache) RefillOk() {
	c.Lock()
	if len(c.data) == 0 {
		c.refill()
	}
	c.Unlock()
}
