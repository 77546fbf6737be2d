// Package dynamolock uses cirello.io/dynamolock/v5.
package dynamolock

import (
	"context"

	"cirello.io/dynamolock/v5"
)

type migrator struct {
	locks *dynamolock.Client
}

// CloseOk gives the lock back by defer.
func (m *migrator) CloseOk(ctx context.Context, run func() error) error {
	l, err := m.locks.AcquireLock(ctx, "schema")
	if err != nil {
		return err
	}
	defer l.Close(ctx)
	return run()
}

// CloseBad closes the lock where its work succeeds.
func (m *migrator) CloseBad(ctx context.Context, run func() error) error {
	l, err := m.locks.AcquireLock(ctx, "schema") // want `lostunlock: the release that m\.locks\.AcquireLock\(ctx, "schema"\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	if err := run(); err != nil {
		return err
	}
	return l.Close(ctx)
}

// ByClientOk gives the lock to the client that releases it, on both exits.
func (m *migrator) ByClientOk(ctx context.Context, run func() error) error {
	l, err := m.locks.AcquireLock(ctx, "schema")
	if err != nil {
		return err
	}
	if err := run(); err != nil {
		m.locks.ReleaseLock(ctx, l)
		return err
	}
	_, err = m.locks.ReleaseLock(ctx, l)
	return err
}

// ByClientBad lacks one line of ByClientOk.
func (m *migrator) ByClientBad(ctx context.Context, run func() error) error {
	l, err := m.locks.AcquireLock(ctx, "schema") // want `lostunlock: the release that m\.locks\.AcquireLock\(ctx, "schema"\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	if err := run(); err != nil {
		return err
	}
	_, err = m.locks.ReleaseLock(ctx, l)
	return err
}
