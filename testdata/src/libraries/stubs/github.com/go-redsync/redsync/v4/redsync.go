// Package redsync stands for github.com/go-redsync/redsync/v4.
package redsync

import "context"

// Redsync stands for a maker of locks in Redis.
type Redsync struct{ _ int }

// An Option stands for an option of NewMutex.
type Option interface{ Apply(*Mutex) }

// Mutex stands for a lock in Redis.
type Mutex struct{ _ int }

func (r *Redsync) NewMutex(name string, options ...Option) *Mutex { return new(Mutex) }

func (m *Mutex) Lock() error                                     { return nil }
func (m *Mutex) LockContext(ctx context.Context) error           { return nil }
func (m *Mutex) TryLock() error                                  { return nil }
func (m *Mutex) TryLockContext(ctx context.Context) error        { return nil }
func (m *Mutex) Unlock() (bool, error)                           { return false, nil }
func (m *Mutex) UnlockContext(ctx context.Context) (bool, error) { return false, nil }
func (m *Mutex) Extend() (bool, error)                           { return false, nil }
