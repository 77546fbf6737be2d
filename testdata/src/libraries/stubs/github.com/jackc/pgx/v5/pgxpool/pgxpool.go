// Package pgxpool stands for github.com/jackc/pgx/v5/pgxpool.
package pgxpool

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// Pool stands for a pool of connections.
type Pool struct{ _ int }

// Conn stands for a connection of a pool.
type Conn struct{ _ int }

func (p *Pool) Acquire(ctx context.Context) (c *Conn, err error)           { return nil, nil }
func (p *Pool) AcquireFunc(ctx context.Context, f func(*Conn) error) error { return nil }
func (p *Pool) AcquireAllIdle(ctx context.Context) []*Conn                 { return nil }

func (c *Conn) Ping(ctx context.Context) error { return nil }
func (c *Conn) Release()                       {}
func (c *Conn) Hijack() *pgx.Conn              { return nil }
