// Package p begins with what the programs of package oracle share, as they are
// analyzed.
package p

import (
	"errors"
	"runtime"
	"sync"
	"time"
)

type queueLocks struct {
	mu   sync.Mutex
	held map[string]bool
}

func (q *queueLocks) TryLock(key string) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.held[key] {
		return false
	}
	q.held[key] = true
	return true
}

func (q *queueLocks) Lock(key string) {
	for !q.TryLock(key) {
		runtime.Gosched()
	}
}

func (q *queueLocks) Unlock(key string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.held, key)
}

var errBusy = errors.New("busy")

func use(int) {}

// busy is as it is: nobody knows in advance.
func busy() bool { return time.Now().UnixNano()%2 == 0 }

type future struct {
	done      bool
	listeners []func()
}

func (f *future) OnComplete(listener func()) {
	if f.done {
		listener()
		return
	}
	f.listeners = append(f.listeners, listener)
}

func (f *future) Complete() {
	if f.done {
		return
	}
	f.done = true
	for _, l := range f.listeners {
		l()
	}
}
