// Package pgxpool uses github.com/jackc/pgx/v5/pgxpool: no locks, but held and
// released like them.
package pgxpool

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// TakeOk releases the connection by defer.
func TakeOk(ctx context.Context, pool *pgxpool.Pool) error {
	c, err := pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer c.Release()
	return c.Ping(ctx)
}

// TakeBad releases it where its work succeeds.
func TakeBad(ctx context.Context, pool *pgxpool.Pool) error {
	c, err := pool.Acquire(ctx) // want `lostunlock: the release that pool\.Acquire\(ctx\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	if err := c.Ping(ctx); err != nil {
		return err
	}
	c.Release()
	return nil
}

// HijackOk takes the connection out of the pool.
func HijackOk(ctx context.Context, pool *pgxpool.Pool) (*pgx.Conn, error) {
	c, err := pool.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	if err := c.Ping(ctx); err != nil {
		c.Release()
		return nil, err
	}
	return c.Hijack(), nil
}

// FuncOk leaves the release to the pool.
func FuncOk(ctx context.Context, pool *pgxpool.Pool) error {
	return pool.AcquireFunc(ctx, func(c *pgxpool.Conn) error { return c.Ping(ctx) })
}

// FN_Idle forgets connections: a list of holds is not followed.
func FN_Idle(ctx context.Context, pool *pgxpool.Pool) int {
	return len(pool.AcquireAllIdle(ctx))
}
