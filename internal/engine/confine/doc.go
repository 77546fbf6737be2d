// Package confine answers which locks nothing but the calls in a package can operate on.
//
// A class of locks is confined if each use of the address of one is the receiver of a call
// of its own methods, written in the package. Then no interface, no pointer and no other
// package leads to such a lock: what releases one names its class.
//
// This is ownership by encapsulation, as in Clarke, Potter, Noble: Ownership types for
// flexible alias protection, OOPSLA 1998, found out rather than declared.
package confine
