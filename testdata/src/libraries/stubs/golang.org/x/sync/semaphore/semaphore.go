// Package semaphore stands for golang.org/x/sync/semaphore.
package semaphore

import "context"

// Weighted stands for a weighted semaphore.
type Weighted struct{ _ int }

func NewWeighted(n int64) *Weighted { return new(Weighted) }

func (s *Weighted) Acquire(ctx context.Context, n int64) error { return nil }
func (s *Weighted) TryAcquire(n int64) bool                    { return false }
func (s *Weighted) Release(n int64)                            {}
