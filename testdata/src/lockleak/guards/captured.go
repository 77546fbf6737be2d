package guards

import "context"

// OpenOk releases the guard where it fails; where it does not, the session has it.
func OpenOk(ctx context.Context, l guardLocker, key string, load func() error) (*session, error) {
	g, err := l.Acquire(ctx, key)
	if err != nil {
		return nil, err
	}
	defer func() {
		if g != nil {
			g.Release()
		}
	}()
	if err := load(); err != nil {
		return nil, err
	}
	s := &session{g: g}
	g = nil
	return s, nil
}

// OpenBad gives up the guard before it has loaded anything.
func OpenBad(ctx context.Context, l guardLocker, key string, load func() error) (*session, error) {
	g, err := l.Acquire(ctx, key) // want `lostunlock: the release that l\.Acquire\(ctx, key\) returns is not called on a path that returns`
	if err != nil {
		return nil, err
	}
	held := g
	defer func() {
		if g != nil {
			g.Release()
		}
	}()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	g = nil
	if err := load(); err != nil {
		return nil, err
	}
	return &session{g: held}, nil
}

// ResultOk returns the guard that it has taken out of the variable.
func ResultOk(ctx context.Context, l guardLocker, key string, load func() error) (*guard, error) {
	g, err := l.Acquire(ctx, key)
	if err != nil {
		return nil, err
	}
	defer func() {
		if g != nil {
			g.Release()
		}
	}()
	if err := load(); err != nil {
		return nil, err
	}
	r := g
	g = nil
	return r, nil
}

// ResultBad drops the guard where its context has ended.
func ResultBad(ctx context.Context, l guardLocker, key string, load func() error) (*guard, error) {
	g, err := l.Acquire(ctx, key) // want `lostunlock: the release that l\.Acquire\(ctx, key\) returns is not called on a path that returns`
	if err != nil {
		return nil, err
	}
	defer func() {
		if g != nil {
			g.Release()
		}
	}()
	if err := load(); err != nil {
		return nil, err
	}
	r := g
	g = nil
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return r, nil
}

// AgainOk defers the release of what the variable holds at the end.
func AgainOk(l holdLocker, a, b string, load func() error) error {
	h := l.Lock(a)
	defer func() { h.Unlock() }()
	if err := load(); err != nil {
		return err
	}
	h.Unlock()
	h = l.Lock(b)
	return load()
}

// AgainBad lacks the release of AgainOk in front of the second acquire.
func AgainBad(l holdLocker, a, b string, load func() error) error {
	h := l.Lock(a) // want `lostunlock: the release that l\.Lock\(a\) returns is not called on a path that returns`
	defer func() { h.Unlock() }()
	if err := load(); err != nil {
		return err
	}
	h = l.Lock(b)
	return load()
}

// EndOk returns a function that releases what the variable holds then.
func EndOk(l holdLocker, key string) (end func()) {
	h := l.Lock(key)
	return func() {
		if h != nil {
			h.Unlock()
			h = nil
		}
	}
}

// EndBad returns the function of EndOk only if there is something to do.
func EndBad(l holdLocker, key string) (end func()) {
	h := l.Lock(key) // want `lostunlock: the release that l\.Lock\(key\) returns is not called on a path that returns`
	if h.Key() == "" {
		return nil
	}
	return func() {
		if h != nil {
			h.Unlock()
			h = nil
		}
	}
}

// LiteralAcquireOk has a literal acquire, and releases what that has stored.
func LiteralAcquireOk(ctx context.Context, l guardLocker, key string, load func() error) error {
	var g *guard
	open := func() error {
		var err error
		g, err = l.Acquire(ctx, key)
		return err
	}
	if err := open(); err != nil {
		return err
	}
	defer g.Release()
	return load()
}

// LiteralAcquireBad stores it behind a return.
func LiteralAcquireBad(ctx context.Context, l guardLocker, key string, load func() error) error {
	var held *guard
	open := func() error {
		g, err := l.Acquire(ctx, key) // want `lostunlock: the release that l\.Acquire\(ctx, key\) returns is not called on a path that returns`
		if err != nil {
			return err
		}
		if err := load(); err != nil {
			return err
		}
		held = g
		return nil
	}
	if err := open(); err != nil {
		return err
	}
	held.Release()
	return nil
}

// FN_LiteralAcquire drops what a literal has acquired and stored: what becomes of that outside of the literal is not asked.
func FN_LiteralAcquire(ctx context.Context, l guardLocker, key string, load func() error) error {
	var g *guard
	open := func() error {
		var err error
		g, err = l.Acquire(ctx, key)
		return err
	}
	if err := open(); err != nil {
		return err
	}
	if err := load(); err != nil {
		return err
	}
	g.Release()
	return nil
}
