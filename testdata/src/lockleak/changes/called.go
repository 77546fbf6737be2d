// Package changes holds conditions that are tested again after they may have changed: a
// function that was called may have written what was tested, or another goroutine while
// the lock was not held.
package changes

import (
	"errors"
	"sync"
)

var errShut = errors.New("shut")

type conn struct{ id int }

type pump struct {
	mu     sync.RWMutex
	shut   bool
	shared bool
	level  int
	peer   *conn
	inner  *pump
	jobs   map[string]int
	err    error

	options options
}

type options struct{ lazy bool }

var draining bool

func (p *pump) shutDown()        { p.shut = true }
func (p *pump) raise()           { p.level++ }
func (p *pump) drop()            { p.peer = nil }
func (p *pump) enqueue(k string) { p.jobs[k]++ }
func (p *pump) isShut() bool     { return p.shut }
func (p *pump) flip()            { p.shared = !p.shared }
func (p *pump) look() int        { return len(p.jobs) + p.level }
func drain()                     { draining = true }

// FlagBad leaves by what shutDown sets.
func (p *pump) FlagBad() error {
	p.mu.Lock() // want `lockleak: p\.mu\.Lock\(\) .* returns`
	if p.shut {
		p.mu.Unlock()
		return errShut
	}
	p.shutDown()
	if p.shut {
		return errShut
	}
	p.mu.Unlock()
	return nil
}

// FlagOk releases there.
func (p *pump) FlagOk() error {
	p.mu.Lock()
	if p.shut {
		p.mu.Unlock()
		return errShut
	}
	p.shutDown()
	if p.shut {
		p.mu.Unlock()
		return errShut
	}
	p.mu.Unlock()
	return nil
}

// LookOk calls what writes nothing that is tested.
func (p *pump) LookOk() error {
	p.mu.Lock()
	if p.shut {
		p.mu.Unlock()
		return errShut
	}
	p.look()
	if p.shut {
		return errShut
	}
	p.mu.Unlock()
	return nil
}

// StillOk leaves where shutDown cannot lead: it only ever sets what is set already.
func (p *pump) StillOk() {
	p.mu.Lock()
	if !p.shut {
		p.mu.Unlock()
		return
	}
	p.shutDown()
	if !p.shut {
		return
	}
	p.mu.Unlock()
}

// NumberBad leaves by what a function changes that a called one calls.
func (p *pump) NumberBad() {
	p.mu.Lock() // want `lockleak: p\.mu\.Lock\(\) .* returns`
	if p.level > 0 {
		p.mu.Unlock()
		return
	}
	p.raiseTwice()
	if p.level > 0 {
		return
	}
	p.mu.Unlock()
}

func (p *pump) raiseTwice() {
	p.raise()
	func() { p.raise() }()
}

// StateOk leaves where the level is as the call cannot set it.
func (p *pump) StateOk() {
	p.mu.Lock()
	if p.err != nil {
		p.mu.Unlock()
		return
	}
	p.forgive()
	if p.err != nil {
		return
	}
	p.mu.Unlock()
}

func (p *pump) forgive() { p.err = nil }

// PeerBad leaves where the peer is gone.
func (p *pump) PeerBad() int {
	p.mu.Lock() // want `lockleak: p\.mu\.Lock\(\) .* returns`
	if p.peer == nil {
		p.mu.Unlock()
		return 0
	}
	p.drop()
	if p.peer == nil {
		return 0
	}
	n := p.peer.id
	p.mu.Unlock()
	return n
}

// JobBad leaves where the job is there, which it was not before.
func (p *pump) JobBad(k string) {
	p.mu.Lock() // want `lockleak: p\.mu\.Lock\(\) .* returns`
	if _, ok := p.jobs[k]; ok {
		p.mu.Unlock()
		return
	}
	p.enqueue(k)
	if _, ok := p.jobs[k]; ok {
		return
	}
	p.mu.Unlock()
}

// GetterBad asks by a method.
func (p *pump) GetterBad() {
	p.mu.Lock() // want `lockleak: p\.mu\.Lock\(\) .* returns`
	if p.isShut() {
		p.mu.Unlock()
		return
	}
	p.shutDown()
	if p.isShut() {
		return
	}
	p.mu.Unlock()
}

