package low

import (
	"strconv"
	"sync"
)

// A Table has the keys that are taken.
type Table struct {
	mu   sync.Mutex
	held map[string]bool
}

// TryLock takes key if it is free.
func (t *Table) TryLock(key string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.held[key] {
		return false
	}
	t.held[key] = true
	return true
}

// Unlock gives key back.
func (t *Table) Unlock(key string) {
	t.mu.Lock()
	delete(t.held, key)
	t.mu.Unlock()
}

// QueueKey names a queue.
func QueueKey(topic, group string, id int) string {
	return topic + "@" + group + "@" + strconv.Itoa(id)
}

// Queues are queues with locks.
type Queues struct {
	Table Table
	Group string
	lens  map[string]int
}

// TryLockQueue takes a queue if it is free.
func (q *Queues) TryLockQueue(topic, group string, id int) bool {
	return q.Table.TryLock(QueueKey(topic, group, id))
}

// UnlockQueue gives a queue back.
func (q *Queues) UnlockQueue(topic, group string, id int) {
	q.Table.Unlock(QueueKey(topic, group, id))
}

// Claim takes a queue of the group that is free and not empty, and says how long it is.
func (q *Queues) Claim(topic string, id int) (int, bool) {
	key := QueueKey(topic, q.Group, id)
	if !q.Table.TryLock(key) {
		return 0, false
	}
	n := q.lens[key]
	if n == 0 {
		q.Table.Unlock(key)
		return 0, false
	}
	return n, true
}

// Unclaim gives a queue of the group back.
func (q *Queues) Unclaim(topic string, id int) {
	key := QueueKey(topic, q.Group, id)
	q.lens[key]--
	q.Table.Unlock(key)
}

// Shards have a mutex for each number.
type Shards struct{ mus map[int]*sync.Mutex }

// Of returns the mutex of a number.
func (s *Shards) Of(id int) *sync.Mutex { return s.mus[id] }

// Grip takes the mutex of a user.
func (s *Shards) Grip(user int) { s.mus[user%8].Lock() }

// Ungrip gives the mutex of a user back.
func (s *Shards) Ungrip(user int) { s.mus[user%8].Unlock() }
