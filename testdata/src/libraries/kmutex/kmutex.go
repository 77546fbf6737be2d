// Package kmutex uses github.com/im7mortal/kmutex/v2.
package kmutex

import "github.com/im7mortal/kmutex/v2"

type accounts struct {
	locks *kmutex.Kmutex
	money map[int]int
}

// PlainOk unlocks the same key by defer.
func (a *accounts) PlainOk(id, n int) {
	a.locks.Lock(id)
	defer a.locks.Unlock(id)
	a.money[id] += n
}

// PlainBad keeps the key of an account that has too little.
func (a *accounts) PlainBad(id, n int) bool {
	a.locks.Lock(id) // want `lockleak: a\.locks\.Lock\(id\) .* returns`
	if a.money[id] < n {
		return false
	}
	a.money[id] -= n
	a.locks.Unlock(id)
	return true
}

// LockerOk has one key as a sync.Locker.
func (a *accounts) LockerOk(id, n int) {
	l := a.locks.Locker(id)
	l.Lock()
	defer l.Unlock()
	a.money[id] += n
}

// LockerBad keeps it.
func (a *accounts) LockerBad(id, n int) bool {
	l := a.locks.Locker(id)
	l.Lock() // want `lockleak: l\.Lock\(\) .* returns`
	if a.money[id] < n {
		return false
	}
	a.money[id] -= n
	l.Unlock()
	return true
}
