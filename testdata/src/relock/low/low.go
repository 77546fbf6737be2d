// Package low has types with locks, for package top.
package low

import (
	"errors"
	"sync"
)

// ErrNoName is returned where there is no name.
var ErrNoName = errors.New("no name")

// Catalog has prices by name. Its users can lock it.
type Catalog struct {
	Mu     sync.RWMutex
	Prices map[string]int
}

// Price reads.
func (c *Catalog) Price(name string) int {
	c.Mu.RLock()
	defer c.Mu.RUnlock()
	return c.Prices[name]
}

// SetPrice writes, if there is a name.
func (c *Catalog) SetPrice(name string, p int) error {
	if name == "" {
		return ErrNoName
	}
	c.Mu.Lock()
	defer c.Mu.Unlock()
	c.Prices[name] = p
	return nil
}

// Raise writes by what it calls.
func (c *Catalog) Raise(name string, by int) error {
	return c.SetPrice(name, c.Price(name)+by)
}

// Has writes nothing, and reads only if there is a name.
func (c *Catalog) Has(name string) bool {
	if name == "" {
		return false
	}
	return c.Price(name) > 0
}

// Names calls f for each name as a reader.
func (c *Catalog) Names(f func(string)) {
	c.Mu.RLock()
	defer c.Mu.RUnlock()
	for name := range c.Prices {
		f(name)
	}
}

// Hold locks the catalog, and returns what gives it back.
func (c *Catalog) Hold() func() {
	c.Mu.Lock()
	return c.Mu.Unlock
}

// Drain gives the lock of its caller back while it calls f.
func (c *Catalog) Drain(f func()) {
	c.Mu.Unlock()
	f()
	c.Mu.Lock()
}

// Lock is of the package.
var Lock sync.Mutex

var total int

// Add locks the package.
func Add(n int) {
	Lock.Lock()
	total += n
	Lock.Unlock()
}
