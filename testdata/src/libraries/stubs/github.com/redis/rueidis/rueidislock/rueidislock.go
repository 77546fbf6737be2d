// Package rueidislock stands for github.com/redis/rueidis/rueidislock.
package rueidislock

import "context"

// Locker stands for a table of locks in Redis. The function that each method
// returns gives the lock back.
type Locker interface {
	WithContext(ctx context.Context, name string) (context.Context, context.CancelFunc, error)
	TryWithContext(ctx context.Context, name string) (context.Context, context.CancelFunc, error)
	ForceWithContext(ctx context.Context, name string) (context.Context, context.CancelFunc, error)
	Close()
}
