// Package gozero uses github.com/zeromicro/go-zero/core/stores/redis and
// github.com/zeromicro/go-zero/core/syncx.
package gozero

import (
	"context"
	"errors"
	"time"

	"github.com/zeromicro/go-zero/core/stores/redis"
	"github.com/zeromicro/go-zero/core/syncx"
)

var errBusy = errors.New("busy")

type stock struct {
	lock  *redis.RedisLock
	limit syncx.Limit
	slow  syncx.TimeoutLimit
	spin  syncx.SpinLock
	left  int
}

// TakeOk has nothing where the result is false.
func (s *stock) TakeOk(sell func() error) error {
	ok, err := s.lock.Acquire()
	if err != nil {
		return err
	}
	if !ok {
		return errBusy
	}
	defer s.lock.Release()
	return sell()
}

// TakeBad keeps the lock where nothing is left.
func (s *stock) TakeBad(sell func() error) error {
	ok, err := s.lock.Acquire() // want `lockleak: s\.lock\.Acquire\(\) .* returns`
	if err != nil || !ok {
		return errBusy
	}
	if s.left == 0 {
		return nil
	}
	err = sell()
	s.lock.Release()
	return err
}

// ContextOk releases with the context.
func (s *stock) ContextOk(ctx context.Context, sell func() error) error {
	if ok, err := s.lock.AcquireCtx(ctx); err != nil || !ok {
		return errBusy
	}
	defer s.lock.ReleaseCtx(ctx)
	return sell()
}

// ContextBad keeps the lock where nothing is left.
func (s *stock) ContextBad(ctx context.Context, sell func() error) error {
	ok, err := s.lock.AcquireCtx(ctx) // want `lockleak: s\.lock\.AcquireCtx\(ctx\) .* returns`
	if err != nil || !ok {
		return errBusy
	}
	if s.left == 0 {
		return nil
	}
	err = sell()
	s.lock.ReleaseCtx(ctx)
	return err
}

// BorrowOk returns what it has borrowed.
func (s *stock) BorrowOk(sell func() error) error {
	s.limit.Borrow()
	defer s.limit.Return()
	return sell()
}

// BorrowBad returns it where its work succeeds.
func (s *stock) BorrowBad(sell func() error) error {
	s.limit.Borrow() // want `lockleak: s\.limit\.Borrow\(\) .* returns`
	if err := sell(); err != nil {
		return err
	}
	return s.limit.Return()
}

// TryBorrowOk has nothing where the attempt failed.
func (s *stock) TryBorrowOk(sell func() error) error {
	if !s.limit.TryBorrow() {
		return errBusy
	}
	err := sell()
	return errors.Join(err, s.limit.Return())
}

// TryBorrowBad returns it where its work succeeds.
func (s *stock) TryBorrowBad(sell func() error) error {
	if !s.limit.TryBorrow() { // want `lockleak: s\.limit\.TryBorrow\(\) .* returns`
		return errBusy
	}
	if err := sell(); err != nil {
		return err
	}
	return s.limit.Return()
}

// TimeoutOk has nothing where it has waited in vain.
func (s *stock) TimeoutOk(sell func() error) error {
	if err := s.slow.Borrow(time.Second); err != nil {
		return err
	}
	defer s.slow.Return()
	return sell()
}

// TimeoutBad returns it where its work succeeds.
func (s *stock) TimeoutBad(sell func() error) error {
	if err := s.slow.Borrow(time.Second); err != nil { // want `lockleak: s\.slow\.Borrow\(.*\) .* returns`
		return err
	}
	if err := sell(); err != nil {
		return err
	}
	return s.slow.Return()
}

// TryTimeoutBad returns it where its work succeeds.
func (s *stock) TryTimeoutBad(sell func() error) error {
	if !s.slow.TryBorrow() { // want `lockleak: s\.slow\.TryBorrow\(\) .* returns`
		return errBusy
	}
	if err := sell(); err != nil {
		return err
	}
	return s.slow.Return()
}

// SpinBad keeps a spin lock.
func (s *stock) SpinBad() bool {
	s.spin.Lock() // want `lockleak: s\.spin\.Lock\(\) .* returns`
	if s.left == 0 {
		return false
	}
	s.left--
	s.spin.Unlock()
	return true
}

// TryTimeoutOk has nothing where the attempt failed.
func (s *stock) TryTimeoutOk(sell func() error) error {
	if !s.slow.TryBorrow() {
		return errBusy
	}
	defer s.slow.Return()
	return sell()
}

// SpinOk defers the unlock of a spin lock.
func (s *stock) SpinOk() {
	s.spin.Lock()
	defer s.spin.Unlock()
	s.left--
}
