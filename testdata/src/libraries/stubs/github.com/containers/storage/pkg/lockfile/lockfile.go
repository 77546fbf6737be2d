// Package lockfile stands for github.com/containers/storage/pkg/lockfile.
package lockfile

// LockFile stands for a lock on a file. Unlock serves readers and writers.
type LockFile struct{ _ int }

func GetLockFile(path string) (*LockFile, error) { return nil, nil }

func (l *LockFile) Lock()                   {}
func (l *LockFile) TryLock() error          { return nil }
func (l *LockFile) RLock()                  {}
func (l *LockFile) TryRLock() error         { return nil }
func (l *LockFile) Unlock()                 {}
func (l *LockFile) AssertLocked()           {}
func (l *LockFile) AssertLockedForWriting() {}
