// Package mid wraps the types of package low, returns them, and exports some of
// them under other names, so that others use them without knowing low.
package mid

import (
	"context"
	"errors"

	"fixtures/low"
)

// ErrNone says that there is no store of a name.
var ErrNone = errors.New("no such store")

// A Store is another name for that of package low.
type Store = low.Store

// An Engine has stores and queues.
type Engine struct {
	main     *low.Store
	stores   map[string]*low.Store
	sessions map[string]*low.Session
	queues   low.Queues
	table    *low.Table
	slots    low.Slots
	box      low.Box[int]
	spin     low.Spin
	account  low.Account
	door     low.Door
	vault    low.Vault
	leaf     *low.Node
	stopped  bool
}

// New returns an engine.
func New() *Engine { return &Engine{main: low.NewStore()} }

// Main returns the first store.
func (e *Engine) Main() *low.Store { return e.main }

// Alias returns it under the other name.
func (e *Engine) Alias() *Store { return e.main }

// Session returns a session.
func (e *Engine) Session(name string) *low.Session { return e.sessions[name] }

// Box returns the box.
func (e *Engine) Box() *low.Box[int] { return &e.box }

// Table returns the table.
func (e *Engine) Table() *low.Table { return e.table }

// Queues returns the queues.
func (e *Engine) Queues() *low.Queues { return &e.queues }

// Account returns the account.
func (e *Engine) Account() *low.Account { return &e.account }

// Door returns the door.
func (e *Engine) Door() low.Door { return e.door }

// Vault returns the vault.
func (e *Engine) Vault() *low.Vault { return &e.vault }

// Leaf returns a node.
func (e *Engine) Leaf() *low.Node { return e.leaf }

// Reply returns a reply.
func (e *Engine) Reply() *low.Reply { return new(low.Reply) }

// Quiesce takes the registry.
func Quiesce() { low.Lock() }

// Resume gives the registry back.
func Resume() { low.Unlock() }

// Register needs the registry.
func Register(name string, n int) error { return low.Register(name, n) }

// Open opens the first store.
func (e *Engine) Open() error { return e.main.Open() }

// Shut gives the first store back.
func (e *Engine) Shut() { e.main.End() }

// Fail gives the first store back, and returns the error with some words.
func (e *Engine) Fail(err error) error {
	return errors.Join(ErrNone, e.main.Finish(err))
}

// OpenNamed returns the store called name, opened.
func (e *Engine) OpenNamed(name string) (*low.Store, error) {
	s := e.stores[name]
	if s == nil {
		return nil, ErrNone
	}
	if err := s.Open(); err != nil {
		return nil, err
	}
	return s, nil
}

// Row returns a row of the first store, taken, or nil.
func (e *Engine) Row(name string) *low.Row {
	if e.stopped {
		return nil
	}
	return e.main.Find(name)
}

// Pinned returns a row that is new, and taken.
func (e *Engine) Pinned(name string) *low.Row { return low.NewPinned(name) }

// Tx begins a transaction of a named store.
func (e *Engine) Tx(name string) (*low.Tx, error) {
	s := e.stores[name]
	if s == nil {
		return nil, ErrNone
	}
	return s.Tx()
}

// Cursor returns a cursor of the first store.
func (e *Engine) Cursor() *low.Cursor { return e.main.Cursor() }

// Exclusive returns what gives the first store back.
func (e *Engine) Exclusive() (func(), error) { return e.main.Exclusive() }

// Claim takes a queue for the group.
func (e *Engine) Claim(topic string, id int) bool {
	return e.queues.TryLockQueue(topic, e.queues.Group, id)
}

// Unclaim gives a queue of the group back.
func (e *Engine) Unclaim(topic string, id int) {
	e.queues.UnlockQueue(topic, e.queues.Group, id)
}

// Slot waits for a slot.
func (e *Engine) Slot(ctx context.Context) error { return e.slots.Acquire(ctx) }

// Unslot gives a slot back.
func (e *Engine) Unslot() { e.slots.Release() }

// Exclude runs fn with the first store.
func (e *Engine) Exclude(fn func()) { e.main.WithLock(fn) }

