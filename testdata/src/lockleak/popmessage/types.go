// Package popmessage holds the bug of RocketMQ's PopMessageProcessor in the
// shapes that it has in Go: a queue is locked by a key, and what completes the
// answer has to unlock it.
package popmessage

import (
	"context"
	"errors"
	"strconv"
	"sync"
)

var errStopped = errors.New("stopped")

// A queueLocks holds the keys of the queues that are locked.
type queueLocks struct {
	mu     sync.Mutex
	locked map[string]bool
}

// TryLock locks the queue called key and reports whether it did.
func (l *queueLocks) TryLock(key string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.locked[key] {
		return false
	}
	l.locked[key] = true
	return true
}

// Unlock unlocks the queue called key.
func (l *queueLocks) Unlock(key string) {
	l.mu.Lock()
	delete(l.locked, key)
	l.mu.Unlock()
}

// A future is a number of messages that is there later.
type future struct {
	mu   sync.Mutex
	done bool
	n    int
	then []func(int)
}

// Complete gives the future its number and runs what waits for it.
func (f *future) Complete(n int) {
	f.mu.Lock()
	if f.done {
		f.mu.Unlock()
		return
	}
	f.done, f.n = true, n
	then := f.then
	f.then = nil
	f.mu.Unlock()
	for _, fn := range then {
		fn(n)
	}
}

// WhenComplete has fn called with the number, and returns the future.
func (f *future) WhenComplete(fn func(int)) *future {
	f.mu.Lock()
	if !f.done {
		f.then = append(f.then, fn)
		f.mu.Unlock()
		return f
	}
	n := f.n
	f.mu.Unlock()
	fn(n)
	return f
}

// completed returns a future that is there already.
func completed(n int) *future {
	return &future{done: true, n: n}
}

// A promise is a value of any type, or an error, that is there later.
type promise[T any] struct {
	mu        sync.Mutex
	settled   bool
	value     T
	err       error
	listeners []func(T, error)
}

// Resolve gives the promise its value.
func (p *promise[T]) Resolve(v T) { p.settle(v, nil) }

// Reject gives the promise its error.
func (p *promise[T]) Reject(err error) {
	var zero T
	p.settle(zero, err)
}

func (p *promise[T]) settle(v T, err error) {
	p.mu.Lock()
	if p.settled {
		p.mu.Unlock()
		return
	}
	p.settled, p.value, p.err = true, v, err
	listeners := p.listeners
	p.listeners = nil
	p.mu.Unlock()
	for _, l := range listeners {
		l(v, err)
	}
}

// OnSettled has fn called with the value or the error.
func (p *promise[T]) OnSettled(fn func(T, error)) {
	p.mu.Lock()
	if !p.settled {
		p.listeners = append(p.listeners, fn)
		p.mu.Unlock()
		return
	}
	p.mu.Unlock()
	fn(p.value, p.err)
}

type queue struct {
	topic string
	id    int
}

// A store keeps messages.
type store interface {
	Offset(group string, q queue) (int64, error)
	Rest(q queue) int
	Get(q queue, offset int64) (int, error)
	GetAsync(q queue, offset int64) *future
	GetCallback(q queue, offset int64, done func(n int))
	GetChan(q queue, offset int64) <-chan int
}

type processor struct {
	locks       *queueLocks
	store       store
	inFlight    map[string]int
	maxInFlight int
	suspended   bool
}

func (p *processor) shouldStop(key string) bool { return p.inFlight[key] >= p.maxInFlight }

func lockKey(group string, q queue) string {
	return q.topic + "@" + group + "@" + strconv.Itoa(q.id)
}

// tryLockQueue locks a queue by its parts.
func (p *processor) tryLockQueue(group string, q queue) bool {
	return p.locks.TryLock(lockKey(group, q))
}

// unlockQueue unlocks a queue by its parts.
func (p *processor) unlockQueue(group string, q queue) {
	p.locks.Unlock(lockKey(group, q))
}

func isDone(ctx context.Context) bool { return ctx.Err() != nil }
