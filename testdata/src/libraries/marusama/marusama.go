// Package marusama uses github.com/marusama/semaphore/v2.
package marusama

import (
	"context"
	"errors"

	"github.com/marusama/semaphore/v2"
)

var errBusy = errors.New("busy")

type uploads struct {
	slots semaphore.Semaphore
}

// TakeOk releases by defer; the release returns a count.
func (u *uploads) TakeOk(ctx context.Context, put func() error) error {
	if err := u.slots.Acquire(ctx, 1); err != nil {
		return err
	}
	defer u.slots.Release(1)
	return put()
}

// TakeBad releases where its work succeeds.
func (u *uploads) TakeBad(ctx context.Context, put func() error) error {
	if err := u.slots.Acquire(ctx, 1); err != nil { // want `lockleak: u\.slots\.Acquire\(ctx, 1\) .* returns`
		return err
	}
	if err := put(); err != nil {
		return err
	}
	u.slots.Release(1)
	return nil
}

// TryOk has nothing where the attempt failed.
func (u *uploads) TryOk(put func() error) error {
	if !u.slots.TryAcquire(1) {
		return errBusy
	}
	err := put()
	u.slots.Release(1)
	return err
}

// TryBad releases where its work succeeds.
func (u *uploads) TryBad(put func() error) error {
	if !u.slots.TryAcquire(1) { // want `lockleak: u\.slots\.TryAcquire\(1\) .* returns`
		return errBusy
	}
	if err := put(); err != nil {
		return err
	}
	u.slots.Release(1)
	return nil
}
