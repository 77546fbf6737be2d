package guards

import "context"

// GuardOk releases its guard on both paths.
func GuardOk(ctx context.Context, l guardLocker, key string, f func(string) error) error {
	g, err := l.Acquire(ctx, key)
	if err != nil {
		return err
	}
	if err := f(g.Key()); err != nil {
		g.Release()
		return err
	}
	g.Release()
	return nil
}

// GuardBad lacks one line of GuardOk.
func GuardBad(ctx context.Context, l guardLocker, key string, f func(string) error) error {
	g, err := l.Acquire(ctx, key) // want `lostunlock: the release that l\.Acquire\(ctx, key\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	if err := f(g.Key()); err != nil {
		return err
	}
	g.Release()
	return nil
}

// InterfaceOk releases a guard of an interface type.
func InterfaceOk(l holdLocker, key string, f func(string)) {
	h := l.Lock(key)
	defer h.Unlock()
	f(h.Key())
}

// InterfaceBad returns before it releases a guard of an interface type.
func InterfaceBad(l holdLocker, key string, f func(string) error) error {
	h := l.Lock(key) // want `lostunlock: the release that l\.Lock\(key\) returns is not called on a path that returns`
	if err := f(h.Key()); err != nil {
		return err
	}
	h.Unlock()
	return nil
}

// InterfaceBoolBad has a guard where ok is true, and releases it where its work succeeds.
func InterfaceBoolBad(l holdLocker, key string, f func(string) error) error {
	h, ok := l.TryLock(key) // want `lostunlock: the release that l\.TryLock\(key\) returns is not called on a path that returns`
	if !ok {
		return errBusy
	}
	if err := f(h.Key()); err != nil {
		return err
	}
	h.Unlock()
	return nil
}

// BlankBad has no name for the release.
func BlankBad(ctx context.Context, l funcLocker, key string, f func() error) error {
	_, err := l.Lock(ctx, key) // want `lostunlock: the release that l\.Lock\(ctx, key\) returns is never called`
	if err != nil {
		return err
	}
	return f()
}

// UnusedBad does not look at the release.
func UnusedBad(l funcLocker, key string, f func() error) error {
	l.LockNow(key) // want `lostunlock: the release that l\.LockNow\(key\) returns is never called`
	return f()
}

// AssignedBlankBad names the release, and does nothing with it.
func AssignedBlankBad(l funcLocker, key string, f func() error) error {
	release := l.LockNow(key) // want `lostunlock: the release that l\.LockNow\(key\) returns is never called`
	_ = release
	return f()
}

// OverwrittenBad overwrites the first release before it is called.
func OverwrittenBad(l funcLocker, a, b string, f func() error) error {
	release := l.LockNow(a) // want `lostunlock: the release that l\.LockNow\(a\) returns is never called`
	release = l.LockNow(b)
	defer release()
	return f()
}

// OverwrittenOk calls the first release before it overwrites it.
func OverwrittenOk(l funcLocker, a, b string, f func() error) error {
	release := l.LockNow(a)
	if err := f(); err != nil {
		release()
		return err
	}
	release()
	release = l.LockNow(b)
	defer release()
	return f()
}

// GuardBlankBad has no name for the guard.
func GuardBlankBad(ctx context.Context, l guardLocker, key string, f func() error) error {
	if _, err := l.Acquire(ctx, key); err != nil { // want `lostunlock: the release that l\.Acquire\(ctx, key\) returns is never called`
		return err
	}
	return f()
}

// DeferredWrongBad defers the acquire in place of the release.
func DeferredWrongBad(l funcLocker, key string, f func() error) error {
	defer l.LockNow(key) // want `deferlock: the deferred l\.LockNow\(key\) acquires a lock`
	return f()
}

// ReturnedOk returns the guard to its caller.
func ReturnedOk(ctx context.Context, l guardLocker, key string) (*guard, error) {
	g, err := l.Acquire(ctx, key)
	if err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		g.Release()
		return nil, ctx.Err()
	}
	return g, nil
}

// ReturnedBad returns nil in place of the guard where its context has ended.
func ReturnedBad(ctx context.Context, l guardLocker, key string) (*guard, error) {
	g, err := l.Acquire(ctx, key) // want `lostunlock: the release that l\.Acquire\(ctx, key\) returns is not called on a path that returns`
	if err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return g, nil
}

// StoredOk stores the guard in what it returns.
func StoredOk(ctx context.Context, l guardLocker, key string) (*session, error) {
	g, err := l.Acquire(ctx, key)
	if err != nil {
		return nil, err
	}
	return &session{g: g}, nil
}

// StoredBad stores the guard behind a return.
func (s *session) StoredBad(ctx context.Context, l guardLocker, key string, f func() error) error {
	g, err := l.Acquire(ctx, key) // want `lostunlock: the release that l\.Acquire\(ctx, key\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	if err := f(); err != nil {
		return err
	}
	s.g = g
	return nil
}

// StoredFuncOk stores the release.
func (s *session) StoredFuncOk(l funcLocker, key string) bool {
	release, ok := l.TryLock(key)
	if !ok {
		return false
	}
	s.release = release
	return true
}

// PassedOk passes the release on to a goroutine.
func PassedOk(l funcLocker, key string, f func(release func())) {
	release := l.LockNow(key)
	go f(release)
}

// CapturedOk calls the release in a goroutine.
func CapturedOk(ctx context.Context, l funcLocker, key string, f func()) error {
	release, err := l.Lock(ctx, key)
	if err != nil {
		return err
	}
	go func() {
		defer release()
		f()
	}()
	return nil
}

// CapturedBad returns before it starts the goroutine that calls the release.
func CapturedBad(ctx context.Context, l funcLocker, key string, f func()) error {
	release, err := l.Lock(ctx, key) // want `lostunlock: the release that l\.Lock\(ctx, key\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	if f == nil {
		return errClosed
	}
	go func() {
		defer release()
		f()
	}()
	return nil
}

// MethodValueOk defers the release of its guard as a method value.
func MethodValueOk(ctx context.Context, l guardLocker, key string, f func() error) error {
	g, err := l.Acquire(ctx, key)
	if err != nil {
		return err
	}
	release := g.Release
	defer release()
	return f()
}

// MethodValueBad calls the method value where its work succeeds.
func MethodValueBad(ctx context.Context, l guardLocker, key string, f func() error) error {
	g, err := l.Acquire(ctx, key) // want `lostunlock: the release that l\.Acquire\(ctx, key\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	release := g.Release
	if err := f(); err != nil {
		return err
	}
	release()
	return nil
}
