package channels

import (
	"context"
	"errors"
	"sync"
	"time"
)

var errLate = errors.New("late")

// A table has a lock for each key.
type table struct {
	mu    sync.Mutex
	locks map[string]*sync.Mutex
	n     int
}

func (t *table) find(key string) *sync.Mutex {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.locks[key] == nil {
		t.locks[key] = new(sync.Mutex)
	}
	return t.locks[key]
}

// WaitOk has a goroutine wait, which keeps the lock only if somebody is told.
func (t *table) WaitOk(ctx context.Context, key string) error {
	mu := t.find(key)
	got := make(chan struct{})
	go func() {
		mu.Lock()
		select {
		case got <- struct{}{}:
		case <-ctx.Done():
			mu.Unlock()
		}
	}()
	select {
	case <-got:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// LateOk has a channel that is closed where nobody waits any more.
func LateOk(l sync.Locker, d time.Duration) error {
	got, late := make(chan bool), make(chan struct{})
	go func() {
		l.Lock()
		select {
		case got <- true:
			return
		case <-late:
		}
		l.Unlock()
	}()
	select {
	case <-got:
		return nil
	case <-time.After(d):
		close(late)
		return errLate
	}
}

// OfferOk gives the lock to who waits for it, if somebody does.
func (t *table) OfferOk(next chan struct{}) {
	t.mu.Lock()
	t.n++
	select {
	case next <- struct{}{}:
	default:
		t.mu.Unlock()
	}
}

// StopBad keeps the lock where it is told to stop, with or without work to do.
func (t *table) StopBad(results chan int, stop, skip chan struct{}) {
	t.mu.Lock() // want `lockleak: t\.mu\.Lock\(\) is not released on a path that returns`
	select {
	case results <- t.n:
	case <-skip:
		t.mu.Unlock()
	case <-stop:
		return
	}
}

// ResultBad keeps the lock where it stops; it releases it where the result is sent.
func (t *table) ResultBad(results chan int, stop chan struct{}) {
	t.mu.Lock() // want `lockleak: t\.mu\.Lock\(\) is not released on a path that returns`
	select {
	case results <- t.n:
		t.mu.Unlock()
	case <-stop:
	}
}

// ErrorBad keeps the lock where it fails, whoever is told.
func (t *table) ErrorBad(f func() error, stop chan struct{}) error {
	failed := make(chan error)
	go func() {
		t.mu.Lock() // want `lockleak: t\.mu\.Lock\(\) is not released on a path that returns`
		if err := f(); err != nil {
			select {
			case failed <- err:
			case <-stop:
			}
			return
		}
		t.mu.Unlock()
		close(failed)
	}()
	return <-failed
}

// BufferedBad sends what nobody may receive.
func (t *table) BufferedBad(d time.Duration) error {
	got, late := make(chan struct{}, 1), make(chan struct{})
	go func() {
		t.mu.Lock() // want `lockleak: t\.mu\.Lock\(\) is not released on a path that returns`
		select {
		case got <- struct{}{}:
		case <-late:
			t.mu.Unlock()
		}
	}()
	select {
	case <-got:
		return nil
	case <-time.After(d):
		close(late)
		return errLate
	}
}

// BufferedOk sends what is received in any case.
func (t *table) BufferedOk(skip chan struct{}) {
	got := make(chan bool, 1)
	go func() {
		t.mu.Lock()
		select {
		case got <- true:
		case <-skip:
			t.mu.Unlock()
			got <- false
		}
	}()
	if <-got {
		t.n++
		t.mu.Unlock()
	}
}
