// Package summary defines what callers need to know of a function.
package summary

import "github.com/lockleak/lockleak/internal/lock"

// Releases says which locks a function gives back that it did not take, and
// which it may leave held: by class, since the objects are not named yet. It
// errs on the side of saying too much, which makes callers undecided, not wrong.
type Releases struct {
	// Classes are the classes of the locks that it gives back.
	Classes []lock.Class
	// Acquires are the classes of the locks that the function acquires at all:
	// it may return with them held.
	Acquires []lock.Class
}
