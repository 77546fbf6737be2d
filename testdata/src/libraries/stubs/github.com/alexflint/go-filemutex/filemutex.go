// Package filemutex stands for github.com/alexflint/go-filemutex.
package filemutex

// FileMutex stands for a lock on a file.
type FileMutex struct{ _ int }

func New(filename string) (*FileMutex, error) { return nil, nil }

func (m *FileMutex) Lock() error    { return nil }
func (m *FileMutex) TryLock() error { return nil }
func (m *FileMutex) Unlock() error  { return nil }
func (m *FileMutex) RLock() error   { return nil }
func (m *FileMutex) RUnlock() error { return nil }
func (m *FileMutex) Close() error   { return nil }
