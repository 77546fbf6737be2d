// Package wrapped has functions that keep a lock only if they succeed, and whose errors
// are made by others.
package wrapped

import (
	"context"
	"errors"
	"sync"
)

type wrapped struct {
	error
	text string
}

// wrap returns nil for nil only.
func wrap(err error, text string) error {
	if err == nil {
		return nil
	}
	return &wrapped{err, text}
}

// annotate is a wrapper of a wrapper.
func annotate(err error, text string) error {
	if err == nil {
		return nil
	}
	return wrap(err, "log: "+text)
}

// shorten drops errors that are expected.
func shorten(err error, text string) error {
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return wrap(err, text)
}

// A log is written by one at a time.
type log struct {
	mu   sync.Mutex
	open bool
	size int
}

// BeginOk unlocks if it fails.
func (l *log) BeginOk(f func() error) (err error) {
	l.mu.Lock()
	defer func() {
		if err != nil {
			l.mu.Unlock()
		}
	}()
	if e := f(); e != nil {
		return wrap(e, "begin")
	}
	return nil
}

// startOk has the lock if it succeeds.
func (l *log) startOk(f func() error) error {
	l.mu.Lock()
	if err := f(); err != nil {
		l.mu.Unlock()
		return annotate(err, "start")
	}
	return nil
}

// AddOk unlocks what it has started.
func (l *log) AddOk(f func() error) error {
	if err := l.startOk(f); err != nil {
		return err
	}
	l.size++
	l.mu.Unlock()
	return nil
}

// AddBad keeps it where the log is full.
func (l *log) AddBad(f func() error) error {
	if err := l.startOk(f); err != nil { // want `lockleak: l\.startOk\(f\) is not released on a path that returns`
		return err
	}
	if l.size > 9 {
		return errors.New("full")
	}
	l.size++
	l.mu.Unlock()
	return nil
}

// OnceOk unlocks where it fails, and where there is nothing to keep it for.
func (l *log) OnceOk(f func() error) (err error) {
	l.mu.Lock()
	once := !l.open
	defer func() {
		if err != nil || once {
			l.mu.Unlock()
		}
	}()
	if e := f(); e != nil {
		return annotate(e, "once")
	}
	if once {
		return nil
	}
	go func() {
		defer l.mu.Unlock()
		l.size = 0
	}()
	return nil
}

// KeptBad keeps the lock where shorten returns nil: whoever is told that all is well has
// no reason to unlock it.
func (l *log) KeptBad(f func() error) (err error) {
	l.mu.Lock() // want `lockleak: l\.mu\.Lock\(\) is not released on a path that returns`
	defer func() {
		if err != nil {
			l.mu.Unlock()
		}
	}()
	if e := f(); e != nil {
		return shorten(e, "kept")
	}
	l.mu.Unlock()
	return nil
}

// A gate lets one in at a time.
type gate struct {
	mu   sync.Mutex
	free chan struct{}
	n    int
}

// enterOk has the lock if it succeeds.
func (g *gate) enterOk(ctx context.Context) error {
	g.mu.Lock()
	for g.n > 0 {
		g.mu.Unlock()
		select {
		case <-g.free:
		case <-ctx.Done():
			return ctx.Err()
		}
		g.mu.Lock()
	}
	return nil
}

// PassOk leaves what it has entered.
func (g *gate) PassOk(ctx context.Context) error {
	if err := g.enterOk(ctx); err != nil {
		return err
	}
	defer g.mu.Unlock()
	g.n++
	return nil
}

// PassBad stays where it is told to.
func (g *gate) PassBad(ctx context.Context, stay bool) error {
	if err := g.enterOk(ctx); err != nil { // want `lockleak: g\.enterOk\(ctx\) is not released on a path that returns`
		return err
	}
	if stay {
		return nil
	}
	g.n++
	g.mu.Unlock()
	return nil
}

// causeOk tells the cause.
func (g *gate) causeOk(ctx context.Context) error {
	g.mu.Lock()
	if ctx.Err() != nil {
		g.mu.Unlock()
		return context.Cause(ctx)
	}
	return nil
}

// CauseBad stays where it is told to.
func (g *gate) CauseBad(ctx context.Context, stay bool) error {
	if err := g.causeOk(ctx); err != nil { // want `lockleak: g\.causeOk\(ctx\) is not released on a path that returns`
		return err
	}
	if stay {
		return nil
	}
	g.n++
	g.mu.Unlock()
	return nil
}

// DoneBad keeps the lock where it fails: the deferred literal does not see it.
func (g *gate) DoneBad(ctx context.Context) error {
	g.mu.Lock() // want `lockleak: g\.mu\.Lock\(\) is not released on a path that returns`
	if g.n == 0 {
		g.mu.Unlock()
		return nil
	}
	select {
	case <-g.free:
		g.mu.Unlock()
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// joinedOk fails with two errors.
func (g *gate) joinedOk(f func() error) error {
	g.mu.Lock()
	if err := f(); err != nil {
		g.mu.Unlock()
		return errors.Join(err, f())
	}
	return nil
}

// JoinedOk leaves if it has entered.
func (g *gate) JoinedOk(f func() error) error {
	if err := g.joinedOk(f); err != nil {
		return err
	}
	defer g.mu.Unlock()
	g.n++
	return nil
}

// JoinedBad stays where it is told to.
func (g *gate) JoinedBad(f func() error, stay bool) error {
	if err := g.joinedOk(f); err != nil { // want `lockleak: g\.joinedOk\(f\) is not released on a path that returns`
		return err
	}
	if stay {
		return nil
	}
	g.n++
	g.mu.Unlock()
	return nil
}
