// Package redislock uses github.com/bsm/redislock.
package redislock

import (
	"context"
	"time"

	"github.com/bsm/redislock"
)

type scheduler struct {
	locks *redislock.Client
	redis redislock.RedisClient
	held  *redislock.Lock
}

// ObtainOk releases by defer.
func (s *scheduler) ObtainOk(ctx context.Context, name string, run func() error) error {
	l, err := s.locks.Obtain(ctx, name, time.Minute, nil)
	if err != nil {
		return err
	}
	defer l.Release(ctx)
	return run()
}

// ObtainBad releases where the job works.
func (s *scheduler) ObtainBad(ctx context.Context, name string, run func() error) error {
	l, err := s.locks.Obtain(ctx, name, time.Minute, nil) // want `lostunlock: the release that s\.locks\.Obtain\(.*\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	if err := run(); err != nil {
		return err
	}
	return l.Release(ctx)
}

// RefreshBad refreshes, and does not release where that fails.
func (s *scheduler) RefreshBad(ctx context.Context, name string, run func() error) error {
	l, err := s.locks.Obtain(ctx, name, time.Minute, nil) // want `lostunlock: the release that s\.locks\.Obtain\(.*\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	if err := l.Refresh(ctx, time.Minute, nil); err != nil {
		return err
	}
	err = run()
	l.Release(ctx)
	return err
}

// FuncOk keeps the lock for later.
func (s *scheduler) FuncOk(ctx context.Context, name string) error {
	l, err := redislock.Obtain(ctx, s.redis, name, time.Minute, nil)
	if err != nil {
		return err
	}
	s.held = l
	return nil
}

// FuncBad forgets the lock where its context has ended.
func (s *scheduler) FuncBad(ctx context.Context, name string) error {
	l, err := redislock.Obtain(ctx, s.redis, name, time.Minute, nil) // want `lostunlock: the release that redislock\.Obtain\(.*\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	s.held = l
	return nil
}
