// Package custody has locks that somebody else is said to release: by a name, a comment,
// a result, a flag. What the package shows decides.
package custody

import (
	"errors"
	"sync"
)

var errMissing = errors.New("missing")

// The lock of a store is confined, and nothing releases it for others.
type store struct {
	mu     sync.Mutex
	m      map[string]int
	locked bool
}

// sumBad tells by its error whether the lock is held; its caller does not release it.
func (s *store) sumBad(k string) (int, error) {
	s.mu.Lock() // want `lockleak: s\.mu\.Lock\(\) is not released on a path that returns`
	n, ok := s.m[k]
	if !ok {
		s.mu.Unlock()
		return 0, errMissing
	}
	return n, nil
}

func (s *store) Sum(k string) int {
	n, err := s.sumBad(k)
	if err != nil {
		return -1
	}
	return n
}

// lockTablesBad is called as if it acquired for its caller, who does not release.
func (s *store) lockTablesBad(k string) bool {
	s.mu.Lock() // want `lockleak: s\.mu\.Lock\(\) is not released on a path that returns`
	if s.m[k] == 0 {
		return false
	}
	s.mu.Unlock()
	return true
}

func (s *store) Tables() bool { return s.lockTablesBad("a") && s.lockTablesBad("b") }

// keepBad never releases.
func (s *store) keepBad(k string) {
	s.mu.Lock() // want `lockleak: s\.mu\.Lock\(\) is never released, on a path that returns`
	s.m[k]++
}

func (s *store) Keep() { s.keepBad("k") }

// flagBad notes that it holds the lock, but nobody asks.
func (s *store) flagBad() error {
	s.mu.Lock() // want `lockleak: s\.mu\.Lock\(\) is not released on a path that returns`
	s.locked = true
	if len(s.m) == 0 {
		return errMissing
	}
	s.mu.Unlock()
	return nil
}

// interfaceBad releases another lock by an interface, which cannot be its own.
func (s *store) interfaceBad(l sync.Locker, k string) int {
	s.mu.Lock() // want `lockleak: s\.mu\.Lock\(\) is not released on a path that returns`
	defer l.Unlock()
	if n, ok := s.m[k]; ok {
		return n
	}
	s.mu.Unlock()
	return 0
}

// A peer has callers that wait for themselves, which releases nothing.
type peer struct {
	mu     sync.Mutex
	active bool
}

func (p *peer) activateBad() {
	p.mu.Lock() // want `lockleak: p\.mu\.Lock\(\) is never released`
	p.active = true
}

func (p *peer) isActive() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.active
}

func (p *peer) StartBad() bool {
	p.activateBad()
	return p.isActive() // want `relock: p\.isActive\(\) acquires p\.mu, which the path holds already`
}

// The lock of a table is released by unlock.
type table struct {
	mu sync.Mutex
	n  int
}

func (t *table) lockOk()   { t.mu.Lock() }
func (t *table) unlockOk() { t.mu.Unlock() }

func (t *table) AddOk() {
	t.lockOk()
	defer t.unlockOk()
	t.n++
}

// beginOk leaves the lock to finishOk, which nothing calls yet.
func (t *table) beginOk() { t.mu.Lock() }

// direct is released by the callers of those that acquire it.
type direct struct {
	mu sync.Mutex
	n  int
}

func (d *direct) grabOk() { d.mu.Lock() }

func (d *direct) grabTwiceOk() {
	d.n++
	d.grabOk()
}

func (d *direct) IncOk() {
	d.grabTwiceOk()
	d.n++
	d.mu.Unlock()
}

// tryOk has a caller that releases where it succeeds.
func (d *direct) tryOk() error {
	d.mu.Lock()
	if d.n == 0 {
		d.mu.Unlock()
		return errMissing
	}
	return nil
}

func (d *direct) UseOk() {
	if d.tryOk() != nil {
		return
	}
	d.n--
	d.mu.Unlock()
}

// The lock of a session is released by a function literal that others run.
type session struct {
	mu   sync.Mutex
	done chan struct{}
	undo []func()
}

func (s *session) startOk() {
	s.mu.Lock()
	s.undo = append(s.undo, func() { s.mu.Unlock() })
}

