// Package lostunlock defines an Analyzer that reports releases which an acquire
// has returned and that nobody calls.
//
// # Analyzer lostunlock
//
// lostunlock: report returned release functions that are not called
//
// The lostunlock analysis reports an acquire that returns what releases the lock,
// a function or a guard with a method such as Unlock or Release, if on some path
// that is dropped, overwritten or not called. Nobody else has it, so the lock
// stays held.
//
// For example:
//
//	unlock, err := locks.Lock(ctx, key)
//	if err != nil {
//		return err
//	}
//	if err := check(key); err != nil {
//		return err // unlock is not called
//	}
//	defer unlock()
//
// The fix is to defer it right behind the acquire, or to call it on that path.
//
// What an acquire returns is a release if the acquire is called Lock, Acquire or
// the like and returns a function without parameters, or a value with a method
// that releases; if the function that is called has a body that acquires a lock
// and returns what releases it; or if that is declared, by the directive
//
//	//lockleak:acquires s.mu by result
//
// An error or bool that is returned beside it says whether the lock was acquired.
// What is returned, stored, sent or passed on is released by others.
//
// It does not report:
//
//   - a release that no path calls, if just the body of the acquire, and not its
//     name, tells that it is one;
//   - an acquire in a test that expects it to fail, or that drops the release at once
//     and so just asks whether it works.
package lostunlock
