// Package custody answers who can release a lock that a function leaves held.
//
// A hand-off is a claim that somebody else releases the lock. For a lock of a confined
// class (see package confine), the package shows whether anybody can: the functions and
// literals that release one which they did not acquire, and the callers of the function.
package custody
