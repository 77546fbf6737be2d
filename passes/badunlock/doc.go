// Package badunlock defines an Analyzer that reports releases of locks that are
// not held.
//
// # Analyzer badunlock
//
// badunlock: report locks that are released where they are not held
//
// The badunlock analysis reports a call of Unlock or RUnlock of a lock of
// package sync on a path on which the function has given the lock back already, or
// has failed to acquire it, or holds it in the other mode. At run time that is a
// fatal error, or, worse, it releases what another goroutine has acquired in the
// meantime.
//
// For example:
//
//	c.mu.Lock()
//	s, ok := c.m[id]
//	c.mu.Unlock()
//	if !ok {
//		c.mu.Unlock() // fatal error: sync: unlock of unlocked mutex
//		return errMissing
//	}
//
// The fix is to remove one of the two, or to return in the branch that
// releases:
//
//	if err != nil {
//		u.mu.Unlock()
//		return err // was missing
//	}
//	u.mu.Unlock()
//
// It looks at by-hand and deferred releases, at those in function literals that
// are called or deferred, and at calls of functions that release for their
// callers, also of other packages. A report is made only if one concrete path to
// it is found that all conditions on the way allow.
//
// A release in the other mode is reported at the release, which ends the process
// and leaves nothing to be leaked:
//
//	c.mu.RLock()
//	v, ok := c.m[k]
//	c.mu.Unlock() // fatal error; c.mu.RUnlock() is meant
//
// It also reports a Wait of a sync.Cond that was made with the other mode of the
// lock than the one that is held:
//
//	c.ready = sync.NewCond(&c.mu) // Wait calls c.mu.Unlock
//	...
//	c.mu.RLock()
//	for len(c.items) == 0 {
//		c.ready.Wait() // fatal error: sync: Unlock of unlocked RWMutex
//	}
//
// The fix is to hold the lock in that mode, or to make the condition variable
// with c.mu.RLocker(). Which lock a condition variable has is known if both are
// fields of one object, and the package makes it with that lock everywhere. A
// function that gives the lock back and takes it again counts like Wait.
//
// A method that releases what another method of its type has released is reported
// as well, where it is plain that it runs after that one, as a Close after a
// Commit: it asks for a field that the other method sets after its release, and
// that nothing else sets.
//
// It does not report:
//
//   - the first release before any acquire: the caller holds the lock;
//   - a release behind a call that may have acquired the lock again, by what is
//     known of it or by its name;
//   - a second release of a lock that is not of package sync, which may be
//     idempotent;
//   - a release in a goroutine: what it gives back may be acquired after it was
//     started.
package badunlock
