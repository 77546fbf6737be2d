package dropped

import "testing"

// TestLockOk just asks whether it works.
func TestLockOk(t *testing.T) {
	var a account
	a.lock()
	if a.balance != 0 {
		t.Error("not empty")
	}
}

// operationsOk are run one by one, for their errors.
var operationsOk = []func(namedLock) bool{
	func(l namedLock) bool { _ = l.Lock("a"); return true },
}

// TestBothBad has a use for it, and not on every path.
func TestBothBad(t *testing.T) {
	var a account
	unlock := a.lock() // want `lostunlock: the release that a\.lock\(\) returns is not called on a path that returns`
	if len(operationsOk) > 1 {
		return
	}
	unlock()
}
