package releasefunc

import "sync"

// A page is read under its lock.
type page struct {
	mu   sync.RWMutex
	data []byte
}

// pin has the page locked for its caller.
func (p *page) pin() error {
	p.mu.RLock()
	if p.data == nil {
		p.mu.RUnlock()
		return errEmpty
	}
	return nil
}

// unpin returns what is to be called in the end.
func (p *page) unpin() func() { return p.mu.RUnlock }

// BoundOk has the release on both exits.
func (p *page) BoundOk(n int) ([]byte, func(), error) {
	if err := p.pin(); err != nil {
		return nil, nil, err
	}
	release := p.mu.RUnlock
	if len(p.data) < n {
		release()
		return nil, nil, errEmpty
	}
	return p.data[:n], release, nil
}

// BoundBad loses it where the page is short.
func (p *page) BoundBad(n int) ([]byte, func(), error) {
	if err := p.pin(); err != nil { // want `lockleak: p\.pin\(\) .* returns`
		return nil, nil, err
	}
	release := p.mu.RUnlock
	if len(p.data) < n {
		return nil, nil, errEmpty
	}
	return p.data[:n], release, nil
}

// FN_Unpin loses it as well. It has the release from a function, and that one makes a release of its receiver's lock is in no summary: the call counts as one that may release it.
func (p *page) FN_Unpin(n int) ([]byte, func(), error) {
	if err := p.pin(); err != nil {
		return nil, nil, err
	}
	release := p.unpin()
	if len(p.data) < n {
		return nil, nil, errEmpty
	}
	return p.data[:n], release, nil
}

// FN_UnpinCalled calls it by hand: the same.
func (p *page) FN_UnpinCalled(n int) error {
	if err := p.pin(); err != nil {
		return err
	}
	release := p.unpin()
	if len(p.data) < n {
		return errEmpty
	}
	release()
	return nil
}

// OnlyOk acquires by a method value.
func (p *page) OnlyOk(f func([]byte) error) error {
	acquire := p.mu.Lock
	acquire()
	if err := f(p.data); err != nil {
		p.mu.Unlock()
		return err
	}
	p.mu.Unlock()
	return nil
}

// OnlyBad lacks one line of it.
func (p *page) OnlyBad(f func([]byte) error) error {
	acquire := p.mu.Lock
	acquire() // want `lockleak: .* returns`
	if err := f(p.data); err != nil {
		return err
	}
	p.mu.Unlock()
	return nil
}

// FN_Either chooses the method by a condition: which one is called differs by path, and so the call is no acquire.
func (p *page) FN_Either(shared bool, f func([]byte) error) error {
	acquire, release := p.mu.Lock, p.mu.Unlock
	if shared {
		acquire, release = p.mu.RLock, p.mu.RUnlock
	}
	acquire()
	if err := f(p.data); err != nil {
		return err
	}
	release()
	return nil
}
