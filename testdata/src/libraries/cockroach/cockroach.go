// Package cockroach uses github.com/cockroachdb/cockroach/pkg/util/syncutil.
package cockroach

import (
	"context"
	"errors"
	"time"

	"github.com/cockroachdb/cockroach/pkg/util/syncutil"
)

var errClosed = errors.New("closed")

type replica struct {
	mu struct {
		syncutil.RWMutex
		closed  bool
		applied int
	}
	raft struct {
		syncutil.Mutex
		waited time.Duration
	}
}

// PlainOk defers the unlock of an embedded lock.
func (r *replica) PlainOk() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.nextLocked()
}

// PlainBad leaves early with an embedded lock.
func (r *replica) PlainBad() (int, error) {
	r.mu.Lock() // want `lockleak: r\.mu\.Lock\(\) .* returns`
	if r.mu.closed {
		return 0, errClosed
	}
	n := r.nextLocked()
	r.mu.Unlock()
	return n, nil
}

func (r *replica) nextLocked() int {
	r.mu.AssertHeld()
	r.mu.applied++
	return r.mu.applied
}

// AssertedOk is called with the lock, and gives it back for a while.
func (r *replica) AssertedOk(send func() error) error {
	r.mu.AssertHeld()
	r.mu.Unlock()
	err := send()
	r.mu.Lock()
	return err
}

// ReaderOk is asserted as a reader.
func (r *replica) ReaderOk() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	r.mu.AssertRHeld()
	return r.mu.applied
}

// ReaderBad returns early as a reader.
func (r *replica) ReaderBad() (int, error) {
	r.mu.RLock() // want `lockleak: r\.mu\.RLock\(\) .* returns`
	r.mu.AssertRHeld()
	if r.mu.closed {
		return 0, errClosed
	}
	n := r.mu.applied
	r.mu.RUnlock()
	return n, nil
}

// TryOk has nothing where the attempt failed.
func (r *replica) TryOk() bool {
	if !r.raft.TryLock() {
		return false
	}
	r.raft.AssertHeld()
	r.raft.Unlock()
	return true
}

// TracedOk defers the unlock of a traced lock.
func (r *replica) TracedOk(ctx context.Context) int {
	r.mu.TracedLock(ctx)
	defer r.mu.Unlock()
	return r.nextLocked()
}

// TracedBad leaves early with a traced lock.
func (r *replica) TracedBad(ctx context.Context) (int, error) {
	r.mu.TracedLock(ctx) // want `lockleak: r\.mu\.TracedLock\(ctx\) .* returns`
	if r.mu.closed {
		return 0, errClosed
	}
	n := r.nextLocked()
	r.mu.Unlock()
	return n, nil
}

// TracedReaderBad leaves early with a traced reader.
func (r *replica) TracedReaderBad(ctx context.Context) (int, error) {
	r.mu.TracedRLock(ctx) // want `lockleak: r\.mu\.TracedRLock\(ctx\) .* returns`
	if r.mu.closed {
		return 0, errClosed
	}
	n := r.mu.applied
	r.mu.RUnlock()
	return n, nil
}

// TimedOk knows how long it has waited.
func (r *replica) TimedOk(step func() error) error {
	d := r.raft.TimedLock()
	defer r.raft.Unlock()
	r.raft.waited += d
	return step()
}

// TimedBad unlocks where its work succeeds.
func (r *replica) TimedBad(step func() error) error {
	r.raft.waited += r.raft.TimedLock() // want `lockleak: r\.raft\.TimedLock\(\) .* returns`
	if err := step(); err != nil {
		return err
	}
	r.raft.Unlock()
	return nil
}

// TimedReaderBad leaves early with a timed reader.
func (r *replica) TimedReaderBad(step func() error) error {
	_ = r.mu.TimedRLock() // want `lockleak: r\.mu\.TimedRLock\(\) .* returns`
	if err := step(); err != nil {
		return err
	}
	r.mu.RUnlock()
	return nil
}

// TracedReaderOk defers the release of a traced reader.
func (r *replica) TracedReaderOk(ctx context.Context) int {
	r.mu.TracedRLock(ctx)
	defer r.mu.RUnlock()
	return r.mu.applied
}

// TimedReaderOk releases a timed reader on both exits.
func (r *replica) TimedReaderOk(step func() error) error {
	_ = r.mu.TimedRLock()
	if err := step(); err != nil {
		r.mu.RUnlock()
		return err
	}
	r.mu.RUnlock()
	return nil
}

// TryBad keeps the lock where its work fails.
func (r *replica) TryBad(step func() error) error {
	if !r.raft.TryLock() { // want `lockleak: r\.raft\.TryLock\(\) .* returns`
		return errClosed
	}
	if err := step(); err != nil {
		return err
	}
	r.raft.Unlock()
	return nil
}
