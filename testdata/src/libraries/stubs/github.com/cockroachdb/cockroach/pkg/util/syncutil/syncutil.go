// Package syncutil stands for github.com/cockroachdb/cockroach/pkg/util/syncutil.
package syncutil

import (
	"context"
	"sync"
	"time"
)

// Mutex embeds, as it does in the library.
type Mutex struct{ sync.Mutex }

func (m *Mutex) AssertHeld()                    {}
func (m *Mutex) TracedLock(ctx context.Context) {}
func (m *Mutex) TimedLock() time.Duration       { return 0 }

// RWMutex embeds, as it does in the library.
type RWMutex struct{ sync.RWMutex }

func (rw *RWMutex) AssertHeld()                     {}
func (rw *RWMutex) AssertRHeld()                    {}
func (rw *RWMutex) TracedLock(ctx context.Context)  {}
func (rw *RWMutex) TracedRLock(ctx context.Context) {}
func (rw *RWMutex) TimedLock() time.Duration        { return 0 }
func (rw *RWMutex) TimedRLock() time.Duration       { return 0 }
