// Package internal stands for go.temporal.io/sdk/internal.
package internal

import "time"

// Context is not that of the package context.
type Context interface {
	Deadline() (deadline time.Time, ok bool)
	Err() error
	Value(key interface{}) interface{}
}

// Mutex stands for a mutex between the coroutines of a workflow.
type Mutex interface {
	Lock(ctx Context) error
	TryLock(ctx Context) bool
	Unlock()
	IsLocked() bool
}

// Semaphore stands for a semaphore between the coroutines of a workflow.
type Semaphore interface {
	Acquire(ctx Context, n int64) error
	TryAcquire(ctx Context, n int64) bool
	Release(n int64)
}
