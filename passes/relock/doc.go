// Package relock defines an Analyzer that reports locks which are acquired
// again while they are held.
//
// # Analyzer relock
//
// relock: report locks that are acquired while they are held
//
// The relock analysis reports an acquire on a path that holds the same lock
// already. The locks of package sync are not reentrant: the goroutine waits for
// itself, for ever, and with it everybody who waits for that lock.
//
// For example:
//
//	func (c *cache) get(k string) *entry {
//		c.mu.Lock()
//		defer c.mu.Unlock()
//		if c.size() > max { // size calls c.mu.Lock: it blocks for ever
//			c.evict()
//		}
//		return c.m[k]
//	}
//
//	func (c *cache) size() int {
//		c.mu.Lock()
//		defer c.mu.Unlock()
//		return len(c.m)
//	}
//
// The fix is to release the lock before that, to call the function before the
// lock is acquired, or to give the function a variant for callers that hold the
// lock. Where a path just forgets to release, as in
//
//	for {
//		s.mu.Lock()
//		if len(s.queue) == 0 {
//			continue // s.mu stays locked, the next round waits for it
//		}
//		s.take()
//		s.mu.Unlock()
//	}
//
// the fix is to release it there. If the function also returns with that lock held,
// by another path, it is one finding of lockleak, which names both. The report is at the second acquire, and its
// related entries tell the path from the first one.
//
// Lock and RLock of the same sync.RWMutex count, in both orders. A function that is
// called counts if it acquires the lock on every path on which it does not fail
// with an error, also if it is in another package, and also by what it calls.
//
// It does not report:
//
//   - RLock while the path has called RLock, which blocks only if another
//     goroutine calls Lock in between; with -shared it does;
//   - Lock in place of Unlock, and locks that are held to the end of the function
//     by a defer in a loop, which are findings of deferlock;
//   - locks that are not of package sync: they may be reentrant;
//   - a call of a function that acquires the lock under some condition only;
//   - a second acquire where something that is called may have put another object
//     in the place of the one with the lock, or where another goroutine of the
//     function releases it.
package relock
