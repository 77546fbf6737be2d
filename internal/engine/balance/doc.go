// Package balance answers for one lock in one function whether every way through the
// function releases what it acquires, whatever the conditions on the way say. Then no
// path leaks, and no data-flow analysis of paths is needed.
//
// It looks at basic blocks first: each acquire may be followed by its release in the
// same block, or be the only one and be followed by its deferred release (pairs.go).
// If that is not so, it visits each block of the control-flow graph, as liveness
// analysis does (walk.go). What it cannot decide, it leaves to the analysis of paths.
//
// It knows what calls do to locks (package callinfo), and nothing of what conditions
// say.
package balance
