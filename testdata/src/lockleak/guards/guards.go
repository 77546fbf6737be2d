// Package guards holds acquires that say by their results whether they have
// succeeded, and acquires that return what releases.
package guards

import (
	"context"
	"errors"
)

var (
	errBusy   = errors.New("busy")
	errClosed = errors.New("closed")
)

// A busyError says who has the lock.
type busyError struct{ owner string }

func (e *busyError) Error() string { return e.owner }

// A genLocker gives a generation with the lock.
type genLocker interface {
	TryLock(key string) (gen int, ok bool)
	Lock(ctx context.Context, key string) (gen int, err error)
	Unlock(key string)
}

// An errLocker fails where the key is locked.
type errLocker interface {
	Lock(key string) error
	TryLock(ctx context.Context, key string) (bool, error)
	Unlock(key string)
}

// A funcLocker returns the release.
type funcLocker interface {
	TryLock(key string) (release func(), ok bool)
	Lock(ctx context.Context, key string) (release func(), err error)
	LockNow(key string) (release func())
}

// A nilLocker returns no release where the key is locked.
type nilLocker interface {
	TryLock(key string) (release func())
}

// A guard holds a key until it is released.
type guard struct {
	key    string
	locked map[string]bool
}

// Release gives the key back.
func (g *guard) Release() { delete(g.locked, g.key) }

// Key returns what the guard holds.
func (g *guard) Key() string { return g.key }

// A guardLocker returns guards.
type guardLocker interface {
	Acquire(ctx context.Context, key string) (*guard, error)
	TryAcquire(key string) *guard
}

// A hold is a guard with other names.
type hold interface {
	Unlock()
	Key() string
}

// A holdLocker returns holds.
type holdLocker interface {
	Lock(key string) hold
	TryLock(key string) (hold, bool)
}

// A session has what holds its key.
type session struct {
	g       *guard
	release func()
}

// Close gives the key back.
func (s *session) Close() { s.g.Release() }
