// Package waiter has goroutines that wait for a lock in place of the function that starts
// them, so that it can stop to wait.
package waiter

import (
	"context"
	"sync"
)

type queue struct {
	mu    sync.Mutex
	rw    sync.RWMutex
	space *sync.Cond
	n     int
}

// PutOk has the goroutine take the lock, and releases it where it is told so.
func (q *queue) PutOk(ctx context.Context) error {
	q.mu.Lock()
	if q.n > 3 {
		q.mu.Unlock()
		wait := make(chan struct{})
		quit := false
		go func() {
			defer close(wait)
			q.mu.Lock()
			for !quit && q.n > 3 {
				q.space.Wait()
			}
		}()
		drain := func() {
			go func() {
				q.mu.Lock()
				quit = true
				q.mu.Unlock()
				q.space.Broadcast()
			}()
			<-wait
			q.mu.Unlock()
		}
		select {
		case <-wait:
		case <-ctx.Done():
			drain()
			return ctx.Err()
		}
	}
	q.n++
	q.mu.Unlock()
	return nil
}

// waitOk leaves the lock to its caller, who had it from the first try or from the
// goroutine.
func (q *queue) waitOk(ctx context.Context) error {
	if q.rw.TryRLock() {
		return nil
	}
	var mu sync.Mutex
	returned := false
	locked := make(chan struct{})
	unlock := func() {
		mu.Lock()
		defer mu.Unlock()
		if returned {
			q.rw.RUnlock()
		}
		returned = true
	}
	go func() {
		q.rw.RLock()
		close(locked)
		unlock()
	}()
	select {
	case <-locked:
		return nil
	case <-ctx.Done():
		unlock()
		return ctx.Err()
	}
}

func (q *queue) UseOk(ctx context.Context) int {
	if q.waitOk(ctx) != nil {
		return 0
	}
	defer q.rw.RUnlock()
	return q.n
}

// FillBad is told by a goroutine that it has ended, no more: it acquires the lock itself.
func (q *queue) FillBad(stop bool) int {
	done := make(chan struct{})
	go func() {
		defer close(done)
		q.mu.Lock() // want `lockleak: q\.mu\.Lock\(\) is not released on a path that returns`
		if stop {
			return
		}
		q.n++
		q.mu.Unlock()
	}()
	<-done
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.n
}

// CloseBad releases what nobody has acquired for it.
func (q *queue) CloseBad(done chan struct{}) {
	q.mu.Lock()
	q.n = 0
	q.mu.Unlock()
	<-done
	q.mu.Unlock() // want `badunlock: q\.mu\.Unlock\(\) releases q\.mu where it is not held`
}
