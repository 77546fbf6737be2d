// Package lockleak defines an Analyzer that reports locks which a function
// does not release on some path.
//
// # Analyzer lockleak
//
// lockleak: report locks that are not released on some path
//
// The lockleak analysis reports a function that acquires a lock, releases it
// on some paths, and leaves by another path with the lock held: by a return,
// by going on to the next round of a loop whose lock is another one, or by a
// panic that is recovered.
//
// For example:
//
//	func (q *queue) pop() (*message, error) {
//		q.mu.Lock()
//		if q.closed {
//			return nil, errClosed // q.mu stays locked
//		}
//		m := q.head
//		q.mu.Unlock()
//		return m, nil
//	}
//
// The fix is to release before the return, or to defer the release:
//
//	if q.closed {
//		q.mu.Unlock()
//		return nil, errClosed
//	}
//
// What counts as a lock: sync.Mutex, sync.RWMutex, sync.Locker, and every type
// whose method set has the pair of methods of a lock or a semaphore, such as
// Lock and Unlock, TryLock and Unlock, RLock and RUnlock, Acquire and Release,
// also with a context, a key, and a bool or error result that says whether the
// lock was acquired, and a value beside it. An acquire may also return what
// releases: a function, or a guard with Unlock or Release. Keys are the same if
// they are built alike out of the same values.
//
// Calls are looked through: a function that acquires or releases for its caller
// does so where it is called, always or by its results and parameters, in the
// package and in others, as far as the caller can name the lock. So a wrapper is
// silent, and its caller is reported if a path leaves the lock held. Of a
// function that is given a function, it is known whether it calls that. Methods of
// an interface of the package count if all its implementations there do the same.
// What code does not tell can be declared: by directives (//lockleak:acquires
// s.mu), gVisor's annotations (+checklocksacquire:s.mu), or in .lockleak.yml.
//
// A path counts as one that releases if it hands the release over: a function
// value that releases is returned, stored, passed on or started as a goroutine,
// or a result has a method that releases. So a path that forgets this is reported.
//
// It also reports:
//
//   - a release with another key that is made of the same things;
//   - a release that is registered on a future which the function has made, and
//     neither completes nor lets out; futures are known by names of their methods,
//     such as OnComplete and Complete, or by what the methods do;
//   - a task with the release that is refused, as by the error of Submit;
//   - a goroutine or callback that is to release, and returns early on some path;
//   - a function whose callers hold the lock, by its name (addLocked) or by the
//     directive requires, and that gives it back on one path without their being
//     told; and one that is to release it (closeAndUnlock), and does not;
//   - a semaphore, or another lock that is not of package sync, that a function
//     keeps although it fails, if others are to release it where it succeeds.
//
// It follows paths exactly: conditions that depend on each other, try-locks,
// conditional defers, deferred and called function literals, method values,
// range-over-func loops, and calls that never return. A report is made only if
// one concrete path to it is found that all conditions on the way allow; the
// report's related entries tell that path.
//
// It does not report:
//
//   - what others report: a lock that is acquired again while it is held (relock),
//     released in the wrong mode (badunlock), acquired where it was to be released
//     (deferlock), or whose returned release is not called (lostunlock);
//   - a lock that the function neither releases nor hands over on any path: it
//     is a wrapper, and what becomes of the lock is a matter of its callers;
//   - a path that hands the lock over, or on which it is meant to be held: the
//     function's name or comment says that it returns with the lock held, or a
//     bool or error result tells whether it does;
//   - a lock that its caller holds when the function begins;
//   - a lock that a function which is called there may release, where it is not
//     known whether it does; or that may be known by another name that is released;
//   - locks that a loop acquires one after the other, if no round releases its own;
//   - the return of main, calls that never return, and, by default, panics that
//     nobody is known to recover.
//
// Limits: functions that call themselves are followed as far as their effects
// settle. There are no conditions on fields. Of semaphores with a weight, a
// function tells its callers only that it may acquire or release. Interfaces of
// other packages are known by the names of their methods and by what is declared.
//
// The flag -panic selects the panics that count as exits: off, recovered (the
// default: explicit panics in a function that recovers itself, or that a
// function of the package or net/http recovers, or whose caller has deferred a
// function that acquires the lock again, or that gives back other locks right
// before), explicit (every explicit panic with the lock held exclusively, also
// in functions of the package that are called), all (every call may panic).
package lockleak
