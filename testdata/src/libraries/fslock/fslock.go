// Package fslock uses github.com/juju/fslock.
package fslock

import (
	"errors"
	"time"

	"github.com/juju/fslock"
)

// PlainOk unlocks by defer.
func PlainOk(l *fslock.Lock, run func() error) error {
	if err := l.Lock(); err != nil {
		return err
	}
	defer l.Unlock()
	return run()
}

// PlainBad unlocks where its work succeeds.
func PlainBad(l *fslock.Lock, run func() error) error {
	if err := l.Lock(); err != nil { // want `lockleak: l\.Lock\(\) .* returns`
		return err
	}
	if err := run(); err != nil {
		return err
	}
	return l.Unlock()
}

// TryOk has nothing where there is an error.
func TryOk(l *fslock.Lock, run func() error) error {
	if err := l.TryLock(); err != nil {
		return err
	}
	return errors.Join(run(), l.Unlock())
}

// TryBad unlocks where its work succeeds.
func TryBad(l *fslock.Lock, run func() error) error {
	if err := l.TryLock(); err != nil { // want `lockleak: l\.TryLock\(\) .* returns`
		return err
	}
	if err := run(); err != nil {
		return err
	}
	return l.Unlock()
}

// TimeoutOk has nothing where it has waited in vain.
func TimeoutOk(l *fslock.Lock, run func() error) error {
	if err := l.LockWithTimeout(time.Second); err != nil {
		return err
	}
	defer l.Unlock()
	return run()
}

// TimeoutBad unlocks where its work succeeds.
func TimeoutBad(l *fslock.Lock, run func() error) error {
	if err := l.LockWithTimeout(time.Second); err != nil { // want `lockleak: l\.LockWithTimeout\(.*\) .* returns`
		return err
	}
	if err := run(); err != nil {
		return err
	}
	return l.Unlock()
}

// FN_Local unlocks where its work succeeds: the lock is taken to end with the
// function that makes it, but it stands for one outside.
func FN_Local(path string, run func() error) error {
	l := fslock.New(path)
	if err := l.Lock(); err != nil {
		return err
	}
	if err := run(); err != nil {
		return err
	}
	return l.Unlock()
}
