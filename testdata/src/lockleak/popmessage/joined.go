package popmessage

import (
	"fmt"

	"fixtures/popmessage/locktable"
)

// A partLocks locks queues by their parts, and by the keys that these make.
type partLocks interface {
	TryLockQueue(topic, group string, id int) bool
	UnlockQueue(topic, group string, id int)
	TryLock(key string) bool
	Unlock(key string)
}

func partKey(topic, group string, id int) string { return fmt.Sprint(topic, group, id) }

// JoinedOk unlocks by the key on one path, and by the parts on the other.
func JoinedOk(l partLocks, topic, group string, id int, stopped bool) {
	if !l.TryLockQueue(topic, group, id) {
		return
	}
	if stopped {
		l.Unlock(partKey(topic, group, id))
		return
	}
	l.UnlockQueue(topic, group, id)
}

// JoinedBad unlocks by the key on one path only.
func JoinedBad(l partLocks, topic, group string, id int, stopped bool) {
	if !l.TryLockQueue(topic, group, id) { // want `lockleak: l\.TryLockQueue\(topic, group, id\) is not released on a path that returns`
		return
	}
	if stopped {
		return
	}
	l.Unlock(partKey(topic, group, id))
}

// JoinedOtherBad makes the key of another queue.
func JoinedOtherBad(l partLocks, topic, group string, id int) {
	if !l.TryLockQueue(topic, group, id) { // want `lockleak: l\.TryLockQueue\(topic, group, id\) is released with another key`
		return
	}
	l.Unlock(partKey(topic, group, id+1))
}

// JoinedElsewhereOk has the key made in another package.
func JoinedElsewhereOk(l partLocks, topic, group string, id int) {
	key := locktable.Key(topic, group, id)
	if !l.TryLockQueue(topic, group, id) {
		return
	}
	defer l.Unlock(key)
}

// JoinedHereOk makes it on the spot.
func JoinedHereOk(l partLocks, topic, group string, id int) {
	if !l.TryLockQueue(topic, group, id) {
		return
	}
	defer l.Unlock(fmt.Sprintf("%s@%s@%d", topic, group, id))
}

// JoinedHereBad forgets a part.
func JoinedHereBad(l partLocks, topic, group string, id int) {
	if !l.TryLockQueue(topic, group, id) { // want `lockleak: l\.TryLockQueue\(topic, group, id\) is released with another key`
		return
	}
	defer l.Unlock(fmt.Sprintf("%s@%s", topic, group))
}

// PartsOk locks the key, and unlocks the parts.
func PartsOk(l partLocks, topic, group string, id int, stopped bool) {
	if !l.TryLock(partKey(topic, group, id)) {
		return
	}
	if stopped {
		l.UnlockQueue(topic, group, id)
		return
	}
	l.Unlock(partKey(topic, group, id))
}

// PartsBad unlocks the parts on one path only.
func PartsBad(l partLocks, topic, group string, id int, stopped bool) {
	if !l.TryLock(partKey(topic, group, id)) { // want `lockleak: l\.TryLock\(partKey\(topic, group, id\)\) is not released on a path that returns`
		return
	}
	if stopped {
		return
	}
	l.UnlockQueue(topic, group, id)
}

// TwoOk has two locks, one of a queue and one of a name.
func TwoOk(l partLocks, topic, group string, id int) {
	if !l.TryLockQueue(topic, group, id) {
		return
	}
	defer l.UnlockQueue(topic, group, id)
	if !l.TryLock(partKey(topic, group, id)) {
		return
	}
	l.Unlock(partKey(topic, group, id))
}

// BothFuturesOk registers the release with the future that it makes, for the paths that
// complete it, and with the one that it returns.
func (p *processor) BothFuturesOk(group string, q queue) *future {
	f := new(future)
	key := lockKey(group, q)
	if !p.locks.TryLock(key) {
		f.Complete(0)
		return f
	}
	f.WhenComplete(func(int) { p.locks.Unlock(key) })
	if p.shouldStop(key) {
		f.Complete(p.store.Rest(q))
		return f
	}
	return p.store.GetAsync(q, 0).WhenComplete(func(int) { p.locks.Unlock(key) })
}

// BothFuturesGoOk has a goroutine in place of the second one.
func (p *processor) BothFuturesGoOk(group string, q queue) *future {
	f, got := new(future), p.store.GetAsync(q, 0)
	key := lockKey(group, q)
	if !p.locks.TryLock(key) {
		f.Complete(0)
		return f
	}
	f.WhenComplete(func(int) { p.locks.Unlock(key) })
	if p.shouldStop(key) {
		f.Complete(p.store.Rest(q))
		return f
	}
	go func() {
		p.locks.Unlock(key)
		got.Complete(1)
	}()
	return got
}

// BothFuturesBad does not register it with the second one.
func (p *processor) BothFuturesBad(group string, q queue) *future {
	f := new(future)
	key := lockKey(group, q)
	if !p.locks.TryLock(key) { // want `lockleak: the release of p\.locks\.TryLock\(key\) is registered on a future that is not completed`
		f.Complete(0)
		return f
	}
	f.WhenComplete(func(int) { p.locks.Unlock(key) })
	if p.shouldStop(key) {
		f.Complete(p.store.Rest(q))
		return f
	}
	return p.store.GetAsync(q, 0)
}

// BothFuturesLateBad stops before either is registered.
func (p *processor) BothFuturesLateBad(group string, q queue) *future {
	f := new(future)
	key := lockKey(group, q)
	if !p.locks.TryLock(key) { // want `lockleak: p\.locks\.TryLock\(key\) is not released on a path that returns`
		f.Complete(0)
		return f
	}
	if p.shouldStop(key) {
		f.Complete(p.store.Rest(q))
		return f
	}
	f.WhenComplete(func(int) { p.locks.Unlock(key) })
	return p.store.GetAsync(q, 0).WhenComplete(func(int) { p.locks.Unlock(key) })
}
