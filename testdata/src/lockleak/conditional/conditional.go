// Package conditional holds acquires of user types that say by a result
// whether they succeeded.
package conditional

import (
	"context"
	"errors"
	"os"
	"sync"
	"time"
)

var (
	errBusy   = errors.New("busy")
	errClosed = errors.New("closed")
)

// A flock is a lock on a file, in the manner of the usual libraries.
type flock interface {
	TryLock() (bool, error)
	Unlock() error
}

// BoolErrOk has the file where err is nil and ok is true.
func BoolErrOk(fl flock, write func() error) error {
	ok, err := fl.TryLock()
	if err != nil {
		return err
	}
	if !ok {
		return errBusy
	}
	defer fl.Unlock()
	return write()
}

// BoolErrBad releases by hand, but not where the write fails.
func BoolErrBad(fl flock, write func() error) error {
	ok, err := fl.TryLock() // want `lockleak: fl\.TryLock\(\) .* returns`
	if err != nil {
		return err
	}
	if !ok {
		return errBusy
	}
	if err := write(); err != nil {
		return err
	}
	return fl.Unlock()
}

// BoolErrJoinedOk tests both results at once.
func BoolErrJoinedOk(fl flock, write func() error) error {
	if ok, err := fl.TryLock(); err != nil || !ok {
		return errors.Join(errBusy, err)
	}
	err := write()
	return errors.Join(err, fl.Unlock())
}

// BoolErrNestedOk works only where the attempt succeeded.
func BoolErrNestedOk(fl flock, write func() error) error {
	ok, err := fl.TryLock()
	if err == nil && ok {
		err = write()
		fl.Unlock()
	}
	return err
}

// BoolErrRetryOk tries until it succeeds or fails for good.
func BoolErrRetryOk(fl flock, write func() error) error {
	for {
		ok, err := fl.TryLock()
		if err != nil {
			return err
		}
		if ok {
			break
		}
		time.Sleep(time.Millisecond)
	}
	defer fl.Unlock()
	return write()
}

// BoolErrRetryBad returns from the work behind the retry loop.
func BoolErrRetryBad(fl flock, write func() error) error {
	for {
		ok, err := fl.TryLock() // want `lockleak: fl\.TryLock\(\) .* returns`
		if err != nil {
			return err
		}
		if ok {
			break
		}
		time.Sleep(time.Millisecond)
	}
	if err := write(); err != nil {
		return err
	}
	return fl.Unlock()
}

// A dirLock is a directory locked by a file in it.
type dirLock struct {
	path string
	f    *os.File
}

