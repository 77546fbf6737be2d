// Package contracts holds functions that agree with others on who releases a
// lock: right code, most of it, whose agreements are told by nothing but what
// the functions do.
package contracts

import (
	"errors"
	"sync"
)

var (
	errClosed = errors.New("closed")
	errEmpty  = errors.New("empty")
)

type account struct {
	mu      sync.Mutex
	id      int
	balance int
	frozen  bool
}

type bank struct {
	mu       sync.Mutex
	rw       sync.RWMutex
	accounts map[int]*account
	order    []*account
	undo     func()
	cleanup  []func()
	pending  map[string]func()
	results  chan func()
	busy     bool
	inside   bool
	owned    *account
	jobs     chan *job
	open     map[string]*visit
	last     *visit
	wg       sync.WaitGroup
	closed   bool
	n        int
}

// A visit has its bank until it is over.
type visit struct {
	b    *bank
	over bool
	name string
}

// finish ends the visit.
func (v *visit) finish() {
	if v.over {
		return
	}
	v.over = true
	v.b.mu.Unlock()
}

// abort ends the visit as well, and counts it.
func (v *visit) abort(err error) error {
	v.b.n--
	v.finish()
	return err
}

// A job has a function that ends it.
type job struct {
	name string
	end  func()
}

// stop ends the job.
func (j *job) stop() {
	if j.end != nil {
		j.end()
		j.end = nil
	}
}

func (b *bank) check() error {
	if b.closed {
		return errClosed
	}
	return nil
}

func (b *bank) find(id int) *account { return b.accounts[id] }

// come takes the bank unless it is closed.
func (b *bank) come() error {
	b.mu.Lock()
	if b.closed {
		b.mu.Unlock()
		return errClosed
	}
	return nil
}

// leave gives the bank back.
func (b *bank) leave() {
	b.n++
	b.mu.Unlock()
}

// leaveWith gives the bank back, and returns what it is given.
func (b *bank) leaveWith(n int, err error) (int, error) {
	b.n = n
	b.mu.Unlock()
	return n, err
}

// failed gives the bank back if there is an error, and says so.
func (b *bank) failed(err error) bool {
	if err == nil {
		return false
	}
	b.n--
	b.mu.Unlock()
	return true
}

// visitBank returns a visit, which has the bank.
func (b *bank) visitBank(name string) (*visit, error) {
	if err := b.come(); err != nil {
		return nil, err
	}
	return &visit{b: b, name: name}, nil
}

// take returns an account with its lock, and whether there is one.
func (b *bank) take(id int) (*account, bool) {
	b.rw.RLock()
	a := b.accounts[id]
	b.rw.RUnlock()
	if a == nil {
		return nil, false
	}
	a.mu.Lock()
	if a.frozen {
		a.mu.Unlock()
		return nil, false
	}
	return a, true
}

// put gives an account back.
func (b *bank) put(a *account) {
	b.n++
	a.mu.Unlock()
}

// reserve takes the bank, and returns what gives it back.
func (b *bank) reserve() func() {
	b.mu.Lock()
	b.busy = true
	return func() {
		b.busy = false
		b.mu.Unlock()
	}
}
