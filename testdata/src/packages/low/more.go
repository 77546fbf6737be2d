package low

import (
	"context"
	"errors"
	"iter"
	"sync"
	"time"
)

// A File has helpers of many shapes.
type File struct {
	mu         sync.RWMutex
	cond       *sync.Cond
	condMu     sync.Mutex
	concurrent bool
	refs       int
	closed     bool
	ready      bool
	size       int
	rows       []string
	byName     map[string]*Row
}

// Options say how to take a file.
type Options struct{ Sync, Write bool }

// Modes of Take.
const (
	Read = iota
	Write
)

// EnterShared takes the file if it is shared at all.
func (f *File) EnterShared() {
	if f.concurrent {
		f.mu.Lock()
	}
}

// LeaveShared gives it back.
func (f *File) LeaveShared() {
	if f.concurrent {
		f.mu.Unlock()
	}
}

// EnterWith takes the file as the options say.
func (f *File) EnterWith(o Options) {
	if o.Sync {
		f.mu.Lock()
	}
}

// LeaveWith gives it back.
func (f *File) LeaveWith(o Options) {
	if o.Sync {
		f.mu.Unlock()
	}
}

// Take takes the file in a mode.
func (f *File) Take(mode int) {
	switch mode {
	case Read:
		f.mu.RLock()
	case Write:
		f.mu.Lock()
	}
}

// Give gives it back.
func (f *File) Give(mode int) {
	switch mode {
	case Read:
		f.mu.RUnlock()
	case Write:
		f.mu.Unlock()
	}
}

// For takes the file as a writer or as a reader.
func (f *File) For(write bool) {
	if write {
		f.mu.Lock()
	} else {
		f.mu.RLock()
	}
}

// EndFor gives it back.
func (f *File) EndFor(write bool) {
	if write {
		f.mu.Unlock()
		return
	}
	f.mu.RUnlock()
}

// Use takes the file in one of two modes, and returns what ends that.
func (f *File) Use(write bool) func() {
	if write {
		f.mu.Lock()
		return f.mu.Unlock
	}
	f.mu.RLock()
	return f.mu.RUnlock
}

// UseIf may return a function that does nothing.
func (f *File) UseIf(need bool) (end func()) {
	if !need {
		return func() {}
	}
	f.mu.Lock()
	return f.mu.Unlock
}

// UseChecked returns no function with an error.
func (f *File) UseChecked(ctx context.Context) (end func(), err error) {
	f.mu.Lock()
	defer func() {
		if err != nil {
			f.mu.Unlock()
		}
	}()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return func() {
		f.size++
		f.mu.Unlock()
	}, nil
}

// Prepare takes the file, and gives it back by a defer if that fails.
func (f *File) Prepare() (err error) {
	f.mu.Lock()
	defer func() {
		if err != nil {
			f.mu.Unlock()
		}
	}()
	if f.closed {
		return ErrClosed
	}
	return f.load()
}

func (f *File) load() error {
	if f.size < 0 {
		return errors.New("size")
	}
	f.ready = true
	return nil
}

// PrepareFlag does so with a flag.
func (f *File) PrepareFlag() error {
	ok := false
	f.mu.Lock()
	defer func() {
		if !ok {
			f.mu.Unlock()
		}
	}()
	if err := f.load(); err != nil {
		return err
	}
	ok = true
	return nil
}

// Done ends what Prepare began.
func (f *File) Done() { f.mu.Unlock() }

// Row returns a row, taken, or nil, or an error.
func (f *File) Row(name string) (*Row, error) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	if f.closed {
		return nil, ErrClosed
	}
	r, ok := f.byName[name]
	if !ok {
		return nil, nil
	}
	r.mu.Lock()
	return r, nil
}

// PutBack gives rows back.
func (f *File) PutBack(rows ...*Row) {
	for _, r := range rows {
		r.mu.Unlock()
	}
}

// PutOne gives one row back.
func (f *File) PutOne(r *Row) {
	f.refs--
	r.mu.Unlock()
}

// TakePair takes two rows in an order that does not depend on theirs.
func TakePair(a, b *Row) {
	if a == b {
		a.mu.Lock()
		return
	}
	if a.N < b.N {
		a.mu.Lock()
		b.mu.Lock()
	} else {
		b.mu.Lock()
		a.mu.Lock()
	}
}

// GivePair gives them back.
func GivePair(a, b *Row) {
	a.mu.Unlock()
	if a != b {
		b.mu.Unlock()
	}
}

// Ref takes the file for the first of several users.
func (f *File) Ref() {
	if f.refs == 0 {
		f.mu.Lock()
	}
	f.refs++
}

// Unref gives it back for the last one.
func (f *File) Unref() {
	f.refs--
	if f.refs == 0 {
		f.mu.Unlock()
	}
}

// StartWait takes the file when it is ready.
func (f *File) StartWait() {
	f.condMu.Lock()
	for !f.ready {
		f.cond.Wait()
	}
}

// EndWait gives it back, and wakes others.
func (f *File) EndWait() {
	f.ready = true
	f.cond.Broadcast()
	f.condMu.Unlock()
}

// All returns the rows, which it is a reader of while they are read.
func (f *File) All() iter.Seq[string] {
	return func(yield func(string) bool) {
		f.mu.RLock()
		defer f.mu.RUnlock()
		for _, r := range f.rows {
			if !yield(r) {
				return
			}
		}
	}
}

// A Held has a mutex until it is freed.
type Held struct{ mu *sync.RWMutex }

// Hold returns a value that has the file.
func (f *File) Hold() Held {
	f.mu.Lock()
	return Held{&f.mu}
}

// Free gives it back.
func (h Held) Free() { h.mu.Unlock() }

// An Edit can be rolled back behind its commit, which does nothing then.
type Edit struct {
	f    *File
	rows []string
	done bool
}

// Edit begins one.
func (f *File) Edit() (*Edit, error) {
	f.mu.Lock()
	if f.closed {
		f.mu.Unlock()
		return nil, ErrClosed
	}
	return &Edit{f: f}, nil
}

// Add adds a row.
func (e *Edit) Add(row string) error {
	if row == "" {
		return ErrBusy
	}
	e.rows = append(e.rows, row)
	return nil
}

// Commit ends the edit.
func (e *Edit) Commit() error {
	if e.done {
		return ErrClosed
	}
	e.done = true
	e.f.rows = append(e.f.rows, e.rows...)
	e.f.mu.Unlock()
	return nil
}

// Rollback ends it if Commit has not.
func (e *Edit) Rollback() {
	if e.done {
		return
	}
	e.done = true
	e.f.mu.Unlock()
}

// Change runs fn in an edit.
func (f *File) Change(fn func(*Edit) error) error {
	e, err := f.Edit()
	if err != nil {
		return err
	}
	defer e.Rollback()
	if err := fn(e); err != nil {
		return err
	}
	return e.Commit()
}

// Free gives any lock back.
func Free(l sync.Locker) { l.Unlock() }

// Grab takes a mutex that it is given.
func Grab(mu *sync.Mutex, patience time.Duration) bool {
	for end := time.Now().Add(patience); time.Now().Before(end); {
		if mu.TryLock() {
			return true
		}
		time.Sleep(time.Millisecond)
	}
	return false
}

// Die does not return.
//
//lockleak:noreturn
func Die(err error) { die(err) }

var die func(error)
