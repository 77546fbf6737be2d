// Package vault uses github.com/hashicorp/vault/sdk/helper/locksutil.
package vault

import "github.com/hashicorp/vault/sdk/helper/locksutil"

type roles struct {
	locks []*locksutil.LockEntry
	names map[string]bool
}

// PlainOk chooses a lock, which locks nothing, and uses it.
func (r *roles) PlainOk(name string) {
	l := locksutil.LockForKey(r.locks, name)
	l.Lock()
	defer l.Unlock()
	r.names[name] = true
}

// PlainBad leaves early with the lock that it chose.
func (r *roles) PlainBad(name string) bool {
	l := locksutil.LockForKey(r.locks, name)
	l.Lock() // want `lockleak: l\.Lock\(\) .* returns`
	if r.names[name] {
		return false
	}
	r.names[name] = true
	l.Unlock()
	return true
}

// ReaderBad leaves early with it as a reader.
func (r *roles) ReaderBad(name string) bool {
	l := locksutil.LockForKey(r.locks, name)
	l.RLock() // want `lockleak: l\.RLock\(\) .* returns`
	if r.names == nil {
		return false
	}
	ok := r.names[name]
	l.RUnlock()
	return ok
}

// ChosenOk only chooses.
func (r *roles) ChosenOk(name string) bool {
	return locksutil.LockForKey(r.locks, name) != nil
}

// ReaderOk reads under the lock that it chose.
func (r *roles) ReaderOk(name string) bool {
	l := locksutil.LockForKey(r.locks, name)
	l.RLock()
	ok := r.names[name]
	l.RUnlock()
	return ok
}
