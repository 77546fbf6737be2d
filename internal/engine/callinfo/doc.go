// Package callinfo says what a call does to locks.
//
// It knows the package under analysis ([Program]): its functions, what is declared of
// functions and types ([Bindings]), what is known of other packages ([Imports]), who
// calls whom ([Graph]), and what has been found out about the functions so far
// ([Summaries]). Out of these it answers for single calls ([Calls]), for calls on
// condition variables ([Conds]) and on futures ([Futures]).
//
// It follows no path and makes no summary. Summaries are looked up: who analyzes the
// functions, in the order of [Graph.Components], enters what it finds, and until then
// a function is as it is declared, or one that does nothing to locks. So the answer to
// a question does not depend on who asks it first.
//
// Below it are the names of values (package accesspath), what is known by names
// (lexicon), the meaning of declarations (binding), and the form of summaries
// (summary).
//
//	program.go    the package and its functions
//	function.go   questions about one function
//	bindings.go   declarations
//	imports.go    facts of other packages, and what is passed on of them
//	graph.go      calls and references between functions
//	order.go      the order of analysis
//	summaries.go  what is known of a function
//	calls.go      what a call does to locks
//	takes.go      locks that are acquired and released within a call
//	idle.go       calls that have nothing to do with locks
//	lock.go       the locks to decide in a function
//	conds.go      condition variables
//	futures.go    futures among the types of the package
package callinfo
