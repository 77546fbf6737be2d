// Package trylock stands for github.com/subchen/go-trylock/v2.
package trylock

import (
	"context"
	"time"
)

// TryLocker stands for a reader/writer mutex.
type TryLocker interface {
	Lock()
	TryLock(context.Context) bool
	TryLockTimeout(time.Duration) bool
	Unlock()
	RLock()
	RTryLock(context.Context) bool
	RTryLockTimeout(time.Duration) bool
	RUnlock()
}

func New() TryLocker { return nil }
