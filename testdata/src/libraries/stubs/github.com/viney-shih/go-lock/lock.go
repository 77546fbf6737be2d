// Package lock stands for github.com/viney-shih/go-lock.
package lock

import (
	"context"
	"sync"
	"time"
)

// Mutex stands for a mutex.
type Mutex interface {
	Lock()
	TryLock() bool
	TryLockWithTimeout(time.Duration) bool
	TryLockWithContext(ctx context.Context) bool
	Unlock()
}

// RWMutex stands for a reader/writer mutex.
type RWMutex interface {
	Mutex

	RLock()
	RTryLock() bool
	RTryLockWithTimeout(time.Duration) bool
	RTryLockWithContext(ctx context.Context) bool
	RUnlock()
	RLocker() sync.Locker
}
