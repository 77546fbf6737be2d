// Package rueidislock uses github.com/redis/rueidis/rueidislock.
package rueidislock

import (
	"context"
	"errors"

	"github.com/redis/rueidis/rueidislock"
)

var errStopped = errors.New("stopped")

type mailer struct {
	locks rueidislock.Locker
}

// WithOk defers the function it got.
func (m *mailer) WithOk(ctx context.Context, send func(context.Context) error) error {
	ctx, unlock, err := m.locks.WithContext(ctx, "mail")
	if err != nil {
		return err
	}
	defer unlock()
	return send(ctx)
}

// WithBad calls it where its work succeeds.
func (m *mailer) WithBad(ctx context.Context, stop bool, send func(context.Context) error) error {
	ctx, unlock, err := m.locks.WithContext(ctx, "mail") // want `lostunlock: the release that m\.locks\.WithContext\(ctx, "mail"\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	if stop {
		return errStopped
	}
	err = send(ctx)
	unlock()
	return err
}

// TryOk has nothing where there is an error.
func (m *mailer) TryOk(ctx context.Context, send func(context.Context) error) error {
	ctx, unlock, err := m.locks.TryWithContext(ctx, "mail")
	if err != nil {
		return err
	}
	err = send(ctx)
	unlock()
	return err
}

// TryBad calls it where its work succeeds.
func (m *mailer) TryBad(ctx context.Context, stop bool, send func(context.Context) error) error {
	ctx, unlock, err := m.locks.TryWithContext(ctx, "mail") // want `lostunlock: the release that m\.locks\.TryWithContext\(ctx, "mail"\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	if stop {
		return errStopped
	}
	err = send(ctx)
	unlock()
	return err
}

// ForceBad calls it where its work succeeds.
func (m *mailer) ForceBad(ctx context.Context, stop bool, send func(context.Context) error) error {
	ctx, unlock, err := m.locks.ForceWithContext(ctx, "mail") // want `lostunlock: the release that m\.locks\.ForceWithContext\(ctx, "mail"\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	if stop {
		return errStopped
	}
	err = send(ctx)
	unlock()
	return err
}

// ForceOk takes the lock from whoever has it.
func (m *mailer) ForceOk(ctx context.Context, send func(context.Context) error) error {
	ctx, unlock, err := m.locks.ForceWithContext(ctx, "mail")
	if err != nil {
		return err
	}
	defer unlock()
	return send(ctx)
}
