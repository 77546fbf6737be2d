// Package semaphore stands for github.com/marusama/semaphore/v2.
package semaphore

import "context"

// Semaphore stands for a semaphore whose limit can change.
type Semaphore interface {
	Acquire(ctx context.Context, n int) error
	TryAcquire(n int) bool
	Release(n int) int
	SetLimit(limit int)
	GetLimit() int
	GetCount() int
}

func New(limit int) Semaphore { return nil }
