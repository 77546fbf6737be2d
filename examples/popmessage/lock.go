package popmessage

import "sync"

// A queueLocks holds a lock for each queue that is being popped. The lock is
// not a mutex: it is taken by one goroutine and given back by another one, so
// it is a set of the keys that are locked.
type queueLocks struct {
	mu     sync.Mutex
	locked map[string]bool
}

func newQueueLocks() *queueLocks {
	return &queueLocks{locked: make(map[string]bool)}
}

// TryLock locks the queue called key and reports whether it did: it does not
// wait for a queue that is locked already.
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
