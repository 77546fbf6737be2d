// Package domain answers what a path of a function knows at one point: of one lock,
// and of the values that its branches depend on.
//
// A [State] is one way to arrive at an instruction. It has two parts, as in ESP (Das,
// Lerner and Seigle, PLDI 2002). The [Property] says what the path has done to the lock;
// states that differ in it are kept apart. The [Facts] are the path condition, term by
// term; where two states have the same property, their facts are merged. [Lattice] is
// what a data-flow solver needs of sets of states.
//
// A [Reasoner] draws conclusions from facts: what a term equals, whether a branch can be
// taken and what is known on it. It errs on the side of knowing too little: a branch is
// only ruled out if it cannot be taken, apart from the exceptions that the comments name.
//
// The package changes no property itself: what an instruction does to the lock is for
// the packages typestate and flow. Below it are terms (package lock), their resolution
// (package accesspath), the conditions of summaries (package summary) and what names say
// (package lexicon).
//
// The files, from the bottom up: value.go, facts.go and term.go have what is known of
// terms; property.go, doubt.go and defers.go what is known of the lock; state.go the
// states, and sanity.go their invariants; trace.go and event.go what is recorded of a
// path. reasoner.go, refine.go, assume.go, closed.go, count.go and nonnil.go are the
// Reasoner.
package domain
