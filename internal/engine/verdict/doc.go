// Package verdict answers what becomes of each lock that a function acquires: released
// on every path, handed off, kept, leaked on some path, misused, or not decided, and why.
//
// A [Judge] runs the data flow for one lock of one function. A [Collector] records the
// events of the run. The conclusion drawn from them searches for a path to each candidate
// with the search of package flow (leak.go, relock.go, badrelease.go), unless the purpose
// of the function is to leave the lock held (contract, success.go). What one run finds
// out about one acquire is [Evidence]; the evidence of all runs determines the verdict on
// a [Site].
//
// Package infer makes summaries from the same collectors.
package verdict
