// Package released holds second acquires by functions that return the release.
package released

import "sync"

// A page has users.
type page struct {
	mu   sync.Mutex
	data []byte
	refs int
}

// hold locks the page, and returns what gives it back.
func (p *page) hold() func() {
	p.mu.Lock()
	return p.mu.Unlock
}

// pin is hold with a literal.
func (p *page) pin() func() {
	p.mu.Lock()
	p.refs++
	return func() {
		p.refs--
		p.mu.Unlock()
	}
}

// size locks the page.
func (p *page) size() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.data)
}

// TwiceBad holds what it holds.
func (p *page) TwiceBad() int {
	u := p.hold()
	defer u()
	v := p.hold() // want `relock: p\.hold\(\) acquires p\.mu, which the path holds already`
	defer v()
	return len(p.data)
}

// TwiceOk gives it back in between.
func (p *page) TwiceOk() int {
	u := p.hold()
	n := len(p.data)
	u()
	v := p.hold()
	defer v()
	return n + p.refs
}

// TwoPagesOk holds two pages.
func TwoPagesOk(p, q *page) int {
	defer p.hold()()
	defer q.hold()()
	return copy(p.data, q.data)
}

// TwoWaysBad holds by the one function what it holds by the other.
func (p *page) TwoWaysBad() int {
	defer p.hold()()
	defer p.pin()() // want `relock: p\.pin\(\) acquires p\.mu, which the path holds already`
	return len(p.data)
}

// ThenMethodBad calls what locks.
func (p *page) ThenMethodBad() int {
	release := p.hold()
	defer release()
	return p.refs + p.size() // want `relock: p\.size\(\) acquires p\.mu, which the path holds already`
}

// ThenMethodOk calls it when the page is given back.
func (p *page) ThenMethodOk() int {
	release := p.hold()
	n := p.refs
	release()
	return n + p.size()
}

// ThenLockBad acquires by the lock's own method.
func (p *page) ThenLockBad() int {
	release := p.hold()
	p.mu.Lock() // want `relock: p\.mu\.Lock\(\) acquires p\.mu, which the path holds already`
	n := p.refs
	p.mu.Unlock()
	release()
	return n
}

// AfterLockBad holds by a function what it has acquired itself.
func (p *page) AfterLockBad() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	defer p.hold()() // want `relock: p\.hold\(\) acquires p\.mu, which the path holds already`
	return p.refs
}

// AfterLockOk has released it.
func (p *page) AfterLockOk() int {
	p.mu.Lock()
	p.refs++
	p.mu.Unlock()
	defer p.hold()()
	return p.refs
}

// A guard gives its page back.
type guard struct{ p *page }

// Release gives the page back.
func (g guard) Release() { g.p.mu.Unlock() }

// acquire locks the page, and returns a guard.
func (p *page) acquire() guard {
	p.mu.Lock()
	return guard{p}
}

// GuardBad calls what locks under a guard.
func (p *page) GuardBad() int {
	g := p.acquire()
	defer g.Release()
	return p.size() // want `relock: p\.size\(\) acquires p\.mu, which the path holds already`
}

// GuardOk calls it behind that.
func (p *page) GuardOk() int {
	g := p.acquire()
	p.refs++
	g.Release()
	return p.size()
}

// GuardTwiceBad has two guards of one page.
func (p *page) GuardTwiceBad() {
	g := p.acquire()
	defer g.Release()
	h := p.acquire() // want `relock: p\.acquire\(\) acquires p(\.mu)?, which the path holds already`
	p.refs++
	h.Release()
}

// RoundBad holds in the next round what it holds from the one before.
func (p *page) RoundBad(next func() []byte) {
	for {
		release := p.hold() // want `relock: p\.hold\(\) acquires p\.mu, which the path holds already`
		b := next()
		if len(b) == 0 {
			continue
		}
		p.data = append(p.data, b...)
		release()
	}
}

// RoundOk gives it back in each round.
func (p *page) RoundOk(next func() []byte) {
	for {
		release := p.hold()
		b := next()
		if len(b) == 0 {
			release()
			continue
		}
		p.data = append(p.data, b...)
		release()
	}
}
