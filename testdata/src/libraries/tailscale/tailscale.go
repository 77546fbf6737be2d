// Package tailscale uses tailscale.com/syncs.
package tailscale

import (
	"context"
	"errors"

	"tailscale.com/syncs"
)

var errBusy = errors.New("busy")

type peers struct {
	mu    syncs.Mutex
	cfg   syncs.RWMutex
	dials syncs.Semaphore
	addrs map[string]string
	seen  syncs.ShardedMap[string, int]
}

// PlainOk defers the unlock.
func (p *peers) PlainOk(name string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.seen.Set(name, 1)
	return p.addrLocked(name)
}

// PlainBad returns early.
func (p *peers) PlainBad(name string) string {
	p.mu.Lock() // want `lockleak: p\.mu\.Lock\(\) .* returns`
	if p.addrs == nil {
		return ""
	}
	addr := p.addrLocked(name)
	p.mu.Unlock()
	return addr
}

func (p *peers) addrLocked(name string) string {
	syncs.AssertLocked(&p.mu)
	return p.addrs[name]
}

// AssertedOk is called with the lock, and gives it back for a while.
func (p *peers) AssertedOk(dial func() error) error {
	syncs.AssertLocked(&p.mu)
	p.mu.Unlock()
	err := dial()
	p.mu.Lock()
	return err
}

// ReaderOk releases a reader.
func (p *peers) ReaderOk(name string) string {
	p.cfg.RLock()
	addr := p.addrs[name]
	p.cfg.RUnlock()
	return addr
}

// ReaderBad returns early as a reader.
func (p *peers) ReaderBad(name string) string {
	p.cfg.RLock() // want `lockleak: p\.cfg\.RLock\(\) .* returns`
	addr, ok := p.addrs[name]
	if !ok {
		return ""
	}
	p.cfg.RUnlock()
	return addr
}

// TakeOk releases by defer.
func (p *peers) TakeOk(dial func() error) error {
	p.dials.Acquire()
	defer p.dials.Release()
	return dial()
}

// TakeBad releases where its work succeeds.
func (p *peers) TakeBad(dial func() error) error {
	p.dials.Acquire() // want `lockleak: p\.dials\.Acquire\(\) .* returns`
	if err := dial(); err != nil {
		return err
	}
	p.dials.Release()
	return nil
}

// TryOk has nothing where the attempt failed.
func (p *peers) TryOk(dial func() error) error {
	if !p.dials.TryAcquire() {
		return errBusy
	}
	defer p.dials.Release()
	return dial()
}

// TryBad releases where its work succeeds.
func (p *peers) TryBad(dial func() error) error {
	if !p.dials.TryAcquire() { // want `lockleak: p\.dials\.TryAcquire\(\) .* returns`
		return errBusy
	}
	if err := dial(); err != nil {
		return err
	}
	p.dials.Release()
	return nil
}

// ContextOk has nothing where the context ended first.
func (p *peers) ContextOk(ctx context.Context, dial func() error) error {
	if !p.dials.AcquireContext(ctx) {
		return ctx.Err()
	}
	defer p.dials.Release()
	return dial()
}

// ContextBad releases where its work succeeds.
func (p *peers) ContextBad(ctx context.Context, dial func() error) error {
	if !p.dials.AcquireContext(ctx) { // want `lockleak: p\.dials\.AcquireContext\(ctx\) .* returns`
		return ctx.Err()
	}
	if err := dial(); err != nil {
		return err
	}
	p.dials.Release()
	return nil
}