// GlobalBad leaves by a package-level variable.
func (p *pump) GlobalBad() {
	p.mu.RLock() // want `lockleak: p\.mu\.RLock\(\) .* returns`
	if draining {
		p.mu.RUnlock()
		return
	}
	drain()
	if draining {
		return
	}
	p.mu.RUnlock()
}

// EarlyBad acquires after the call that makes the rest possible.
func (p *pump) EarlyBad(again bool) {
	if p.shut {
		return
	}
	p.shutDown()
	if !p.shut {
		return
	}
	p.mu.Lock() // want `lockleak: p\.mu\.Lock\(\) .* returns`
	if again {
		return
	}
	p.mu.Unlock()
}

// StoredBad sets by itself what the call changes then.
func (p *pump) StoredBad() {
	p.mu.Lock() // want `lockleak: p\.mu\.Lock\(\) .* returns`
	p.shut = false
	p.shutDown()
	if p.shut {
		return
	}
	p.mu.Unlock()
}

// PairOk enters and leaves by the same condition. It relies on flip not being called for
// it in between, or not to matter.
func (p *pump) PairOk() {
	if p.shared {
		p.mu.Lock()
	}
	p.flip()
	if p.shared {
		p.mu.Unlock()
	}
}

// ModeOk is held in one mode or the other.
func (p *pump) ModeOk() {
	if p.shared {
		p.mu.RLock()
	} else {
		p.mu.Lock()
	}
	p.flip()
	if p.shared {
		p.mu.RUnlock()
	} else {
		p.mu.Unlock()
	}
}

// HalfwayOk releases early by the same condition.
func (p *pump) HalfwayOk() {
	p.mu.Lock()
	if p.shared {
		p.mu.Unlock()
	}
	p.flip()
	if !p.shared {
		p.mu.Unlock()
	}
}

// DeferredOk defers the release by the same condition.
func (p *pump) DeferredOk() {
	p.mu.Lock()
	if p.shared {
		defer p.mu.Unlock()
	}
	p.flip()
	if p.shared {
		return
	}
	p.mu.Unlock()
}

// LiteralsOk enters and leaves by literals that ask the same.
func (p *pump) LiteralsOk() {
	enter := func() {
		if p.shared {
			p.mu.Lock()
		}
	}
	leave := func() {
		if p.shared {
			p.mu.Unlock()
		}
	}
	enter()
	p.flip()
	leave()
}

// CallerOk leaves where the call has released the lock, and says so by a field.
func (p *pump) CallerOk() {
	p.mu.Lock()
	if p.shut {
		p.mu.Unlock()
		return
	}
	p.shutAndRelease()
	if p.shut {
		return
	}
	p.mu.Unlock()
}

func (p *pump) shutAndRelease() {
	if p.level > 3 {
		p.shut = true
		p.mu.Unlock()
	}
}

// WorkerOk leaves where the call has started what releases the lock.
func (p *pump) WorkerOk() {
	p.mu.Lock()
	if p.shut {
		p.mu.Unlock()
		return
	}
	p.work()
	if p.shut {
		return
	}
	p.mu.Unlock()
}

func (p *pump) work() {
	if p.level > 3 {
		p.shut = true
		go func() {
			defer p.mu.Unlock()
			p.level = 0
		}()
	}
}

// UpgradeOk remembers in which mode it holds the lock.
func (p *pump) UpgradeOk() {
	p.mu.RLock()
	p.shared = true
	if p.level > 3 {
		p.mu.RUnlock()
		p.mu.Lock()
		p.shared = false
		p.raise()
	}
	p.refresh()
	if p.shared {
		p.mu.RUnlock()
	} else {
		p.mu.Unlock()
	}
}

func (p *pump) refresh() {
	if p.peer == nil {
		p.shared = p.level > 7
	}
}

// CarriedOk has kept what it has read, in a variable.
func (p *pump) CarriedOk() {
	shared := p.shared
	p.mu.Lock()
	if shared {
		p.level++
		p.mu.Unlock()
	}
	p.flip()
	if !shared {
		p.mu.Unlock()
	}
}

// CapturedOk has it in a variable that a literal sets.
func (p *pump) CapturedOk() {
	var shared bool
	ask := func() { shared = p.shared }
	ask()
	if shared {
		p.mu.Lock()
	}
	p.flip()
	if shared {
		p.mu.Unlock()
	}
}

