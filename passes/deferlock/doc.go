// Package deferlock defines an Analyzer that reports releases that lack their
// defer, and acquires in the place of releases.
//
// # Analyzer deferlock
//
// deferlock: report a forgotten or misplaced defer, and Lock where Unlock was meant
//
// The deferlock analysis reports slips in the few words that begin and end a
// critical section.
//
// Lock in the place of Unlock, deferred or not. The function waits for itself when
// it returns, or at the end of the section:
//
//	s.mu.Lock()
//	defer s.mu.Lock() // defer s.mu.Unlock() is meant
//
// A release that follows its acquire with nothing in between, in front of code that
// uses a map or slice of the object that the lock is a part of. The section that
// was to be protected is not:
//
//	func (g *group) has(id int) bool {
//		g.mu.RLock()
//		g.mu.RUnlock() // defer is missing
//		return g.members[id] != nil
//	}
//
// A release that is deferred in a loop. It runs when the function returns, not at
// the end of the round, and the next round waits for it for ever:
//
//	for _, id := range ids {
//		s.mu.Lock()
//		defer s.mu.Unlock() // the second round never begins
//		s.touch(id)
//	}
//
// The fix is to release at the end of the round, or to make a function of the body.
//
// A deferred acquire that returns what releases the lock, where that is to be
// deferred:
//
//	defer s.hold() // defer s.hold()() is meant
//
// The report of an acquire in the place of a release is at that acquire, the others
// are at the release or its defer; their related entries tell the path. Empty
// sections are looked for also where a function acquires and returns what releases,
// as in s.PinLock().Unlock().
//
// It does not report:
//
//   - an acquire that is deferred behind a release, by which a function gives its
//     caller back what it held;
//   - a second acquire behind which something releases the lock, which is a finding
//     of relock;
//   - empty sections as such: they wait until others have left theirs, which is
//     right; nor one where the function acquires the lock again behind it, where
//     nothing but fields other than maps and slices is used, or where these are not
//     fields of the object that has the lock;
//   - a defer in a loop whose rounds have locks of their own.
package deferlock
