// Package handoff holds right code that ends with a lock held, since somebody
// else will release it, and code that forgets that on one of its exits.
package handoff

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"
)

var (
	errClosed = errors.New("closed")
	errEmpty  = errors.New("empty")
)

type db struct {
	mu      sync.RWMutex
	closed  bool
	rows    map[string]int
	release func()
	hooks   []func()
	shards  []*shard
	conn    *conn
}

type conn struct{ id int }

type shard struct {
	mu sync.Mutex
	n  int
}

func (d *db) check() error {
	if d.rows == nil {
		return errEmpty
	}
	return nil
}

// A tx holds the read lock of its database until it is closed.
type tx struct{ d *db }

func (t *tx) Close() { t.d.mu.RUnlock() }

// HandleOk returns a value whose Close releases the same field.
func (d *db) HandleOk() (*tx, error) {
	d.mu.RLock()
	if d.closed {
		d.mu.RUnlock()
		return nil, errClosed
	}
	return &tx{d}, nil
}

// HandleInterfaceOk returns that value as an interface.
func (d *db) HandleInterfaceOk() (interface{ Close() }, error) {
	d.mu.RLock()
	if err := d.check(); err != nil {
		d.mu.RUnlock()
		return nil, err
	}
	return &tx{d: d}, nil
}

// HandleBad drops the handle in one of two error returns.
func (d *db) HandleBad() (*tx, error) {
	d.mu.RLock() // want `lockleak: d\.mu\.RLock\(\) .* returns`
	if d.closed {
		d.mu.RUnlock()
		return nil, errClosed
	}
	if err := d.check(); err != nil {
		return nil, err
	}
	return &tx{d}, nil
}

// A reader gives the lock back by a stored function.
type reader struct {
	io.Reader
	done func()
}

func (r *reader) Close() error {
	r.done()
	return nil
}

// ReaderOk returns a value that stores the bound method.
func (d *db) ReaderOk(src io.Reader) (io.ReadCloser, error) {
	d.mu.RLock()
	if d.closed {
		d.mu.RUnlock()
		return nil, errClosed
	}
	return &reader{src, d.mu.RUnlock}, nil
}

// ReaderClosureOk returns a value that stores a closure.
func (d *db) ReaderClosureOk(src io.ReadCloser) (io.ReadCloser, error) {
	d.mu.RLock()
	if d.closed {
		d.mu.RUnlock()
		return nil, errClosed
	}
	return &reader{src, func() {
		src.Close()
		d.mu.RUnlock()
	}}, nil
}

// ReaderBad drops the closer in one of two error returns.
func (d *db) ReaderBad(src io.Reader) (io.ReadCloser, error) {
	d.mu.RLock() // want `lockleak: d\.mu\.RLock\(\) .* returns`
	if d.closed {
		d.mu.RUnlock()
		return nil, errClosed
	}
	if err := d.check(); err != nil {
		return nil, err
	}
	return &reader{src, d.mu.RUnlock}, nil
}

// ClosureOk returns a closure.
func (d *db) ClosureOk() (func(), error) {
	d.mu.Lock()
	if d.closed {
		d.mu.Unlock()
		return nil, errClosed
	}
	return func() {
		d.closed = true
		d.mu.Unlock()
	}, nil
}

// MethodValueOk returns a bound method.
func (d *db) MethodValueOk() func() {
	d.mu.Lock()
	if d.closed {
		d.mu.Unlock()
		return func() {}
	}
	return d.mu.Unlock
}

// done releases what GrabOk has entered.
func (d *db) done(err error) {
	if err != nil {
		d.conn = nil
	}
	d.mu.RUnlock()
}

// GrabOk returns a bound method of its own type, next to what it guards.
func (d *db) GrabOk() (*conn, func(error), error) {
	d.mu.RLock()
	if d.closed {
		d.mu.RUnlock()
		return nil, nil, errClosed
	}
	return d.conn, d.done, nil
}

// NamedResultOk returns the release as a named result.
func (d *db) NamedResultOk() (done func(), err error) {
	d.mu.Lock()
	done = func() { d.mu.Unlock() }
	if err = d.check(); err != nil {
		done()
		return nil, err
	}
	return
}

// StructOk returns the release in a struct.
func (d *db) StructOk() (r reader, err error) {
	d.mu.RLock()
	if d.closed {
		d.mu.RUnlock()
		return r, errClosed
	}
	r.done = d.mu.RUnlock
	return r, nil
}

// StoredOk stores the release in a field of the receiver.
func (d *db) StoredOk() error {
	d.mu.Lock()
	if d.closed {
		d.mu.Unlock()
		return errClosed
	}
	d.release = d.mu.Unlock
	return nil
}

// AppendedOk appends the release to a list.
func (d *db) AppendedOk() error {
	d.mu.Lock()
	if d.closed {
		d.mu.Unlock()
		return errClosed
	}
	d.hooks = append(d.hooks, func() { d.mu.Unlock() })
	return nil
}

// MapOk puts the release into a map.
func (d *db) MapOk(open map[*db]func()) error {
	d.mu.Lock()
	if d.closed {
		d.mu.Unlock()
		return errClosed
	}
	open[d] = d.mu.Unlock
	return nil
}

// SentOk sends the release over a channel.
func (d *db) SentOk(work chan<- func()) error {
	d.mu.Lock()
	if d.closed {
		d.mu.Unlock()
		return errClosed
	}
	work <- func() { d.mu.Unlock() }
	return nil
}

