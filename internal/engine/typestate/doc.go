// Package typestate answers what an operation does to one lock.
//
// A [Subject] is the lock, seen from one function: its identity and class, the values
// that may name it or hold its handle, and the objects on the way to it. What an
// operation works on is a question of the path. Two mechanisms answer it. A lock that is
// named by its address or key may be named by a phi: paths on which the phis that decide
// mean different things are kept apart (Subject.Identify). A lock that is named by the
// handle which its acquire has returned goes through variables: these are its aliases,
// and whether one of them holds the handle is known by the facts of the path.
//
// A [Machine] is the automaton: the property state before an operation, and what comes
// after it (operate.go has the operations, relock.go second acquires, takes.go functions
// that acquire and release, handoff.go what can release for others). It knows nothing of
// control; what happens goes to its [Sink]. [Sites] number the acquires.
package typestate
