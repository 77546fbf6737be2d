// Package flow answers which states the paths through a function can be in, for one
// lock.
//
// It has the one interpretation of SSA instructions: [Run.instruction] and what it
// calls. Two modes share it, each a type of its own. The data flow (dataflow.go) merges
// states where paths meet and visits each block until nothing changes: ESP, limited to
// one lock at a time. The search (search.go) keeps paths apart and looks for one on
// which an event happens: the witness. What happens on the way are events, which go to
// an [Observer]. Two observers live next to their questions: whether a function literal
// releases what others hold is asked in probe.go, and whether a function returns with
// its caller's lock released in package infer.
//
// What an operation does to the lock is the business of package typestate, and what a
// condition tells that of package domain; this package knows about control: blocks
// and edges, calls of literals and loops over functions, deferred calls, panics,
// goroutines, and values that leave the function.
package flow