// Background runs fn in a goroutine.
func (e *Engine) Background(fn func()) { low.Async(fn) }

// Now runs fn.
func (e *Engine) Now(fn func()) { low.Run(fn) }

// A Job has its store while it runs.
type Job struct {
	*low.Store
	name string
	free func()
}

// Job returns a job with its store.
func (e *Engine) Job(name string) (*Job, error) {
	s, err := e.OpenNamed(name)
	if err != nil {
		return nil, err
	}
	return &Job{Store: s, name: name, free: s.End}, nil
}

// Stop ends the job.
func (j *Job) Stop() { j.free() }

// OpenOk uses an acquire that says by its error what it did.
func (e *Engine) OpenOk(key string, n int) error {
	if err := e.main.Open(); err != nil {
		return err
	}
	if err := e.main.PutLocked(key, n); err != nil {
		return e.main.Finish(err)
	}
	e.main.End()
	return nil
}

// OpenBad does not finish where it cannot put.
func (e *Engine) OpenBad(key string, n int) error {
	if err := e.main.Open(); err != nil { // want `lockleak: e\.main\.Open\(\) .* returns`
		return err
	}
	if err := e.main.PutLocked(key, n); err != nil {
		return err
	}
	e.main.End()
	return nil
}

// NamedOk takes a store by its name.
func (e *Engine) NamedOk(name, key string) error {
	s, err := e.OpenNamed(name)
	if err != nil {
		return err
	}
	err = s.PutLocked(key, 1)
	return s.Finish(err)
}

// NamedBad does not give it back where it stops.
func (e *Engine) NamedBad(name, key string) error {
	s, err := e.OpenNamed(name) // want `lockleak: e\.OpenNamed\(name\) .* returns`
	if err != nil {
		return err
	}
	if e.stopped {
		return ErrNone
	}
	return s.Finish(s.PutLocked(key, 1))
}

// FailIfOk hands the bad end to a helper.
func (e *Engine) FailIfOk(key string, n int) error {
	e.main.Start()
	if err := e.main.FailIf(e.main.PutLocked(key, n)); err != nil {
		return err
	}
	e.main.End()
	return nil
}

// FailIfBad has one more bad end.
func (e *Engine) FailIfBad(key string, n int) error {
	e.main.Start() // want `lockleak: e\.main\.Start\(\) .* returns`
	if err := e.main.FailIf(e.main.PutLocked(key, n)); err != nil {
		return err
	}
	if e.stopped {
		return ErrNone
	}
	e.main.End()
	return nil
}

// RegistryOk takes what a variable of another package names.
func (e *Engine) RegistryOk(names []string) error {
	Quiesce()
	for i, name := range names {
		if err := Register(name, i); err != nil {
			Resume()
			return err
		}
	}
	Resume()
	return nil
}

// RegistryBad mixes the two names of the lock, and misses one end.
func (e *Engine) RegistryBad(names []string) error {
	Quiesce() // want `lockleak: Quiesce\(\) .* returns`
	for i, name := range names {
		if err := low.Register(name, i); err != nil {
			return err
		}
	}
	low.Unlock()
	return nil
}

// SlotOk has a semaphore behind two methods.
func (e *Engine) SlotOk(ctx context.Context, f func() error) error {
	if err := e.Slot(ctx); err != nil {
		return err
	}
	defer e.Unslot()
	return f()
}

// SlotBad keeps the slot of a job that fails.
func (e *Engine) SlotBad(ctx context.Context, f func() error) error {
	if err := e.Slot(ctx); err != nil { // want `lockleak: e\.Slot\(ctx\) .* returns`
		return err
	}
	if err := f(); err != nil {
		return err
	}
	e.Unslot()
	return nil
}

// SpinOk uses a lock that is none of package sync.
func (e *Engine) SpinOk() bool {
	if !e.spin.TryLock() {
		return false
	}
	e.stopped = true
	e.spin.Unlock()
	return true
}

// SpinBad returns early.
func (e *Engine) SpinBad() bool {
	e.spin.Lock() // want `lockleak: e\.spin\.Lock\(\) .* returns`
	if e.stopped {
		return false
	}
	e.stopped = true
	e.spin.Unlock()
	return true
}
