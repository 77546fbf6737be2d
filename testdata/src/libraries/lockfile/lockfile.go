// Package lockfile uses github.com/nightlyone/lockfile.
package lockfile

import "github.com/nightlyone/lockfile"

// TryOk has nothing where there is an error.
func TryOk(path string, run func() error) error {
	l, err := lockfile.New(path)
	if err != nil {
		return err
	}
	if err := l.TryLock(); err != nil {
		return err
	}
	defer l.Unlock()
	return run()
}

// TryBad unlocks where its work succeeds.
func TryBad(path string, run func() error) error {
	l, err := lockfile.New(path)
	if err != nil {
		return err
	}
	if err := l.TryLock(); err != nil { // want `lockleak: l\.TryLock\(\) .* returns`
		return err
	}
	if err := run(); err != nil {
		return err
	}
	return l.Unlock()
}
