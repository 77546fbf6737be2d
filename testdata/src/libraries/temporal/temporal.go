// Package temporal uses the locks of go.temporal.io/sdk/workflow, whose context
// is a type of its own.
package temporal

import (
	"errors"

	"go.temporal.io/sdk/workflow"
)

var errBusy = errors.New("busy")

type order struct {
	mu    workflow.Mutex
	slots workflow.Semaphore
}

// PlainOk unlocks by defer.
func (o *order) PlainOk(ctx workflow.Context, step func(workflow.Context) error) error {
	if err := o.mu.Lock(ctx); err != nil {
		return err
	}
	defer o.mu.Unlock()
	return step(ctx)
}

// PlainBad unlocks where its work succeeds.
func (o *order) PlainBad(ctx workflow.Context, step func(workflow.Context) error) error {
	if err := o.mu.Lock(ctx); err != nil { // want `lockleak: o\.mu\.Lock\(ctx\) .* returns`
		return err
	}
	if err := step(ctx); err != nil {
		return err
	}
	o.mu.Unlock()
	return nil
}

// TryOk has nothing where the attempt failed.
func (o *order) TryOk(ctx workflow.Context, step func(workflow.Context) error) error {
	if !o.mu.TryLock(ctx) {
		return errBusy
	}
	defer o.mu.Unlock()
	return step(ctx)
}

// TryBad unlocks where its work succeeds.
func (o *order) TryBad(ctx workflow.Context, step func(workflow.Context) error) error {
	if !o.mu.TryLock(ctx) { // want `lockleak: o\.mu\.TryLock\(ctx\) .* returns`
		return errBusy
	}
	if err := step(ctx); err != nil {
		return err
	}
	o.mu.Unlock()
	return nil
}

// TakeOk releases as many by defer.
func (o *order) TakeOk(ctx workflow.Context, n int64, step func(workflow.Context) error) error {
	if err := o.slots.Acquire(ctx, n); err != nil {
		return err
	}
	defer o.slots.Release(n)
	return step(ctx)
}

// TakeBad releases where its work succeeds.
func (o *order) TakeBad(ctx workflow.Context, n int64, step func(workflow.Context) error) error {
	if err := o.slots.Acquire(ctx, n); err != nil { // want `lockleak: o\.slots\.Acquire\(ctx, n\) .* returns`
		return err
	}
	if err := step(ctx); err != nil {
		return err
	}
	o.slots.Release(n)
	return nil
}

// TryTakeOk has nothing where the attempt failed.
func (o *order) TryTakeOk(ctx workflow.Context, step func(workflow.Context) error) error {
	if !o.slots.TryAcquire(ctx, 1) {
		return errBusy
	}
	err := step(ctx)
	o.slots.Release(1)
	return err
}

// TryTakeBad releases where its work succeeds.
func (o *order) TryTakeBad(ctx workflow.Context, step func(workflow.Context) error) error {
	if !o.slots.TryAcquire(ctx, 1) { // want `lockleak: o\.slots\.TryAcquire\(ctx, 1\) .* returns`
		return errBusy
	}
	if err := step(ctx); err != nil {
		return err
	}
	o.slots.Release(1)
	return nil
}
