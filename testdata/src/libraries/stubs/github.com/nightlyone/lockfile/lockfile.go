// Package lockfile stands for github.com/nightlyone/lockfile.
package lockfile

// Lockfile stands for a file with the id of the process that holds it.
type Lockfile string

func New(path string) (Lockfile, error) { return "", nil }

func (l Lockfile) TryLock() error { return nil }
func (l Lockfile) Unlock() error  { return nil }
