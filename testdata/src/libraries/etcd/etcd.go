// Package etcd uses go.etcd.io/etcd/client/v3/concurrency.
package etcd

import (
	"context"
	"errors"
	"sync"

	"go.etcd.io/etcd/client/v3/concurrency"
)

var errDone = errors.New("done already")

type job struct {
	mu   *concurrency.Mutex
	all  sync.Locker
	done bool
}

func newJob(s *concurrency.Session) *job {
	return &job{mu: concurrency.NewMutex(s, "/job"), all: concurrency.NewLocker(s, "/jobs")}
}

// PlainOk unlocks with a context of its own.
func (j *job) PlainOk(ctx context.Context, run func() error) error {
	if err := j.mu.Lock(ctx); err != nil {
		return err
	}
	defer j.mu.Unlock(context.WithoutCancel(ctx))
	return run()
}

// PlainBad returns where the job is done already.
func (j *job) PlainBad(ctx context.Context, run func() error) error {
	if err := j.mu.Lock(ctx); err != nil { // want `lockleak: j\.mu\.Lock\(ctx\) .* returns`
		return err
	}
	if j.done {
		return errDone
	}
	err := run()
	return errors.Join(err, j.mu.Unlock(ctx))
}

// TryOk has nothing where there is an error.
func (j *job) TryOk(ctx context.Context, run func() error) error {
	if err := j.mu.TryLock(ctx); err != nil {
		return err
	}
	err := run()
	return errors.Join(err, j.mu.Unlock(ctx))
}

// TryBad keeps the lock where its work fails.
func (j *job) TryBad(ctx context.Context, run func() error) error {
	if err := j.mu.TryLock(ctx); err != nil { // want `lockleak: j\.mu\.TryLock\(ctx\) .* returns`
		return err
	}
	if err := run(); err != nil {
		return err
	}
	return j.mu.Unlock(ctx)
}

// LockerOk uses the lock as a sync.Locker.
func (j *job) LockerOk(run func() error) error {
	j.all.Lock()
	defer j.all.Unlock()
	return run()
}

// LockerBad unlocks only where its work succeeds.
func (j *job) LockerBad(run func() error) error {
	j.all.Lock() // want `lockleak: j\.all\.Lock\(\) .* returns`
	if err := run(); err != nil {
		return err
	}
	j.all.Unlock()
	return nil
}

// FN_Local unlocks only where its work succeeds: the lock is taken to end with
// the function that makes it, but it stands for one outside.
func FN_Local(s *concurrency.Session, run func() error) error {
	l := concurrency.NewLocker(s, "/jobs/")
	l.Lock()
	if err := run(); err != nil {
		return err
	}
	l.Unlock()
	return nil
}
