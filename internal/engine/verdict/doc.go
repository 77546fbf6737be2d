// Package verdict answers what becomes of each lock that a function acquires: released
// on every path, handed off, kept, leaked on some path, misused, or not decided, and why.
//
// A [Judge] has the data flow run for one lock of one function. A [Collector] takes its
// events; the conclusion that follows from them looks for a path to each candidate with
// a search of package flow (leak.go, relock.go, badrelease.go), unless the function is
// there to leave the lock held (contract, success.go). What one run finds out about one
// acquire is [Evidence]; the evidence of all runs makes the verdict on a [Site].
//
// Summaries are made from the same collectors, by package infer.
package verdict