// SelectSentOk sends the release in a select, and releases itself if nobody receives.
func (d *db) SelectSentOk(work chan<- func()) {
	d.mu.Lock()
	select {
	case work <- d.mu.Unlock:
	default:
		d.mu.Unlock()
	}
}

// PassedOk passes the release to a function of another package.
func (d *db) PassedOk(wait time.Duration) {
	d.mu.Lock()
	if wait == 0 {
		d.mu.Unlock()
		return
	}
	time.AfterFunc(wait, func() { d.mu.Unlock() })
}

// ContextOk releases when its context ends.
func (d *db) ContextOk(ctx context.Context) error {
	d.mu.Lock()
	if err := d.check(); err != nil {
		d.mu.Unlock()
		return err
	}
	context.AfterFunc(ctx, d.mu.Unlock)
	return nil
}

// FuncValueOk passes the release to a function it does not know.
func (d *db) FuncValueOk(enqueue func(func())) error {
	d.mu.Lock()
	if d.closed {
		d.mu.Unlock()
		return errClosed
	}
	enqueue(d.mu.Unlock)
	return nil
}

// GoOk leaves the release to a goroutine.
func (d *db) GoOk(work func()) error {
	d.mu.Lock()
	if d.closed {
		d.mu.Unlock()
		return errClosed
	}
	go func() {
		defer d.mu.Unlock()
		work()
	}()
	return nil
}

// GoMethodValueOk starts the bound method itself.
func (d *db) GoMethodValueOk() {
	d.mu.Lock()
	if d.closed {
		d.mu.Unlock()
		return
	}
	d.closed = true
	go d.mu.Unlock()
}

// flush releases the shard with that index.
func (d *db) flush(i int) {
	d.shards[i].n = 0
	d.shards[i].mu.Unlock()
}

// GoCalleeOk starts a method that releases the same shard, by its index.
func (d *db) GoCalleeOk() {
	for i, sh := range d.shards {
		sh.mu.Lock()
		if sh.n == 0 {
			sh.mu.Unlock()
			continue
		}
		go d.flush(i)
	}
}

// finish releases the database.
func (d *db) finish() {
	d.closed = true
	d.mu.Unlock()
}

// CalleeOk lets a method of its own type release.
func (d *db) CalleeOk() error {
	d.mu.Lock()
	if err := d.check(); err != nil {
		d.mu.Unlock()
		return err
	}
	d.finish()
	return nil
}

// drain releases the shard that it gets.
func drain(sh *shard) int {
	defer sh.mu.Unlock()
	n := sh.n
	sh.n = 0
	return n
}

// CalleeArgumentOk lets a function release its argument.
func (d *db) CalleeArgumentOk(i int) int {
	sh := d.shards[i]
	sh.mu.Lock()
	if sh.n == 0 {
		sh.mu.Unlock()
		return 0
	}
	return drain(sh)
}

// lockShardOk says what it does by its name.
func lockShardOk(sh *shard) error {
	sh.mu.Lock()
	if sh.n == 0 {
		sh.mu.Unlock()
		return errEmpty
	}
	sh.n--
	return nil
}

// acquireShardOk says what it does by its name.
func acquireShardOk(shards []*shard) *shard {
	for _, sh := range shards {
		sh.mu.Lock()
		if sh.n > 0 {
			return sh
		}
		sh.mu.Unlock()
	}
	return nil
}

// pickOk returns the first shard in use, with its mutex held.
func pickOk(shards []*shard) *shard {
	for _, sh := range shards {
		sh.mu.Lock()
		if sh.n > 0 {
			return sh
		}
		sh.mu.Unlock()
	}
	return nil
}

// freezeOk stops all writes, unless the database is closed. The caller must
// unlock d.mu.
func (d *db) freezeOk() {
	d.mu.Lock()
	if d.closed {
		d.mu.Unlock()
		return
	}
	d.rows = nil
}

// startOk acquires d.mu where it returns true.
func (d *db) startOk() bool {
	d.mu.Lock()
	if d.closed {
		d.mu.Unlock()
		return false
	}
	return true
}

// tryOk is a conditional wrapper: its caller has the mutex where it returns true.
func (d *db) tryOk() bool {
	d.mu.Lock()
	if len(d.rows) == 0 {
		d.mu.Unlock()
		return false
	}
	if d.closed {
		d.mu.Unlock()
		return false
	}
	return true
}

// prepareOk is a conditional wrapper: its caller has the mutex where it returns nil.
func (d *db) prepareOk() error {
	d.mu.Lock()
	if err := d.check(); err != nil {
		d.mu.Unlock()
		return err
	}
	return nil
}

// lookupOk is a conditional wrapper: its caller has the mutex where ok is true.
func (d *db) lookupOk(key string) (n int, ok bool) {
	d.mu.RLock()
	n, ok = d.rows[key]
	if !ok {
		d.mu.RUnlock()
		return 0, false
	}
	return n, true
}

// wrapperOk never releases.
func (d *db) wrapperOk() { d.mu.Lock() }

// use keeps the unexported functions of this file in use.
var use = []any{
	lockShardOk, acquireShardOk, pickOk, (*db).freezeOk, (*db).startOk, (*db).tryOk,
	(*db).prepareOk, (*db).lookupOk, (*db).wrapperOk,
}
