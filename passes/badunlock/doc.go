// Package badunlock defines an Analyzer that reports releases of locks that are
// not held.
//
// # Analyzer badunlock
//
// badunlock: report locks that are released twice
//
// The badunlock analysis reports a call of Unlock or RUnlock of a lock of
// package sync on a path on which the function has acquired the lock and given
// it back already. At run time that is a fatal error, or, worse, it releases
// what another goroutine has acquired in the meantime.
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
// It looks at by-hand and deferred releases, and at those in function literals
// that are called or deferred. A report is made only if one concrete path to it
// is found that all conditions on the way allow.
//
// It does not report:
//
//   - a release before any acquire: the caller holds the lock;
//   - a release behind a call that may have acquired the lock again, by what is
//     known of it or by its name;
//   - locks that are not of package sync, whose release may be idempotent;
//   - a release in the wrong mode, which is a finding of lockleak.
package badunlock
