// Package guards holds acquires that return a value with a method that releases.
package guards

import (
	"errors"
	"io"
	"sync"
)

var errMissing = errors.New("missing")

// A lock is what a locker returns.
type lock interface {
	Unlock() error
	Path() string
}

// A locker locks paths.
type locker interface {
	Lock(path string) (lock, error)
}

// UnlockOk releases on both of its paths.
func UnlockOk(l locker, path string, read func(string) error) error {
	k, err := l.Lock(path)
	if err != nil {
		return err
	}
	if err := read(k.Path()); err != nil {
		k.Unlock()
		return err
	}
	return k.Unlock()
}

// UnlockBad releases where the reading succeeds.
func UnlockBad(l locker, path string, read func(string) error) error {
	k, err := l.Lock(path) // want `lostunlock: the release that l\.Lock\(path\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	if err := read(k.Path()); err != nil {
		return err
	}
	return k.Unlock()
}

// UsedBad uses the guard, and releases nothing.
func UsedBad(l locker, path string) (string, error) {
	k, err := l.Lock(path) // want `lostunlock: the release that l\.Lock\(path\) returns is never called`
	if err != nil {
		return "", err
	}
	return k.Path(), nil
}

// A permit is one of the places of a pool.
type permit struct {
	p    *pool
	once sync.Once
}

// Release gives the place back.
func (p *permit) Release() { p.once.Do(func() { <-p.p.places }) }

// A pool has a number of places.
type pool struct {
	places chan struct{}
}

// Acquire waits for a place.
func (p *pool) Acquire() *permit {
	p.places <- struct{}{}
	return &permit{p: p}
}

// ReleaseOk defers the release.
func (p *pool) ReleaseOk(work func() error) error {
	defer p.Acquire().Release()
	return work()
}

// ReleaseBad takes no notice of the place.
func (p *pool) ReleaseBad(work func() error) error {
	p.Acquire() // want `lostunlock: the release that p\.Acquire\(\) returns is never called`
	return work()
}

// ReleaseEarlyBad returns an error with the place.
func (p *pool) ReleaseEarlyBad(work func() error) error {
	place := p.Acquire() // want `lostunlock: the release that p\.Acquire\(\) returns is not called on a path that returns`
	if err := work(); err != nil {
		return err
	}
	place.Release()
	return nil
}

// A dirLock closes what locks a directory.
type dirLock interface {
	LockDir(path string) (io.Closer, error)
}

// CloseOk closes it.
func CloseOk(d dirLock, path string, list func(string) []string) ([]string, error) {
	c, err := d.LockDir(path)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	return list(path), nil
}

// CloseBad does not where there is nothing in the directory.
func CloseBad(d dirLock, path string, list func(string) []string) ([]string, error) {
	c, err := d.LockDir(path) // want `lostunlock: the release that d\.LockDir\(path\) returns is not called on a path that returns`
	if err != nil {
		return nil, err
	}
	names := list(path)
	if len(names) == 0 {
		return nil, errMissing
	}
	return names, c.Close()
}

// A document is read and written under a guard.
type document struct {
	mu   sync.RWMutex
	text string
}

// A reading is a guard with the document.
type reading struct{ d *document }

// Text returns what is guarded.
func (r reading) Text() string { return r.d.text }

// Done gives the document back.
func (r reading) Done() { r.d.mu.RUnlock() }

// read locks the document.
func (d *document) read() reading {
	d.mu.RLock()
	return reading{d}
}

// DoneOk ends the reading.
func (d *document) DoneOk() int {
	r := d.read()
	defer r.Done()
	return len(r.Text())
}

// FN_Done returns in front of the end: a guard that is a structure counts only if the name of the acquire speaks of
// a lock.
func (d *document) FN_Done(want string) bool {
	r := d.read()
	if r.Text() != want {
		return false
	}
	r.Done()
	return true
}

// FN_DoneDropped has no name for the reading: as FN_Done.
func (d *document) FN_DoneDropped() string {
	return d.read().Text()
}

// An editing is a guard of the other mode, by a pointer.
type editing struct{ d *document }

// Set changes what is guarded.
func (e *editing) Set(s string) { e.d.text = s }

// Finish gives the document back.
func (e *editing) Finish() { e.d.mu.Unlock() }

// edit locks the document.
func (d *document) edit() *editing {
	d.mu.Lock()
	return &editing{d}
}

// FinishOk ends the editing on both paths.
func (d *document) FinishOk(s string) bool {
	e := d.edit()
	if s == "" {
		e.Finish()
		return false
	}
	e.Set(s)
	e.Finish()
	return true
}

// FinishBad returns in front of the end.
func (d *document) FinishBad(s string) bool {
	e := d.edit() // want `lostunlock: the release that d\.edit\(\) returns is not called on a path that returns`
	if s == "" {
		return false
	}
	e.Set(s)
	e.Finish()
	return true
}

// FN_FinishDropped does not end what it begins: a lock that a function gives back on no path counts as kept, unless
// the name of the acquire speaks of a lock.
func (d *document) FN_FinishDropped(s string) {
	d.edit().Set(s)
}

// NilOk has a guard that is nil where the locker has failed.
func NilOk(l interface{ TryLock(path string) lock }, path string, read func()) bool {
	k := l.TryLock(path)
	if k == nil {
		return false
	}
	read()
	return k.Unlock() == nil
}

// NilBad releases it in one of two branches.
func NilBad(l interface{ TryLock(path string) lock }, path string, read func() bool) bool {
	k := l.TryLock(path) // want `lostunlock: the release that l\.TryLock\(path\) returns is not called on a path that returns`
	if k == nil {
		return false
	}
	if read() {
		return k.Unlock() == nil
	}
	return false
}
