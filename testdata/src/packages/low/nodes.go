package low

import "sync"

// A Node has a parent.
type Node struct {
	mu     sync.Mutex
	parent *Node
	n      int
}

// Climb takes the node and all above it.
func (n *Node) Climb() {
	n.mu.Lock()
	if n.parent != nil {
		n.parent.Climb()
	}
}

// Descend gives back what Climb took.
func (n *Node) Descend() {
	if n.parent != nil {
		n.parent.Descend()
	}
	n.mu.Unlock()
}

// Parent returns the node above.
func (n *Node) Parent() *Node { return n.parent }

// A Latch is taken and given back; Store's latch is the only one.
type Latch interface {
	Set() error
	Clear()
}

// A latch is what implements Latch.
type latch struct {
	mu     sync.Mutex
	broken bool
}

// Set takes the latch.
func (l *latch) Set() error {
	l.mu.Lock()
	if l.broken {
		l.mu.Unlock()
		return ErrClosed
	}
	return nil
}

// Clear gives the latch back.
func (l *latch) Clear() { l.mu.Unlock() }

// NewLatch returns a latch.
func NewLatch() Latch { return new(latch) }

// LatchOk uses the one implementation.
func LatchOk(l Latch, f func() error) error {
	if err := l.Set(); err != nil {
		return err
	}
	if err := f(); err != nil {
		l.Clear()
		return err
	}
	l.Clear()
	return nil
}

// LatchBad forgets it where f fails.
func LatchBad(l Latch, f func() error) error {
	if err := l.Set(); err != nil { // want `lockleak: l\.Set\(\) .* returns`
		return err
	}
	if err := f(); err != nil {
		return err
	}
	l.Clear()
	return nil
}
