// Package sync stands for gvisor.dev/gvisor/pkg/sync.
package sync

// Mutex stands for a mutex.
type Mutex struct{ _ int }

func (m *Mutex) Lock()         {}
func (m *Mutex) TryLock() bool { return false }
func (m *Mutex) Unlock()       {}

// RWMutex stands for a reader/writer mutex that can turn a writer into a reader.
type RWMutex struct{ _ int }

func (rw *RWMutex) Lock()          {}
func (rw *RWMutex) TryLock() bool  { return false }
func (rw *RWMutex) Unlock()        {}
func (rw *RWMutex) RLock()         {}
func (rw *RWMutex) TryRLock() bool { return false }
func (rw *RWMutex) RUnlock()       {}
func (rw *RWMutex) DowngradeLock() {}
