// Package userlocks holds user types that are locks by their methods, and
// types that only look like locks.
package userlocks

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
)

var errBusy = errors.New("busy")

// spin is a spin lock.
type spin struct{ v atomic.Bool }

func (s *spin) Lock() {
	for !s.v.CompareAndSwap(false, true) {
		runtime.Gosched()
	}
}

func (s *spin) TryLock() bool { return s.v.CompareAndSwap(false, true) }

func (s *spin) Unlock() { s.v.Store(false) }

// SpinOk releases a user type on both exits.
func SpinOk(s *spin, f func() error) error {
	s.Lock()
	if err := f(); err != nil {
		s.Unlock()
		return err
	}
	s.Unlock()
	return nil
}

// SpinBad lacks one line of SpinOk.
func SpinBad(s *spin, f func() error) error {
	s.Lock() // want `lockleak: s\.Lock\(\) .* returns`
	if err := f(); err != nil {
		return err
	}
	s.Unlock()
	return nil
}

// SpinTryOk works only where the attempt succeeded.
func SpinTryOk(s *spin, f func()) bool {
	if !s.TryLock() {
		return false
	}
	f()
	s.Unlock()
	return true
}

// SpinTryBad returns an error with what the attempt got.
func SpinTryBad(s *spin, f func() error) error {
	if !s.TryLock() { // want `lockleak: s\.TryLock\(\) .* returns`
		return errBusy
	}
	if err := f(); err != nil {
		return err
	}
	s.Unlock()
	return nil
}

// chanMutex is a mutex made of a channel.
type chanMutex chan struct{}

func (m chanMutex) Lock()   { m <- struct{}{} }
func (m chanMutex) Unlock() { <-m }

// ChanOk defers the release of a channel mutex.
func ChanOk(m chanMutex, f func() error) error {
	m.Lock()
	defer m.Unlock()
	return f()
}

// ChanBad defers behind the first return.
func ChanBad(m chanMutex, f func() error) error {
	m.Lock() // want `lockleak: m\.Lock\(\) .* returns`
	if err := f(); err != nil {
		return err
	}
	defer m.Unlock()
	return nil
}

// flagged is a lock made of a flag and a condition variable.
type flagged struct {
	cond *sync.Cond
	busy bool
}

func (f *flagged) Lock() {
	f.cond.L.Lock()
	for f.busy {
		f.cond.Wait()
	}
	f.busy = true
	f.cond.L.Unlock()
}

func (f *flagged) Unlock() {
	f.cond.L.Lock()
	f.busy = false
	f.cond.L.Unlock()
	f.cond.Signal()
}

// FlaggedOk releases a flag with a condition variable on both exits.
func FlaggedOk(l *flagged, f func() error) error {
	l.Lock()
	if err := f(); err != nil {
		l.Unlock()
		return err
	}
	l.Unlock()
	return nil
}

// FlaggedBad lacks one line of FlaggedOk.
func FlaggedBad(l *flagged, f func() error) error {
	l.Lock() // want `lockleak: l\.Lock\(\) .* returns`
	if err := f(); err != nil {
		return err
	}
	l.Unlock()
	return nil
}

// A rwLock is any lock with a pair of reader methods.
type rwLock interface {
	Lock()
	Unlock()
	RLock()
	RUnlock()
}

// ReaderOk releases a reader of a user type on both exits.
func ReaderOk(l rwLock, f func() error) error {
	l.RLock()
	if err := f(); err != nil {
		l.RUnlock()
		return err
	}
	l.RUnlock()
	return nil
}

// ReaderBad lacks one line of ReaderOk.
func ReaderBad(l rwLock, f func() error) error {
	l.RLock() // want `lockleak: l\.RLock\(\) .* returns`
	if err := f(); err != nil {
		return err
	}
	l.RUnlock()
	return nil
}

// downgradable turns from exclusive to shared without letting a writer in.
type downgradable struct {
	mu      sync.Mutex
	readers int
	writer  chan struct{}
}

func (d *downgradable) Lock()   { d.writer <- struct{}{} }
func (d *downgradable) Unlock() { <-d.writer }

func (d *downgradable) RLock() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.readers++; d.readers == 1 {
		d.writer <- struct{}{}
	}
}

func (d *downgradable) RUnlock() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.readers--; d.readers == 0 {
		<-d.writer
	}
}

func (d *downgradable) DowngradeLock() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.readers = 1
}

// DowngradeOk enters as writer, turns into a reader, and leaves as reader.
func DowngradeOk(d *downgradable, write, read func() error) error {
	d.Lock()
	if err := write(); err != nil {
		d.Unlock()
		return err
	}
	d.DowngradeLock()
	err := read()
	d.RUnlock()
	return err
}

// A gate has room for some.
type gate struct{ room chan struct{} }

func (g *gate) Acquire() { g.room <- struct{}{} }
func (g *gate) Release() { <-g.room }

