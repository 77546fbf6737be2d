// Package used has objects that are used before they are compared with nil, and objects
// that are given to who can release their locks.
package used

import "sync"

type node struct {
	mu   sync.Mutex
	next *node
	kids map[string]*node
}

type reader interface{ Read() int }

func prepare(a, b *node) {
	a.mu.Lock()
	b.mu.Lock()
}

func commit(a, b *node) {
	a.mu.Unlock()
	b.mu.Unlock()
}

// RenameOk asks whether a is there after it was used: then it is.
func RenameOk(a, b *node, exchange bool) int {
	prepare(a, b)
	n := len(a.kids)
	if exchange {
		if a != nil {
			commit(a, b)
		}
		return n
	}
	commit(a, b)
	return n
}

// RenameBad asks for another one.
func RenameBad(a, b, c *node, exchange bool) int {
	prepare(a, b) // want `lockleak: prepare\(a, b\) is not released on a path that returns`
	n := len(a.kids)
	if exchange {
		if c != nil {
			commit(a, b)
		}
		return n
	}
	commit(a, b)
	return n
}

// CalledOk has called a method of it.
func (n *node) CalledOk(r reader) int {
	k := r.Read()
	if r != nil {
		n.mu.Lock()
	}
	k += len(n.kids)
	if r != nil {
		n.mu.Unlock()
	}
	return k
}

type waitable interface {
	Register() int
	Ready() bool
}

type blocker interface{ BlockOn(waitable) bool }

type other interface{ Try(any) bool }

// Register is called when somebody waits for the object; its lock is held then.
func (n *node) Register() int {
	k := len(n.kids)
	n.mu.Unlock()
	return k
}

func (n *node) Ready() bool { return n.next != nil }

// LockRegionOk has its lock released by who waits for it.
func (n *node) LockRegionOk(b blocker) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	for !n.Ready() {
		ok := b.BlockOn(n)
		n.mu.Lock()
		if !ok {
			return false
		}
	}
	return true
}

// LockRegionBad gives it to who cannot name the method.
func (n *node) LockRegionBad(o other) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	for !n.Ready() {
		ok := o.Try(n)
		n.mu.Lock() // want `relock: n\.mu\.Lock\(\) acquires n\.mu, which the path holds already`
		if !ok {
			return false
		}
	}
	return true
}
