package guards

import (
	"context"
	"sync"
)

// BranchesOk releases the guard that one of two acquires gave.
func BranchesOk(ctx context.Context, l, shared guardLocker, key string, read bool, f func() error) error {
	var g *guard
	var err error
	if read {
		g, err = shared.Acquire(ctx, key)
	} else {
		g, err = l.Acquire(ctx, key)
	}
	if err != nil {
		return err
	}
	defer g.Release()
	return f()
}

// BranchesBad returns in front of the defer of BranchesOk.
func BranchesBad(ctx context.Context, l, shared guardLocker, key string, read bool, f func() error) error {
	var g *guard
	var err error
	if read {
		g, err = shared.Acquire(ctx, key) // want `lostunlock: the release that shared\.Acquire\(ctx, key\) returns is not called on a path that returns`
	} else {
		g, err = l.Acquire(ctx, key) // want `lostunlock: the release that l\.Acquire\(ctx, key\) returns is not called on a path that returns`
	}
	if err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	defer g.Release()
	return f()
}

// BranchBad replaces the guard by another one where the work is for two keys.
func BranchBad(l guardLocker, key, next string, both bool, f func() error) error {
	g := l.TryAcquire(key) // want `lostunlock: the release that l\.TryAcquire\(key\) returns is not called on a path that returns`
	if g == nil {
		return errBusy
	}
	if both {
		g = l.TryAcquire(next)
		if g == nil {
			return errBusy
		}
	}
	err := f()
	g.Release()
	return err
}

// RetryOk tries a few times, and releases what it has got.
func RetryOk(ctx context.Context, l guardLocker, key string, f func() error) error {
	var g *guard
	var err error
	for range 3 {
		g, err = l.Acquire(ctx, key)
		if err == nil {
			break
		}
	}
	if err != nil {
		return err
	}
	defer g.Release()
	return f()
}

// RetryBad returns where its context has ended, in front of the defer of RetryOk.
func RetryBad(ctx context.Context, l guardLocker, key string, f func() error) error {
	var g *guard
	var err error
	for range 3 {
		g, err = l.Acquire(ctx, key) // want `lostunlock: the release that l\.Acquire\(ctx, key\) returns is not called on a path that returns`
		if err == nil {
			break
		}
	}
	if err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	defer g.Release()
	return f()
}

// FN_Retry goes on trying where it has got the key: no round of the loop releases, so it counts as one that collects.
func FN_Retry(ctx context.Context, l guardLocker, key string, f func() error) error {
	var g *guard
	var err error
	for range 3 {
		g, err = l.Acquire(ctx, key)
		if err != nil {
			break
		}
	}
	if err != nil {
		return err
	}
	defer g.Release()
	return f()
}

// FallbackOk takes another key where the first one is locked.
func FallbackOk(ctx context.Context, l guardLocker, key string, f func() error) error {
	g, err := l.Acquire(ctx, key)
	if err != nil {
		g, err = l.Acquire(ctx, key+".2")
	}
	if err != nil {
		return err
	}
	err = f()
	g.Release()
	return err
}

// FallbackBad takes another key where its context has ended, and has two then.
func FallbackBad(ctx context.Context, l guardLocker, key string, f func() error) error {
	g, err := l.Acquire(ctx, key) // want `lostunlock: the release that l\.Acquire\(ctx, key\) returns is not called on a path that returns`
	if ctx.Err() != nil {
		g, err = l.Acquire(ctx, key+".2")
	}
	if err != nil {
		return err
	}
	err = f()
	g.Release()
	return err
}

// ChosenOk returns the guard that one of two acquires gave.
func ChosenOk(l, shared guardLocker, key string, read bool) *guard {
	var g *guard
	if read {
		g = shared.TryAcquire(key)
	} else {
		g = l.TryAcquire(key)
	}
	return g
}

// PassedOnOk passes the guard that one of two acquires gave to a function.
func PassedOnOk(l, shared holdLocker, key string, read bool, f func(hold) error) error {
	var h hold
	if read {
		h = shared.Lock(key)
	} else {
		h = l.Lock(key)
	}
	return f(h)
}

// LiteralOk releases in a literal the guard that one of two acquires gave.
func LiteralOk(l, shared holdLocker, key string, read bool, f func(string) error) error {
	var h hold
	if read {
		h = shared.Lock(key)
	} else {
		h = l.Lock(key)
	}
	defer func() { h.Unlock() }()
	return f(h.Key())
}

// A transaction is a guard that is a structure, with the table that it locks.
type transaction struct{ t *table }

// Unlock ends the transaction.
func (x transaction) Unlock() { x.t.mu.Unlock() }

// A table is locked by transactions.
type table struct {
	mu   sync.Mutex
	rows int
}

func (t *table) beginLock() transaction {
	t.mu.Lock()
	return transaction{t}
}

// StructOk ends the transaction of one of two tables.
func StructOk(a, b *table, first bool, f func() error) error {
	var x transaction
	if first {
		x = a.beginLock()
	} else {
		x = b.beginLock()
	}
	defer x.Unlock()
	return f()
}

// StructBad ends it where its work succeeds.
func StructBad(a, b *table, first bool, f func() error) error {
	var x transaction
	if first {
		x = a.beginLock() // want `lostunlock: .*a\.beginLock\(\).* returns`
	} else {
		x = b.beginLock() // want `lostunlock: .*b\.beginLock\(\).* returns`
	}
	if err := f(); err != nil {
		return err
	}
	x.Unlock()
	return nil
}

// RestartOk ends the transaction that fails, and begins another one.
func RestartOk(t *table, f func() error) {
	x := t.beginLock()
	if err := f(); err != nil {
		x.Unlock()
		x = t.beginLock()
		t.rows++
	}
	x.Unlock()
}

// InterfaceVariableOk closes what one of two lockers gave.
func InterfaceVariableOk(holds holdLocker, key string, f func() error) error {
	var u interface{ Unlock() }
	if key == "" {
		u = holds.Lock("all")
	} else {
		u = holds.Lock(key)
	}
	defer u.Unlock()
	return f()
}

// NextOk has the guard of the next key before it releases the one before.
func NextOk(l guardLocker, first string, keys []string, f func() error) error {
	g := l.TryAcquire(first)
	if g == nil {
		return errBusy
	}
	for _, key := range keys {
		next := l.TryAcquire(key)
		if next == nil {
			g.Release()
			return errBusy
		}
		g.Release()
		g = next
	}
	defer g.Release()
	return f()
}