// GateOk releases the gate on both exits.
func GateOk(g *gate, f func() error) error {
	g.Acquire()
	if err := f(); err != nil {
		g.Release()
		return err
	}
	g.Release()
	return nil
}

// GateBad lacks one line of GateOk.
func GateBad(g *gate, f func() error) error {
	g.Acquire() // want `lockleak: g\.Acquire\(\) .* returns`
	if err := f(); err != nil {
		return err
	}
	g.Release()
	return nil
}

// A leaser locks with an error.
type leaser interface {
	Lock() error
	Unlock() error
}

// ErrorOk has nothing where the first call failed.
func ErrorOk(l leaser, f func() error) (err error) {
	if err := l.Lock(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Unlock()) }()
	return f()
}

// ErrorBad returns the error of its work alone.
func ErrorBad(l leaser, f func() error) error {
	if err := l.Lock(); err != nil { // want `lockleak: l\.Lock\(\) .* returns`
		return err
	}
	if err := f(); err != nil {
		return err
	}
	return l.Unlock()
}

// A ctxLocker locks until its context ends.
type ctxLocker interface {
	Lock(ctx context.Context) error
	Unlock(ctx context.Context) error
}

// ContextOk releases under a context of its own.
func ContextOk(ctx context.Context, l ctxLocker, f func() error) error {
	if err := l.Lock(ctx); err != nil {
		return err
	}
	err := f()
	return errors.Join(err, l.Unlock(context.WithoutCancel(ctx)))
}

// ContextBad returns where the context has ended meanwhile.
func ContextBad(ctx context.Context, l ctxLocker, f func() error) error {
	if err := l.Lock(ctx); err != nil { // want `lockleak: l\.Lock\(ctx\) .* returns`
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	err := f()
	return errors.Join(err, l.Unlock(context.WithoutCancel(ctx)))
}

// reentrant is a lock implementation: its methods keep and drop inner state as they must.
type reentrant struct {
	inner sync.Mutex
	depth int
	owner int
}

func (r *reentrant) Lock() {
	if r.owner == 1 {
		r.depth++
		return
	}
	r.inner.Lock()
	if r.depth > 0 {
		r.inner.Unlock()
		return
	}
	r.owner = 1
}

func (r *reentrant) Unlock() {
	if r.depth > 0 {
		r.depth--
		return
	}
	r.owner = 0
	r.inner.Unlock()
}

// ReentrantOk releases such a type of this package.
func ReentrantOk(r *reentrant, f func()) {
	r.Lock()
	f()
	r.Unlock()
}

type (
	lockRequest  struct{ Name string }
	lockResponse struct{ Token string }
)

// A lockClient is a remote service: a request is no acquire.
type lockClient interface {
	Lock(ctx context.Context, r *lockRequest) (*lockResponse, error)
	Unlock(ctx context.Context, r *lockRequest) (*lockResponse, error)
}

// ServiceOk calls two methods of a remote service, the second only on one path.
func ServiceOk(ctx context.Context, c lockClient, f func() error) error {
	r := &lockRequest{Name: "a"}
	if _, err := c.Lock(ctx, r); err != nil {
		return err
	}
	if err := f(); err != nil {
		return err
	}
	_, err := c.Unlock(ctx, r)
	return err
}

// A keyStore opens accounts by password.
type keyStore interface {
	Lock(account string) error
	Unlock(account, password string) error
}

// AccountOk opens an account to sign, and shuts it where that worked.
func AccountOk(ks keyStore, account, password string, sign func() error) error {
	if err := ks.Unlock(account, password); err != nil {
		return err
	}
	if err := sign(); err != nil {
		return err
	}
	return ks.Lock(account)
}

// AccountReopenOk shuts an account and opens it again, unless that is not wanted.
func AccountReopenOk(ks keyStore, account, password string, again bool) error {
	if err := ks.Lock(account); err != nil {
		return err
	}
	if !again {
		return nil
	}
	return ks.Unlock(account, password)
}

// A wallet is shut most of the time.
type wallet struct {
	key  []byte
	open bool
}

func (w *wallet) Lock() { w.key, w.open = nil, false }

func (w *wallet) Unlock(passphrase []byte) error {
	if len(passphrase) == 0 {
		return errBusy
	}
	w.key, w.open = passphrase, true
	return nil
}

// WalletOk shuts a wallet and opens it again where there is a new passphrase.
func WalletOk(w *wallet, passphrase []byte) error {
	w.Lock()
	if passphrase == nil {
		return nil
	}
	return w.Unlock(passphrase)
}

// A door has a bolt.
type door interface {
	Lock(pin int) bool
	Unlock(pin, attempts int) bool
	Closed() bool
}

// DoorOk bolts a door and lets it be.
func DoorOk(d door, pin int) bool {
	if !d.Lock(pin) {
		return false
	}
	if d.Closed() {
		return true
	}
	return d.Unlock(pin, 3)
}
