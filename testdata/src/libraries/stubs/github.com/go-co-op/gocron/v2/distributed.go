// Package gocron stands for github.com/go-co-op/gocron/v2.
package gocron

import "context"

// Locker stands for a table of locks by name.
type Locker interface {
	Lock(ctx context.Context, key string) (Lock, error)
}

// Lock stands for a hold.
type Lock interface {
	Unlock(ctx context.Context) error
}
