// Package releasefunc holds acquires whose result is the release.
package releasefunc

import (
	"context"
	"errors"
	"io"
)

var errEmpty = errors.New("empty")

// A keyLocker returns the release with the lock.
type keyLocker interface {
	Lock(ctx context.Context, key string) (unlock func(), err error)
}

// A plainLocker returns the release and cannot fail.
type plainLocker interface {
	Lock(key string) (unlock func())
}

// A closeLocker returns the release as a closer.
type closeLocker interface {
	Lock(name string) (io.Closer, error)
}

// FuncOk defers the release behind the error check.
func FuncOk(ctx context.Context, l keyLocker, f func() error) error {
	unlock, err := l.Lock(ctx, "a")
	if err != nil {
		return err
	}
	defer unlock()
	return f()
}

// FuncByHandOk calls the release on both exits.
func FuncByHandOk(ctx context.Context, l keyLocker, f func() error) error {
	unlock, err := l.Lock(ctx, "a")
	if err != nil {
		return err
	}
	if err := f(); err != nil {
		unlock()
		return err
	}
	unlock()
	return nil
}

// FuncBad lacks one line of FuncByHandOk.
func FuncBad(ctx context.Context, l keyLocker, f func() error) error {
	unlock, err := l.Lock(ctx, "a") // want `lostunlock: the release that l\.Lock\(ctx, "a"\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	if err := f(); err != nil {
		return err
	}
	unlock()
	return nil
}

// FuncReturnedOk passes the release on to its caller.
func FuncReturnedOk(ctx context.Context, l keyLocker, key string) (func(), error) {
	unlock, err := l.Lock(ctx, key)
	if err != nil {
		return nil, err
	}
	if key == "" {
		unlock()
		return nil, errEmpty
	}
	return unlock, nil
}

// PlainOk calls and defers in one line.
func PlainOk(l plainLocker, f func() error) error {
	defer l.Lock("a")()
	return f()
}

// PlainBad calls the release only where its work succeeds.
func PlainBad(l plainLocker, f func() error) error {
	unlock := l.Lock("a") // want `lostunlock: the release that l\.Lock\("a"\) returns is not called on a path that returns`
	if err := f(); err != nil {
		return err
	}
	unlock()
	return nil
}

// CloserOk closes what it got.
func CloserOk(l closeLocker, f func() error) error {
	c, err := l.Lock("a")
	if err != nil {
		return err
	}
	return errors.Join(f(), c.Close())
}

// CloserBad drops the closer where its work fails.
func CloserBad(l closeLocker, f func() error) error {
	c, err := l.Lock("a") // want `lostunlock: the release that l\.Lock\("a"\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	if err := f(); err != nil {
		return err
	}
	return c.Close()
}
