package futures

import (
	"context"
	"sync"
	"testing"
	"time"
)

// SubmitBad returns the error of a pool that has not taken the release.
func (s *server) SubmitBad(name string) error {
	s.locks.Lock(name) // want `lockleak: .* returns`
	if err := s.pool.Submit(func() {
		defer s.locks.Unlock(name)
		_ = s.load(name)
	}); err != nil {
		return err
	}
	return nil
}

// SubmitReturnedBad returns the error of the pool without a look at it.
func (s *server) SubmitReturnedBad(name string) error {
	s.locks.Lock(name) // want `lockleak: .* returns`
	return s.pool.Submit(func() {
		defer s.locks.Unlock(name)
		_ = s.load(name)
	})
}

// SubmitOk releases where the pool is full.
func (s *server) SubmitOk(name string) error {
	s.locks.Lock(name)
	err := s.pool.Submit(func() {
		defer s.locks.Unlock(name)
		_ = s.load(name)
	})
	if err != nil {
		s.locks.Unlock(name)
		return err
	}
	return nil
}

// SubmitInsideBad has a task that does not release where it fails.
func (s *server) SubmitInsideBad(name string) error {
	s.locks.Lock(name) // want `lockleak: s\.locks\.Lock\(name\) .* returns`
	err := s.pool.Submit(func() {
		if s.load(name) != nil {
			return
		}
		s.locks.Unlock(name)
	})
	if err != nil {
		s.locks.Unlock(name)
	}
	return err
}

// TryGoBad returns where the pool has not taken the release.
func (s *server) TryGoBad(name string) bool {
	s.locks.Lock(name) // want `lockleak: .* returns`
	ok := s.pool.TryGo(func() error {
		defer s.locks.Unlock(name)
		return s.load(name)
	})
	if !ok {
		return false
	}
	return true
}

// TryGoOk does the work itself where the pool is full.
func (s *server) TryGoOk(name string) error {
	s.locks.Lock(name)
	if s.pool.TryGo(func() error {
		defer s.locks.Unlock(name)
		return s.load(name)
	}) {
		return nil
	}
	defer s.locks.Unlock(name)
	return s.load(name)
}

// GoInsideBad starts a goroutine that does not release where it fails.
func (s *server) GoInsideBad(name string) {
	s.locks.Lock(name) // want `lockleak: s\.locks\.Lock\(name\) .* returns`
	go func() {
		if s.load(name) != nil {
			return
		}
		s.locks.Unlock(name)
	}()
}

// GoInsideOk starts a goroutine that releases on both paths.
func (s *server) GoInsideOk(name string) {
	s.locks.Lock(name)
	go func() {
		if s.load(name) != nil {
			s.locks.Unlock(name)
			return
		}
		s.locks.Unlock(name)
	}()
}

// GoWholeBad starts a goroutine that acquires, and does not release where it fails.
func (s *server) GoWholeBad(name string) {
	go func() {
		s.locks.Lock(name) // want `lockleak: s\.locks\.Lock\(name\) .* returns`
		if s.load(name) != nil {
			return
		}
		s.locks.Unlock(name)
	}()
}

// WaitGroupBad fails before it starts the goroutine that releases.
func (s *server) WaitGroupBad(wg *sync.WaitGroup, name string) error {
	s.locks.Lock(name) // want `lockleak: s\.locks\.Lock\(name\) .* returns`
	if s.closed {
		return errClosed
	}
	wg.Go(func() {
		defer s.locks.Unlock(name)
		_ = s.load(name)
	})
	return nil
}

// WaitGroupOk starts the goroutine that releases at once.
func (s *server) WaitGroupOk(wg *sync.WaitGroup, name string) {
	s.locks.Lock(name)
	wg.Go(func() {
		defer s.locks.Unlock(name)
		_ = s.load(name)
	})
}

// AfterBad returns before it sets the timer that releases.
func (s *server) AfterBad(name string, d time.Duration) error {
	s.locks.Lock(name) // want `lockleak: s\.locks\.Lock\(name\) .* returns`
	if d <= 0 {
		return errClosed
	}
	time.AfterFunc(d, func() { s.locks.Unlock(name) })
	return nil
}

// AfterOk sets the timer that releases on its only path.
func (s *server) AfterOk(name string, d time.Duration) {
	s.locks.Lock(name)
	time.AfterFunc(d, func() { s.locks.Unlock(name) })
}

// ContextBad returns before the end of the context is told to release.
func (s *server) ContextBad(ctx context.Context, name string) error {
	s.locks.Lock(name) // want `lockleak: s\.locks\.Lock\(name\) .* returns`
	if err := s.load(name); err != nil {
		return err
	}
	context.AfterFunc(ctx, func() { s.locks.Unlock(name) })
	return nil
}

// ContextOk releases at the end of the context.
func (s *server) ContextOk(ctx context.Context, name string) error {
	s.locks.Lock(name)
	context.AfterFunc(ctx, func() { s.locks.Unlock(name) })
	return s.load(name)
}

// CleanupOk releases at the end of the test.
func (s *server) CleanupOk(t *testing.T, name string) {
	s.locks.Lock(name)
	t.Cleanup(func() { s.locks.Unlock(name) })
	if s.load(name) != nil {
		t.Error("not loaded")
	}
}

// CleanupBad returns before the release is registered with the test.
func (s *server) CleanupBad(t *testing.T, name string) {
	s.locks.Lock(name) // want `lockleak: s\.locks\.Lock\(name\) .* returns`
	if s.load(name) != nil {
		t.Error("not loaded")
		return
	}
	t.Cleanup(func() { s.locks.Unlock(name) })
}