func (l *dirLock) Lock() error {
	f, err := os.OpenFile(l.path, os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	l.f = f
	return nil
}

func (l *dirLock) Unlock() error {
	return errors.Join(l.f.Close(), os.Remove(l.path))
}

// ErrOk has nothing to give back where the first call failed.
func ErrOk(l *dirLock, load func() error) error {
	if err := l.Lock(); err != nil {
		return err
	}
	if err := load(); err != nil {
		return errors.Join(err, l.Unlock())
	}
	return l.Unlock()
}

// ErrBad returns the error of load alone, unlike ErrOk.
func ErrBad(l *dirLock, load func() error) error {
	if err := l.Lock(); err != nil { // want `lockleak: l\.Lock\(\) .* returns`
		return err
	}
	if err := load(); err != nil {
		return err
	}
	return l.Unlock()
}

// A lease is a mutex that gives up with its context.
type lease struct{ token chan struct{} }

func (l *lease) Lock(ctx context.Context) error {
	select {
	case l.token <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (l *lease) Unlock() { <-l.token }

// CtxOk defers behind the error check.
func CtxOk(ctx context.Context, l *lease, work func() error) error {
	if err := l.Lock(ctx); err != nil {
		return err
	}
	defer l.Unlock()
	return work()
}

// CtxBad defers behind the work, which may fail before.
func CtxBad(ctx context.Context, l *lease, work func() error) error {
	if err := l.Lock(ctx); err != nil { // want `lockleak: l\.Lock\(ctx\) .* returns`
		return err
	}
	if err := work(); err != nil {
		return err
	}
	defer l.Unlock()
	return nil
}

// CtxTwoOk gives the first back where the second fails.
func CtxTwoOk(ctx context.Context, a, b *lease, work func()) error {
	if err := a.Lock(ctx); err != nil {
		return err
	}
	if err := b.Lock(ctx); err != nil {
		a.Unlock()
		return err
	}
	work()
	b.Unlock()
	a.Unlock()
	return nil
}

// CtxTwoBad lacks one line of CtxTwoOk.
func CtxTwoBad(ctx context.Context, a, b *lease, work func()) error {
	if err := a.Lock(ctx); err != nil { // want `lockleak: a\.Lock\(ctx\) .* returns`
		return err
	}
	if err := b.Lock(ctx); err != nil {
		return err
	}
	work()
	b.Unlock()
	a.Unlock()
	return nil
}

// A semaphore counts tokens in a buffered channel.
type semaphore struct{ tokens chan struct{} }

func (s *semaphore) Acquire(ctx context.Context, n int64) error {
	for i := range n {
		select {
		case s.tokens <- struct{}{}:
		case <-ctx.Done():
			s.Release(i)
			return ctx.Err()
		}
	}
	return nil
}

func (s *semaphore) TryAcquire(n int64) bool {
	if int64(cap(s.tokens)-len(s.tokens)) < n {
		return false
	}
	for range n {
		s.tokens <- struct{}{}
	}
	return true
}

func (s *semaphore) Release(n int64) {
	for range n {
		<-s.tokens
	}
}

// SemaphoreOk defers the release of its token.
func SemaphoreOk(ctx context.Context, sem *semaphore, work func() error) error {
	if err := sem.Acquire(ctx, 1); err != nil {
		return err
	}
	defer sem.Release(1)
	return work()
}

// SemaphoreBad drops its token where the work fails.
func SemaphoreBad(ctx context.Context, sem *semaphore, work func() error) error {
	if err := sem.Acquire(ctx, 1); err != nil { // want `lockleak: sem\.Acquire\(ctx, 1\) .* returns`
		return err
	}
	if err := work(); err != nil {
		return err
	}
	sem.Release(1)
	return nil
}

// SemaphoreTryOk returns nothing but what it got.
func SemaphoreTryOk(sem *semaphore, work func() error) error {
	if !sem.TryAcquire(1) {
		return errBusy
	}
	err := work()
	sem.Release(1)
	return err
}

// SemaphoreTryBad drops its token where the work fails.
func SemaphoreTryBad(sem *semaphore, work func() error) error {
	if !sem.TryAcquire(1) { // want `lockleak: sem\.TryAcquire\(1\) .* returns`
		return errBusy
	}
	if err := work(); err != nil {
		return err
	}
	sem.Release(1)
	return nil
}

// SemaphoreGrowOk takes one token to ask for the size, then the others, and returns all of them at once.
func SemaphoreGrowOk(ctx context.Context, sem *semaphore, size func() int64) error {
	if err := sem.Acquire(ctx, 1); err != nil {
		return err
	}
	n := size()
	if n > 1 {
		if err := sem.Acquire(ctx, n-1); err != nil {
			sem.Release(1)
			return err
		}
	} else {
		n = 1
	}
	sem.Release(n)
	return nil
}

// SemaphoreGrowBad drops its first token where it gets no others.
func SemaphoreGrowBad(ctx context.Context, sem *semaphore, size func() int64) error {
	if err := sem.Acquire(ctx, 1); err != nil { // want `lockleak: sem\.Acquire\(ctx, 1\) .* returns`
		return err
	}
	n := size()
	if n > 1 {
		if err := sem.Acquire(ctx, n-1); err != nil {
			return err
		}
		sem.Release(n - 1)
	}
	sem.Release(1)
	return nil
}

// WorkersOk lets every goroutine return its token, then takes all of them as a barrier.
func WorkersOk(ctx context.Context, sem *semaphore, n int64, jobs []func()) error {
	for _, job := range jobs {
		if err := sem.Acquire(ctx, 1); err != nil {
			return err
		}
		go func() {
			defer sem.Release(1)
			job()
		}()
	}
	return sem.Acquire(ctx, n)
}

type transport struct {
	mu     sync.Mutex
	busy   bool
	closed bool
}

// ReserveOk is silent: it returns true exactly where the mutex stays with its caller.
func (t *transport) ReserveOk() bool {
	t.mu.Lock()
	if t.busy {
		t.mu.Unlock()
		return false
	}
	return true
}

// ReserveBad returns false twice, and keeps the mutex in one of the two.
func (t *transport) ReserveBad() bool {
	t.mu.Lock() // want `lockleak: t\.mu\.Lock\(\) .* returns`
	if t.closed {
		return false
	}
	if t.busy {
		t.mu.Unlock()
		return false
	}
	return true
}

// PrepareOk is silent: it returns nil exactly where the mutex stays with its caller.
func (t *transport) PrepareOk() error {
	t.mu.Lock()
	if t.closed {
		t.mu.Unlock()
		return errClosed
	}
	if t.busy {
		t.mu.Unlock()
		return errBusy
	}
	return nil
}

// PrepareBad lacks one line of PrepareOk: an error return keeps the mutex.
func (t *transport) PrepareBad() error {
	t.mu.Lock() // want `lockleak: t\.mu\.Lock\(\) .* returns`
	if t.closed {
		return errClosed
	}
	if t.busy {
		t.mu.Unlock()
		return errBusy
	}
	return nil
}

// ReserveUserOk releases what ReserveOk left to it.
func (t *transport) ReserveUserOk(send func()) {
	if !t.ReserveOk() {
		return
	}
	send()
	t.mu.Unlock()
}

// PrepareUserOk releases what PrepareOk left to it.
func (t *transport) PrepareUserOk(send func() error) error {
	if err := t.PrepareOk(); err != nil {
		return err
	}
	defer t.mu.Unlock()
	return send()
}
