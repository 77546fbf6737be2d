// Package results holds acquires that say, beside the release, whether they have
// succeeded.
package results

import (
	"context"
	"errors"
	"fmt"
)

var errBusy = errors.New("busy")

// A files locks paths.
type files interface {
	Lock(ctx context.Context, path string) (unlock func(), err error)
	TryLock(path string) (unlock func(), ok bool)
	Acquire(path string) (release func() error, err error)
}

// ErrorOk defers it behind the check.
func ErrorOk(ctx context.Context, f files, path string, work func() error) error {
	unlock, err := f.Lock(ctx, path)
	if err != nil {
		return fmt.Errorf("locking %s: %w", path, err)
	}
	defer unlock()
	return work()
}

// ErrorBad checks for something else between the check and the defer.
func ErrorBad(ctx context.Context, f files, path string, work func() error) error {
	unlock, err := f.Lock(ctx, path) // want `lostunlock: the release that f\.Lock\(ctx, path\) returns is not called on a path that returns`
	if err != nil {
		return fmt.Errorf("locking %s: %w", path, err)
	}
	if path == "" {
		return errBusy
	}
	defer unlock()
	return work()
}

// InvertedBad defers it where it has failed.
func InvertedBad(ctx context.Context, f files, path string, work func() error) error {
	unlock, err := f.Lock(ctx, path) // want `lostunlock: the release that f\.Lock\(ctx, path\) returns is never called`
	if err == nil {
		return work()
	}
	defer unlock()
	return err
}

// BlankErrorBad takes no notice of either.
func BlankErrorBad(ctx context.Context, f files, path string, work func() error) error {
	_, _ = f.Lock(ctx, path) // want `lostunlock: the release that f\.Lock\(ctx, path\) returns is never called`
	return work()
}

// BlankReleaseBad looks at the error only.
func BlankReleaseBad(ctx context.Context, f files, path string, work func() error) error {
	if _, err := f.Lock(ctx, path); err != nil { // want `lostunlock: the release that f\.Lock\(ctx, path\) returns is never called`
		return err
	}
	return work()
}

// SecondErrorBad returns the error of the second one, with the first one.
func SecondErrorBad(ctx context.Context, f files, from, to string, move func() error) error {
	unlockFrom, err := f.Lock(ctx, from) // want `lostunlock: the release that f\.Lock\(ctx, from\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	unlockTo, err := f.Lock(ctx, to)
	if err != nil {
		return err
	}
	defer unlockFrom()
	defer unlockTo()
	return move()
}

// SecondErrorOk has deferred the first one by then.
func SecondErrorOk(ctx context.Context, f files, from, to string, move func() error) error {
	unlockFrom, err := f.Lock(ctx, from)
	if err != nil {
		return err
	}
	defer unlockFrom()
	unlockTo, err := f.Lock(ctx, to)
	if err != nil {
		return err
	}
	defer unlockTo()
	return move()
}

// BoolOk calls it where it is told that there is one.
func BoolOk(f files, path string, work func()) bool {
	unlock, ok := f.TryLock(path)
	if ok {
		work()
		unlock()
	}
	return ok
}

// BoolBad calls it where there is none.
func BoolBad(f files, path string, work func()) bool {
	unlock, ok := f.TryLock(path) // want `lostunlock: the release that f\.TryLock\(path\) returns is never called`
	if !ok {
		unlock()
		return false
	}
	work()
	return true
}

// BoolBlankBad has no name for it.
func BoolBlankBad(f files, path string, work func()) {
	if _, ok := f.TryLock(path); ok { // want `lostunlock: the release that f\.TryLock\(path\) returns is never called`
		work()
	}
}

// BoolReturnedOk returns both.
func BoolReturnedOk(f files, path string) (func(), bool) {
	return f.TryLock(path)
}

// BoolReturnedBad returns that it has the lock, and not the release.
func BoolReturnedBad(f files, path string, want bool) (func(), bool) {
	unlock, ok := f.TryLock(path) // want `lostunlock: the release that f\.TryLock\(path\) returns is not called on a path that returns`
	if !ok || !want {
		return nil, false
	}
	return unlock, true
}

// FailingReleaseOk joins the error of the release with that of its work.
func FailingReleaseOk(f files, path string, work func() error) error {
	release, err := f.Acquire(path)
	if err != nil {
		return err
	}
	return errors.Join(work(), release())
}

// FailingReleaseBad does not call it where its work fails.
func FailingReleaseBad(f files, path string, work func() error) error {
	release, err := f.Acquire(path) // want `lostunlock: the release that f\.Acquire\(path\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	if err := work(); err != nil {
		return err
	}
	return release()
}

// FailingReleaseDeferOk defers a literal that keeps the first error.
func FailingReleaseDeferOk(f files, path string, work func() error) (err error) {
	release, err := f.Acquire(path)
	if err != nil {
		return err
	}
	defer func() {
		if e := release(); err == nil {
			err = e
		}
	}()
	return work()
}

// RetryOk tries until it has it.
func RetryOk(ctx context.Context, f files, path string, work func()) error {
	for {
		unlock, ok := f.TryLock(path)
		if ok {
			work()
			unlock()
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

// RetryBad has it, and looks at its context before it works.
func RetryBad(ctx context.Context, f files, path string, work func()) error {
	for {
		unlock, ok := f.TryLock(path) // want `lostunlock: the release that f\.TryLock\(path\) returns is not called on a path that returns`
		if err := ctx.Err(); err != nil {
			return err
		}
		if ok {
			work()
			unlock()
			return nil
		}
	}
}
