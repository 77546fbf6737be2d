// Package infer answers what the callers of a function need to know of its body: it
// makes the summary.
//
// It knows how to say the result of the analysis of one function in terms of the
// parameters, results and package-level variables that callers know, and what is
// certain of it. Below it are package verdict, which has collected how the function
// returns, and package callinfo, which has the summaries of what it calls. When
// a function is analyzed, and how often, is decided above.
//
//   - summarize.go: the Summarizer, and the summary as a whole
//   - outcomes.go: the ways in which a function returns, as conditions and actions
//   - classes.go: locks that callers cannot name
//   - takes.go: locks that are acquired and released again
//   - runs.go: what becomes of function parameters
//   - panics.go: whether the function panics
//   - combine.go: summaries that are declared, or not certain
package infer
