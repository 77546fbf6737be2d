// Package redsync uses github.com/go-redsync/redsync/v4.
package redsync

import (
	"context"
	"errors"

	"github.com/go-redsync/redsync/v4"
)

var errLost = errors.New("the lock is lost")

type biller struct {
	mu *redsync.Mutex
}

// PlainOk looks at both results of the unlock.
func (b *biller) PlainOk(bill func() error) error {
	if err := b.mu.Lock(); err != nil {
		return err
	}
	if err := bill(); err != nil {
		_, e := b.mu.Unlock()
		return errors.Join(err, e)
	}
	if ok, err := b.mu.Unlock(); !ok || err != nil {
		return errors.Join(err, errLost)
	}
	return nil
}

// PlainBad lacks the first unlock of PlainOk.
func (b *biller) PlainBad(bill func() error) error {
	if err := b.mu.Lock(); err != nil { // want `lockleak: b\.mu\.Lock\(\) .* returns`
		return err
	}
	if err := bill(); err != nil {
		return err
	}
	if ok, err := b.mu.Unlock(); !ok || err != nil {
		return errors.Join(err, errLost)
	}
	return nil
}

// ContextOk defers the unlock.
func (b *biller) ContextOk(ctx context.Context, bill func() error) error {
	if err := b.mu.LockContext(ctx); err != nil {
		return err
	}
	defer b.mu.UnlockContext(ctx)
	return bill()
}

// ContextBad returns where its context has ended.
func (b *biller) ContextBad(ctx context.Context, bill func() error) error {
	if err := b.mu.LockContext(ctx); err != nil { // want `lockleak: b\.mu\.LockContext\(ctx\) .* returns`
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	err := bill()
	b.mu.UnlockContext(ctx)
	return err
}

// MixedOk locks with a context and unlocks without.
func (b *biller) MixedOk(ctx context.Context, bill func() error) error {
	if err := b.mu.LockContext(ctx); err != nil {
		return err
	}
	err := bill()
	b.mu.Unlock()
	return err
}

// TryOk has nothing where there is an error.
func (b *biller) TryOk(bill func() error) error {
	if err := b.mu.TryLock(); err != nil {
		return err
	}
	defer b.mu.Unlock()
	return bill()
}

// TryBad keeps the lock where the bill fails.
func (b *biller) TryBad(bill func() error) error {
	if err := b.mu.TryLock(); err != nil { // want `lockleak: b\.mu\.TryLock\(\) .* returns`
		return err
	}
	if err := bill(); err != nil {
		return err
	}
	_, err := b.mu.Unlock()
	return err
}

// TryContextOk has nothing where there is an error.
func (b *biller) TryContextOk(ctx context.Context, bill func() error) error {
	if err := b.mu.TryLockContext(ctx); err != nil {
		return err
	}
	defer b.mu.UnlockContext(ctx)
	return bill()
}

// TryContextBad keeps the lock where the bill fails.
func (b *biller) TryContextBad(ctx context.Context, bill func() error) error {
	if err := b.mu.TryLockContext(ctx); err != nil { // want `lockleak: b\.mu\.TryLockContext\(ctx\) .* returns`
		return err
	}
	if err := bill(); err != nil {
		return err
	}
	_, err := b.mu.UnlockContext(ctx)
	return err
}

// ExtendBad extends the lock, and keeps it where the bill fails.
func (b *biller) ExtendBad(bill func() error) error {
	if err := b.mu.Lock(); err != nil { // want `lockleak: b\.mu\.Lock\(\) .* returns`
		return err
	}
	if ok, err := b.mu.Extend(); !ok || err != nil {
		b.mu.Unlock()
		return errors.Join(err, errLost)
	}
	if err := bill(); err != nil {
		return err
	}
	_, err := b.mu.Unlock()
	return err
}