// EitherOk has kept it, or something else.
func (p *pump) EitherOk(n int) {
	shared := n > 0
	if n > 1 {
		shared = p.shared
	}
	p.mu.Lock()
	if shared {
		p.mu.Unlock()
	}
	p.flip()
	if !shared {
		p.mu.Unlock()
	}
	if p.shared {
		p.level = n
	}
}

// LaterOk has kept it for a deferred literal.
func (p *pump) LaterOk() {
	shared := p.shared
	p.mu.Lock()
	defer func() {
		if !shared {
			p.mu.Unlock()
		}
	}()
	if shared {
		p.level++
		p.mu.Unlock()
	}
	p.flip()
}

// CopyOk has kept a copy of what it is a part of.
func (p *pump) CopyOk() {
	o := p.options
	p.mu.Lock()
	if o.lazy {
		p.level++
		p.mu.Unlock()
	}
	p.hurry()
	if !o.lazy {
		p.mu.Unlock()
	}
	if p.options.lazy {
		p.level--
	}
}

// CopiedOk has it from a method, as a whole.
func (p *pump) CopiedOk() {
	o := p.opts()
	p.mu.Lock()
	if o.lazy {
		p.level++
		p.mu.Unlock()
	}
	p.hurry()
	if !o.lazy {
		p.mu.Unlock()
	}
	if p.opts().lazy {
		p.level--
	}
}

func (p *pump) opts() options { return p.options }
func (p *pump) hurry()        { p.options.lazy = false }

// HeldOk asks while it holds the lock, and acts on that afterwards.
func (p *pump) HeldOk() {
	p.mu.Lock()
	ready := p.level > 0 && !p.shut
	if ready {
		p.mu.Unlock()
	}
	p.raise()
	p.shutDown()
	if !ready {
		p.mu.Unlock()
	}
}

// ArgumentOk is told by the call what it was told.
func (p *pump) ArgumentOk() {
	p.mu.Lock()
	if !p.releaseIf(p.shared) {
		p.mu.Unlock()
	}
}

func (p *pump) releaseIf(shared bool) bool {
	p.shared = !shared
	if shared {
		p.mu.Unlock()
		return true
	}
	return false
}

// ReachedBad leaves where the object of the lock is not reached any more.
func (p *pump) ReachedBad() {
	if p.inner == nil {
		return
	}
	p.inner.mu.Lock() // want `lockleak: p\.inner\.mu\.Lock\(\) .* returns`
	p.skip()
	if p.inner != nil {
		p.inner.mu.Unlock()
	}
}

func (p *pump) skip() { p.inner = nil }

// A valve has a field of the same name.
type valve struct{ shut bool }

func (v *valve) close() { v.shut = true }

// OtherOk calls what sets the field of another type.
func (p *pump) OtherOk(v *valve) {
	p.mu.Lock()
	if p.shut {
		p.mu.Unlock()
		return
	}
	v.close()
	if p.shut {
		return
	}
	p.mu.Unlock()
}

// NewOk calls what sets the field of an object that it makes.
func (p *pump) NewOk() *pump {
	p.mu.Lock()
	if p.level > 7 {
		p.mu.Unlock()
		return nil
	}
	q := higher()
	if p.level > 7 {
		return nil
	}
	p.mu.Unlock()
	return q
}

func higher() *pump {
	q := &pump{}
	q.level = 8
	return q
}

// LocalOk has an object of its own, of which the call knows nothing.
func LocalOk(mu *sync.Mutex, p *pump, level int) {
	var own pump
	own.level = level
	mu.Lock()
	if own.level == 0 {
		mu.Unlock()
		return
	}
	p.raise()
	if own.level == 0 {
		return
	}
	mu.Unlock()
}

// SpawnOk starts one by a method.
func (p *pump) SpawnOk() {
	p.mu.Lock()
	if p.shut {
		p.mu.Unlock()
		return
	}
	p.spawn()
	if p.shut {
		return
	}
	p.mu.Unlock()
}

func (p *pump) spawn() { go p.shutDown() }

// StartOk starts a goroutine that waits for the lock before it changes anything.
func (p *pump) StartOk() {
	p.mu.Lock()
	if p.level > 0 {
		p.mu.Unlock()
		return
	}
	p.start()
	if p.level > 0 {
		return
	}
	p.mu.Unlock()
}

func (p *pump) start() {
	go func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.raise()
	}()
}