func (s *session) waitOk() {
	s.mu.Lock()
	go func() {
		<-s.done
		s.mu.Unlock()
	}()
}

// pinOk is called and forgotten, but literals of the package release the lock.
func (s *session) pinOk() {
	s.mu.Lock()
}

func (s *session) RunOk() {
	s.startOk()
	s.waitOk()
}

// The lock of an owner is released as its flag says.
type owner struct {
	mu     sync.Mutex
	locked bool
}

func (o *owner) takeOk() {
	o.mu.Lock()
	o.locked = true
}

func (o *owner) closeOk() {
	if o.locked {
		o.locked = false
		o.mu.Unlock()
	}
}

func (o *owner) WorkOk() {
	o.takeOk()
	defer o.closeOk()
}

// Public is embedded by others, who can release.
type Public struct {
	sync.Mutex
	n int
}

func (p *Public) HoldOk() {
	p.Lock()
	p.n++
}

// tellBad tells by its error whether the lock is held, but its only caller does not
// release it: what others could do does not matter, since they do not call it.
func (p *Public) tellBad() error {
	p.Lock() // want `lockleak: p\.Lock\(\) is not released on a path that returns`
	if p.n == 0 {
		p.Unlock()
		return errMissing
	}
	return nil
}

func (p *Public) AskOk() int {
	if p.tellBad() != nil {
		return 0
	}
	return p.n
}

// tellOk has a caller that does.
func (p *Public) tellOk() error {
	p.Lock()
	if p.n == 0 {
		p.Unlock()
		return errMissing
	}
	return nil
}

func (p *Public) AskAgainOk() int {
	if p.tellOk() != nil {
		return 0
	}
	defer p.Unlock()
	return p.n
}

// TellOk has callers elsewhere.
func (p *Public) TellOk() error {
	p.Lock()
	if p.n == 0 {
		p.Unlock()
		return errMissing
	}
	return nil
}

// private embeds a lock, too, but nobody outside can have one.
type private struct {
	sync.Mutex
	n int
}

func (p *private) holdBad() {
	p.Lock() // want `lockleak: p\.Lock\(\) is never released`
	p.n++
}

func use(p *private) { p.holdBad() }

// Field has a lock that others can name.
type Field struct {
	Mu sync.Mutex
}

func (f *Field) HoldOk() { f.Mu.Lock() }

// The lock of a shared is known by a pointer as well.
type shared struct {
	mu sync.Mutex
	n  int
}

func (s *shared) HoldOk() { s.mu.Lock() }

func (s *shared) lockerOk() sync.Locker { return &s.mu }

// The lock of a bound is released by a method value.
type bound struct {
	mu sync.Mutex
}

func (b *bound) HoldOk() { b.mu.Lock() }

func (b *bound) releaseOk() func() { return b.mu.Unlock }

// The lock of a viewed is released by way of an interface.
type viewed struct {
	sync.Mutex
	n int
}

func (v *viewed) holdOk() { v.Lock() }

func (v *viewed) EnterOk() sync.Locker {
	v.holdOk()
	return v
}

var global sync.Mutex

// globalBad never releases a variable that nobody else knows.
func globalBad() {
	global.Lock() // want `lockleak: global\.Lock\(\) is never released`
}

// Exported is a variable that others can release.
var Exported sync.Mutex

func exportedOk() { Exported.Lock() }

// localOk has a lock that ends with it.
func localOk() {
	var mu sync.Mutex
	mu.Lock()
}

// An operator is called by way of an interface only, and so is its release.
type operator interface {
	enter()
	leave()
}

type machine struct {
	mu sync.Mutex
	n  int
}

func (m *machine) enter() { m.mu.Lock() }
func (m *machine) leave() { m.mu.Unlock() }

func run(o operator) {
	o.enter()
	defer o.leave()
}

// recursiveOk passes the lock on by calls of itself, until a caller releases it.
type recursive struct {
	mu sync.Mutex
	n  int
}

func (r *recursive) descendOk(depth int) {
	if depth > 0 {
		r.descendOk(depth - 1)
		return
	}
	r.mu.Lock()
}

func (r *recursive) StartOk() {
	r.descendOk(3)
	r.n++
	r.mu.Unlock()
}
