// Package held holds deferred acquires that return what releases.
package held

import "sync"

// A page is held by its users.
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

// HoldBad defers the acquire.
func (p *page) HoldBad(b byte) {
	defer p.hold() // want `deferlock: the deferred p\.hold\(\) .* drops the release that it returns; defer p\.hold\(\)\(\)`
	p.data = append(p.data, b)
}

// HoldOk defers the release.
func (p *page) HoldOk(b byte) {
	defer p.hold()()
	p.data = append(p.data, b)
}

// PinBad defers the acquire that returns a literal.
func (p *page) PinBad(b byte) {
	defer p.pin() // want `deferlock: the deferred p\.pin\(\) .* drops the release that it returns; defer p\.pin\(\)\(\)`
	p.data = append(p.data, b)
}

// PinOk defers the literal.
func (p *page) PinOk(b byte) {
	defer p.pin()()
	p.data = append(p.data, b)
}

// A keyed is a lock for each key, by what it returns.
type keyed interface {
	Lock(key string) (unlock func())
	Acquire(key string) *guard
}

// A guard has a key until it is released.
type guard struct{ key string }

// Release gives the key back.
func (g *guard) Release() { g.key = "" }

// KeyBad defers the acquire of a key.
func KeyBad(k keyed, work func()) {
	defer k.Lock("page") // want `deferlock: the deferred k\.Lock\("page"\) .*; defer k\.Lock\("page"\)\(\)`
	work()
}

// KeyOk defers what it returns.
func KeyOk(k keyed, work func()) {
	defer k.Lock("page")()
	work()
}

// GuardBad defers the acquire of a guard.
func GuardBad(k keyed, work func()) {
	defer k.Acquire("page") // want `deferlock: the deferred k\.Acquire\("page"\) .*; acquire before that, and defer the release`
	work()
}

// GuardOk defers the release of the guard.
func GuardOk(k keyed, work func()) {
	defer k.Acquire("page").Release()
	work()
}

// trace writes a line, and returns what writes another one. It is no lock.
func trace(name string) func() {
	println("begin", name)
	return func() { println("end", name) }
}

// TraceOk defers what is no acquire: that is a mistake of another kind.
func TraceOk(work func()) {
	defer trace("work")
	work()
}
