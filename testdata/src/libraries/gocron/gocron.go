// Package gocron uses the locker of github.com/go-co-op/gocron/v2.
package gocron

import (
	"context"

	"github.com/go-co-op/gocron/v2"
)

type runner struct {
	locks gocron.Locker
}

// PlainOk unlocks by defer.
func (r *runner) PlainOk(ctx context.Context, job string, run func() error) error {
	l, err := r.locks.Lock(ctx, job)
	if err != nil {
		return err
	}
	defer l.Unlock(ctx)
	return run()
}

// PlainBad unlocks where its work succeeds.
func (r *runner) PlainBad(ctx context.Context, job string, run func() error) error {
	l, err := r.locks.Lock(ctx, job) // want `lostunlock: the release that r\.locks\.Lock\(ctx, job\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	if err := run(); err != nil {
		return err
	}
	return l.Unlock(ctx)
}
