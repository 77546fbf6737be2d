// Package gvisor uses gvisor.dev/gvisor/pkg/sync.
package gvisor

import "gvisor.dev/gvisor/pkg/sync"

type mount struct {
	mu    sync.RWMutex
	cache sync.Mutex
	refs  int
}

// PlainOk defers the unlock.
func (m *mount) PlainOk() int {
	m.cache.Lock()
	defer m.cache.Unlock()
	return m.refs
}

// PlainBad returns early.
func (m *mount) PlainBad() int {
	m.cache.Lock() // want `lockleak: m\.cache\.Lock\(\) .* returns`
	if m.refs == 0 {
		return 0
	}
	n := m.refs
	m.cache.Unlock()
	return n
}

// DowngradeOk leaves as a reader.
func (m *mount) DowngradeOk() int {
	m.mu.Lock()
	m.refs++
	m.mu.DowngradeLock()
	n := m.refs
	m.mu.RUnlock()
	return n
}

// DowngradeBad stays a reader where nobody is left.
func (m *mount) DowngradeBad() int {
	m.mu.Lock() // want `lockleak: m\.mu\.Lock\(\) .* returns`
	m.refs--
	m.mu.DowngradeLock()
	if m.refs == 0 {
		return 0
	}
	n := m.refs
	m.mu.RUnlock()
	return n
}

// TryReaderBad returns early as a reader.
func (m *mount) TryReaderBad() int {
	if !m.mu.TryRLock() { // want `lockleak: m\.mu\.TryRLock\(\) .* returns`
		return -1
	}
	if m.refs == 0 {
		return 0
	}
	n := m.refs
	m.mu.RUnlock()
	return n
}

// TryReaderOk has nothing where the attempt failed.
func (m *mount) TryReaderOk() int {
	if !m.mu.TryRLock() {
		return -1
	}
	defer m.mu.RUnlock()
	return m.refs
}

// TryOk has nothing where the attempt failed.
func (m *mount) TryOk() bool {
	if !m.cache.TryLock() {
		return false
	}
	m.refs++
	m.cache.Unlock()
	return true
}

// TryBad keeps the lock of what nobody uses.
func (m *mount) TryBad() bool {
	if !m.cache.TryLock() { // want `lockleak: m\.cache\.TryLock\(\) .* returns`
		return false
	}
	if m.refs == 0 {
		return false
	}
	m.refs++
	m.cache.Unlock()
	return true
}
