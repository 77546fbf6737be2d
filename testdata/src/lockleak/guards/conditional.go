package guards

import (
	"context"
	"errors"
)

// ValueBoolOk has the key where the last result is true.
func ValueBoolOk(l genLocker, key string, f func(int) error) error {
	gen, ok := l.TryLock(key)
	if !ok {
		return errBusy
	}
	defer l.Unlock(key)
	return f(gen)
}

// ValueBoolBad keeps the key where its work fails.
func ValueBoolBad(l genLocker, key string, f func(int) error) error {
	gen, ok := l.TryLock(key) // want `lockleak: l\.TryLock\(key\) .* returns`
	if ok == false {
		return errBusy
	}
	if err := f(gen); err != nil {
		return err
	}
	l.Unlock(key)
	return nil
}

// ValueErrorOk has the key where the error is nil.
func ValueErrorOk(ctx context.Context, l genLocker, key string, f func(int) error) error {
	gen, err := l.Lock(ctx, key)
	if err != nil {
		return err
	}
	err = f(gen)
	l.Unlock(key)
	return err
}

// ValueErrorBad keeps the key of a generation that it does not want.
func ValueErrorBad(ctx context.Context, l genLocker, key string, f func(int) error) error {
	gen, err := l.Lock(ctx, key) // want `lockleak: l\.Lock\(ctx, key\) .* returns`
	if err != nil {
		return err
	}
	if gen == 0 {
		return errClosed
	}
	err = f(gen)
	l.Unlock(key)
	return err
}

// IsOk asks for one error, then for any.
func IsOk(l errLocker, key string, f func()) error {
	err := l.Lock(key)
	if errors.Is(err, errBusy) {
		return nil
	}
	if err != nil {
		return err
	}
	f()
	l.Unlock(key)
	return nil
}

// IsBad returns behind the two questions of IsOk.
func IsBad(l errLocker, key string, f func() bool) error {
	err := l.Lock(key) // want `lockleak: l\.Lock\(key\) .* returns`
	if errors.Is(err, errBusy) {
		return nil
	}
	if err != nil {
		return err
	}
	if !f() {
		return errClosed
	}
	l.Unlock(key)
	return nil
}

// AsOk asks for a type of error, then for any.
func AsOk(l errLocker, key string, f func()) (string, error) {
	err := l.Lock(key)
	var busy *busyError
	if errors.As(err, &busy) {
		return busy.owner, nil
	}
	if err != nil {
		return "", err
	}
	defer l.Unlock(key)
	f()
	return "", nil
}

// SwitchOk has the key in the last case only.
func SwitchOk(ctx context.Context, l errLocker, key string, f func()) error {
	ok, err := l.TryLock(ctx, key)
	switch {
	case errors.Is(err, errBusy):
		return nil
	case err != nil:
		return err
	case !ok:
		return errBusy
	default:
		f()
		l.Unlock(key)
		return nil
	}
}

// SwitchBad returns from the last case where its work fails.
func SwitchBad(ctx context.Context, l errLocker, key string, f func() error) error {
	ok, err := l.TryLock(ctx, key) // want `lockleak: l\.TryLock\(ctx, key\) .* returns`
	switch {
	case err != nil:
		return err
	case !ok:
		return errBusy
	default:
		if err := f(); err != nil {
			return err
		}
		l.Unlock(key)
		return nil
	}
}

// SwitchErrorOk switches over the error itself.
func SwitchErrorOk(l errLocker, key string, f func()) error {
	switch err := l.Lock(key); err {
	case nil:
		defer l.Unlock(key)
		f()
		return nil
	case errBusy:
		return nil
	default:
		return err
	}
}

// ContinueOk goes on to the next key where it has not got this one.
func ContinueOk(ctx context.Context, l errLocker, keys []string, f func(string)) error {
	for _, key := range keys {
		ok, err := l.TryLock(ctx, key)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		f(key)
		l.Unlock(key)
	}
	return nil
}

// ContinueBad goes on to the next key with this one locked.
func ContinueBad(l genLocker, keys []string, f func(string) error) {
	for _, key := range keys {
		if _, ok := l.TryLock(key); !ok { // want `lockleak: l\.TryLock\(key\) .* next round of the loop`
			continue
		}
		if f(key) != nil {
			continue
		}
		l.Unlock(key)
	}
}

// FuncBoolOk calls the release where there is one.
func FuncBoolOk(l funcLocker, key string, f func() error) error {
	release, ok := l.TryLock(key)
	if !ok {
		return errBusy
	}
	err := f()
	release()
	return err
}

// FuncBoolBad does not call the release where its work fails.
func FuncBoolBad(l funcLocker, key string, f func() error) error {
	release, ok := l.TryLock(key) // want `lostunlock: the release that l\.TryLock\(key\) returns is not called on a path that returns`
	if !ok {
		return errBusy
	}
	if err := f(); err != nil {
		return err
	}
	release()
	return nil
}

// FuncErrorSwitchBad switches over the error, and returns early with the release.
func FuncErrorSwitchBad(ctx context.Context, l funcLocker, key string, f func() error) error {
	release, err := l.Lock(ctx, key) // want `lostunlock: the release that l\.Lock\(ctx, key\) returns is not called on a path that returns`
	switch {
	case errors.Is(err, errBusy):
		return nil
	case err != nil:
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	defer release()
	return f()
}

// NilFuncOk has the key where the release is not nil.
func NilFuncOk(l nilLocker, key string, f func()) bool {
	release := l.TryLock(key)
	if release == nil {
		return false
	}
	defer release()
	f()
	return true
}

// NilFuncBad does not call a release that is not nil.
func NilFuncBad(l nilLocker, key string, f func() error) error {
	release := l.TryLock(key) // want `lostunlock: the release that l\.TryLock\(key\) returns is not called on a path that returns`
	if release == nil {
		return errBusy
	}
	if err := f(); err != nil {
		return err
	}
	release()
	return nil
}

// NilGuardOk works only with a guard.
func NilGuardOk(l guardLocker, key string, f func()) {
	if g := l.TryAcquire(key); g != nil {
		f()
		g.Release()
	}
}

// NilGuardBad returns its error with the guard of this key.
func NilGuardBad(l guardLocker, keys []string, f func(string) error) error {
	for _, key := range keys {
		g := l.TryAcquire(key) // want `lostunlock: the release that l\.TryAcquire\(key\) returns is not called on a path that returns`
		if g == nil {
			continue
		}
		if err := f(key); err != nil {
			return err
		}
		g.Release()
	}
	return nil
}
