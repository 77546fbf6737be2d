// Package pgx stands for github.com/jackc/pgx/v5.
package pgx

import "context"

// Conn stands for a connection.
type Conn struct{ _ int }

func (c *Conn) Close(ctx context.Context) error { return nil }
