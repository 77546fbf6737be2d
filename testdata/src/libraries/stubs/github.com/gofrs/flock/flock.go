// Package flock stands for github.com/gofrs/flock.
package flock

import (
	"context"
	"time"
)

// An Option stands for an option of New.
type Option func(f *Flock)

// Flock stands for a lock on a file.
type Flock struct{ _ int }

func New(path string, opts ...Option) *Flock { return new(Flock) }

func (f *Flock) Lock() error   { return nil }
func (f *Flock) RLock() error  { return nil }
func (f *Flock) Unlock() error { return nil }
func (f *Flock) Close() error  { return nil }
func (f *Flock) Locked() bool  { return false }
func (f *Flock) RLocked() bool { return false }

func (f *Flock) TryLock() (bool, error)  { return false, nil }
func (f *Flock) TryRLock() (bool, error) { return false, nil }

func (f *Flock) TryLockContext(ctx context.Context, retryDelay time.Duration) (bool, error) {
	return false, nil
}

func (f *Flock) TryRLockContext(ctx context.Context, retryDelay time.Duration) (bool, error) {
	return false, nil
}
