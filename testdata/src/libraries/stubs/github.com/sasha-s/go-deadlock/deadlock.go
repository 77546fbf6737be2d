// Package deadlock stands for github.com/sasha-s/go-deadlock.
package deadlock

import "sync"

// Mutex stands for a mutex that watches for deadlocks.
type Mutex struct{ _ int }

func (m *Mutex) Lock()         {}
func (m *Mutex) TryLock() bool { return false }
func (m *Mutex) Unlock()       {}

// RWMutex stands for a reader/writer mutex that watches for deadlocks.
type RWMutex struct{ _ int }

func (m *RWMutex) Lock()                {}
func (m *RWMutex) TryLock() bool        { return false }
func (m *RWMutex) Unlock()              {}
func (m *RWMutex) RLock()               {}
func (m *RWMutex) TryRLock() bool       { return false }
func (m *RWMutex) RUnlock()             {}
func (m *RWMutex) RLocker() sync.Locker { return nil }
