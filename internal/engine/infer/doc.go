// Package infer answers what the callers of a function need to know about its body: it
// makes the summary.
//
// It expresses the result of the analysis of one function in terms of the parameters,
// results and package-level variables that its callers know, and decides what of it is
// certain. Below it are package verdict, whose collectors have the states in which the
// function returns, and package callinfo, which has the summaries of what it calls. When
// a function is analyzed, and how often, is decided above.
//
//   - summarize.go: the Summarizer, and the summary as a whole
//   - outcomes.go: how a function returns, as conditions and actions
//   - classes.go: locks that callers cannot name
//   - takes.go: locks that the function itself waits for
//   - runs.go: what becomes of function parameters
//   - panics.go: whether the function panics
//   - combine.go: declared summaries, and those of a recursion without a fixpoint
package infer
