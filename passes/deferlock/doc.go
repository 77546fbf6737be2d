// Package deferlock defines an Analyzer that reports releases that lack their
// defer.
//
// # Analyzer deferlock
//
// deferlock: report locks that are released at once where defer was meant
//
// The deferlock analysis reports a release that follows its acquire with
// nothing in between, in front of code that uses a map or slice of the object
// that the lock is a part of. The section that was to be protected is not.
//
// For example:
//
//	func (g *group) has(id int) bool {
//		g.mu.RLock()
//		g.mu.RUnlock() // defer is missing
//		return g.members[id] != nil
//	}
//
// The fix is to write the defer:
//
//	g.mu.RLock()
//	defer g.mu.RUnlock()
//
// It looks through functions that acquire and return what releases as well, as
// in s.PinLock().Unlock().
//
// It does not report empty sections as such: they wait until others have left
// theirs, which is right. Nor does it report one where the function acquires
// the lock again behind it, where nothing but fields other than maps and slices
// is used, or where these are not fields of the object that has the lock.
package deferlock
