package low

import (
	"context"
	"sync"
)

// A Door is a lock whose methods have no names of locks.
type Door interface {
	// Pass waits for the door.
	//
	//lockleak:acquires recv if nil
	Pass(ctx context.Context) error

	// Slip does not wait.
	//
	//lockleak:tries recv
	Slip() bool

	// Back gives the door back.
	//
	//lockleak:releases recv
	Back()
}

// Desks are numbered, and taken one by one.
type Desks interface {
	//lockleak:tries recv(arg0)
	Sit(id int) (ok bool)

	//lockleak:releases recv(id)
	Rise(id int)

	//lockleak:acquires recv(id) by result
	Book(id int) (cancel func())
}

// Reserve takes the store by a hook.
//
//lockleak:acquires s.mu
func (s *Store) Reserve() { s.hooks.reserve() }

// GiveUp gives the store back by a hook.
//
//lockleak:releases s.mu
func (s *Store) GiveUp() { s.hooks.giveUp() }

// ReserveRow takes a row that it is given.
//
//lockleak:acquires arg0.mu if true
func ReserveRow(r *Row, f func(*Row) bool) bool { return f(r) }

// Touch needs the store.
//
//lockleak:requires s.mu
func (s *Store) Touch() error {
	s.hooks.giveUp()
	s.hooks.reserve()
	if s.closed {
		return ErrClosed
	}
	return nil
}

// Apply runs fn in the goroutine of the store, and waits for it.
//
//lockleak:runs fn now
func (s *Store) Apply(fn func()) {
	s.queue <- fn
	<-s.done
}

// Mail runs fn in the goroutine of the store at some time.
//
//lockleak:runs fn later
func (s *Store) Mail(fn func()) { s.queue <- fn }

// A Reply is there later.
//
//lockleak:future complete Settle register Upon
type Reply struct {
	mu   sync.Mutex
	then []func(int)
	done bool
	n    int
}

// Settle gives the reply its number.
func (r *Reply) Settle(n int) {
	r.mu.Lock()
	r.done, r.n = true, n
	then := r.then
	r.mu.Unlock()
	for _, fn := range then {
		fn(n)
	}
}

// Upon has fn run with the number.
func (r *Reply) Upon(fn func(int)) {
	r.mu.Lock()
	if !r.done {
		r.then = append(r.then, fn)
		r.mu.Unlock()
		return
	}
	r.mu.Unlock()
	fn(r.n)
}

// A Vault is a place with a key.
//
//lockleak:notlock
type Vault struct{ shut bool }

// Lock shuts the vault.
func (v *Vault) Lock() { v.shut = true }

// Unlock opens the vault.
func (v *Vault) Unlock() { v.shut = false }

// UnlockLevel is about a game.
//
//lockleak:notlock
func UnlockLevel(s *Store, level int) { s.gen = level }

// An Account is annotated for another tool.
type Account struct {
	mu  sync.RWMutex
	ops struct{ in, out func() }
	// +checklocks:mu
	balance int
}

// Hush takes the account.
//
// +checklocksacquire:a.mu
func (a *Account) Hush() { a.ops.in() }

// Unhush gives the account back.
//
// +checklocksrelease:a.mu
func (a *Account) Unhush() { a.ops.out() }

// Glance reads the account.
//
// +checklocksacquireread:a.mu
func (a *Account) Glance() { a.ops.in() }

// Unglance ends it.
//
// +checklocksreleaseread:a.mu
func (a *Account) Unglance() { a.ops.out() }

// Add needs the account.
//
// +checklocks:a.mu
func (a *Account) Add(n int) bool {
	a.balance += n
	return a.balance >= 0
}
