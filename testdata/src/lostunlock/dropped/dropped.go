// Package dropped holds releases that nobody can call.
package dropped

import "sync"

// A namedLock has a lock for each name, and returns what gives it back.
type namedLock interface {
	Lock(name string) (unlock func())
	RLock(name string) (unlock func())
}

// An account has a balance.
type account struct {
	mu      sync.Mutex
	balance int
}

// lock locks the account, and returns what gives it back.
func (a *account) lock() func() {
	a.mu.Lock()
	return a.mu.Unlock
}

// StatementBad takes no notice of the release.
func StatementBad(locks namedLock, a *account, n int) {
	locks.Lock("accounts") // want `lostunlock: the release that locks\.Lock\("accounts"\) returns is never called`
	a.balance += n
}

// StatementOk calls the release at the end.
func StatementOk(locks namedLock, a *account, n int) {
	unlock := locks.Lock("accounts")
	a.balance += n
	unlock()
}

// DeferOk defers what the call returns.
func DeferOk(locks namedLock, a *account, n int) {
	defer locks.Lock("accounts")()
	a.balance += n
}

// BlankBad has no name for the release.
func BlankBad(locks namedLock, a *account, n int) {
	_ = locks.RLock("accounts") // want `lostunlock: the release that locks\.RLock\("accounts"\) returns is never called`
	a.balance += n
}

// NamedBad has a name for the release that is there for the compiler only.
func NamedBad(locks namedLock, a *account, n int) {
	unlock := locks.Lock("accounts") // want `lostunlock: the release that locks\.Lock\("accounts"\) returns is never called`
	a.balance += n
	_ = unlock
}

// BodyBad drops the release of a function that has a body.
func (a *account) BodyBad(n int) {
	a.lock() // want `lostunlock: the release that a\.lock\(\) returns is never called`
	a.balance += n
}

// BodyOk calls it.
func (a *account) BodyOk(n int) {
	unlock := a.lock()
	a.balance += n
	unlock()
}

// BodyByHandOk releases by the lock's own method what the release would release.
func (a *account) BodyByHandOk(n int) {
	a.lock()
	a.balance += n
	a.mu.Unlock()
}

// OverwrittenBad has one variable for two releases.
func OverwrittenBad(locks namedLock, a, b *account, n int) {
	unlock := locks.Lock("a") // want `lostunlock: the release that locks\.Lock\("a"\) returns is never called`
	a.balance -= n
	unlock = locks.Lock("b")
	b.balance += n
	unlock()
}

// OverwrittenOk calls the first one before the second one is there.
func OverwrittenOk(locks namedLock, a, b *account, n int) {
	unlock := locks.Lock("a")
	a.balance -= n
	unlock()
	unlock = locks.Lock("b")
	b.balance += n
	unlock()
}

// OverwrittenDeferredBad has deferred a literal that calls what the variable has in the end.
func OverwrittenDeferredBad(locks namedLock, a, b *account, n int) {
	unlock := locks.Lock("a") // want `lostunlock: the release that locks\.Lock\("a"\) returns is never called`
	defer func() { unlock() }()
	a.balance -= n
	unlock = locks.Lock("b")
	b.balance += n
}

// OverwrittenDeferredOk has deferred what the variable has then.
func OverwrittenDeferredOk(locks namedLock, a, b *account, n int) {
	unlock := locks.Lock("a")
	defer unlock()
	a.balance -= n
	unlock = locks.Lock("b")
	defer unlock()
	b.balance += n
}

// ShadowedBad has two variables of one name, and calls the outer one, which does nothing.
func ShadowedBad(locks namedLock, a *account, need bool) {
	unlock := func() {}
	if need {
		unlock := locks.Lock("a") // want `lostunlock: the release that locks\.Lock\("a"\) returns is never called`
		_ = unlock
	}
	a.balance++
	unlock()
}

// ShadowedOk has one.
func ShadowedOk(locks namedLock, a *account, need bool) {
	unlock := func() {}
	if need {
		unlock = locks.Lock("a")
	}
	a.balance++
	unlock()
}

// NotCalledBad asks whether there is a release, and does not call it.
func NotCalledBad(locks namedLock, a *account) {
	unlock := locks.Lock("a") // want `lostunlock: the release that locks\.Lock\("a"\) returns is never called`
	if unlock == nil {
		return
	}
	a.balance++
}
