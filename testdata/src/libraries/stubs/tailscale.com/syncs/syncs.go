// Package syncs stands for tailscale.com/syncs.
package syncs

import (
	"context"
	"sync"
)

// Mutex and RWMutex are aliases, as they are in the library unless it is built
// with the tag ts_mutex_debug.
type (
	Mutex   = sync.Mutex
	RWMutex = sync.RWMutex
)

func AssertLocked(m *Mutex)          {}
func AssertRLocked(rw *RWMutex)      {}
func AssertWLocked(rw *sync.RWMutex) {}

// Semaphore stands for a counting semaphore.
type Semaphore struct{ _ int }

func NewSemaphore(n int) Semaphore { return Semaphore{} }

func (s Semaphore) Acquire()                                {}
func (s Semaphore) AcquireContext(ctx context.Context) bool { return false }
func (s Semaphore) TryAcquire() bool                        { return false }
func (s Semaphore) Release()                                {}

// ShardedMap stands for a map that locks by itself.
type ShardedMap[K comparable, V any] struct{ _ int }

func (m *ShardedMap[K, V]) Get(key K) (value V)            { return value }
func (m *ShardedMap[K, V]) Set(key K, value V) (grew bool) { return false }
func (m *ShardedMap[K, V]) Delete(key K) (shrunk bool)     { return false }
func (m *ShardedMap[K, V]) GetOk(key K) (value V, ok bool) { return value, false }
func (m *ShardedMap[K, V]) Contains(key K) bool            { return false }
func (m *ShardedMap[K, V]) Len() int                       { return 0 }
