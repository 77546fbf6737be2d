package low

import (
	"context"
	"sync"
	"sync/atomic"
)

type base struct {
	mu sync.Mutex
	n  int
}

// Enter takes what embeds base.
func (b *base) Enter() {
	b.mu.Lock()
	b.n++
}

// Leave gives back what Enter took.
func (b *base) Leave() { b.mu.Unlock() }

// TryEnter takes it where it is free.
func (b *base) TryEnter() bool { return b.mu.TryLock() }

// A Session has Enter and Leave from a type without an exported name.
type Session struct {
	base
	Name string
}

// NewSession returns a session.
func NewSession(name string) *Session { return &Session{Name: name} }

// A Pool has them through a pointer.
type Pool struct {
	*base
	Size int
}

// A Locked embeds the mutex itself.
type Locked struct {
	sync.Mutex
	N int
}

// A Spin is a lock of its own kind.
type Spin struct{ taken atomic.Bool }

// Lock waits for the lock.
func (s *Spin) Lock() {
	for !s.taken.CompareAndSwap(false, true) {
	}
}

// TryLock does not wait.
func (s *Spin) TryLock() bool { return s.taken.CompareAndSwap(false, true) }

// Unlock gives the lock back.
func (s *Spin) Unlock() { s.taken.Store(false) }

// Slots are a semaphore.
type Slots struct{ free chan struct{} }

// Acquire waits for a slot.
func (s *Slots) Acquire(ctx context.Context) error {
	select {
	case s.free <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Release gives a slot back.
func (s *Slots) Release() { <-s.free }
