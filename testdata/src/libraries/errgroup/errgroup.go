// Package errgroup hands locks to goroutines of golang.org/x/sync/errgroup.
package errgroup

import (
	"context"
	"errors"
	"sync"

	"golang.org/x/sync/errgroup"
)

var errClosed = errors.New("closed")

type table struct {
	mu     sync.Mutex
	closed bool
	rows   int
}

// GoOk unlocks in the goroutine.
func (t *table) GoOk(ctx context.Context, flush func(context.Context) error) error {
	g, ctx := errgroup.WithContext(ctx)
	t.mu.Lock()
	g.Go(func() error {
		defer t.mu.Unlock()
		return flush(ctx)
	})
	return g.Wait()
}

// GoBad returns between the lock and the goroutine.
func (t *table) GoBad(ctx context.Context, flush func(context.Context) error) error {
	g, ctx := errgroup.WithContext(ctx)
	t.mu.Lock() // want `lockleak: t\.mu\.Lock\(\) .* returns`
	if t.closed {
		return errClosed
	}
	g.Go(func() error {
		defer t.mu.Unlock()
		return flush(ctx)
	})
	return g.Wait()
}

// TryGoOk unlocks by hand where the group is full.
func (t *table) TryGoOk(g *errgroup.Group, flush func() error) bool {
	t.mu.Lock()
	if !g.TryGo(func() error {
		defer t.mu.Unlock()
		return flush()
	}) {
		t.mu.Unlock()
		return false
	}
	return true
}

// TryGoBad forgets that a full group does not run the function.
func (t *table) TryGoBad(g *errgroup.Group, flush func() error) bool {
	t.mu.Lock() // want `lockleak: t\.mu\.Lock\(\) .* returns`
	return g.TryGo(func() error {
		defer t.mu.Unlock()
		return flush()
	})
}
