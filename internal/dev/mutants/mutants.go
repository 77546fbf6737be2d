// Package mutants seeds mistakes into Go code, to measure how many of them an
// analysis finds. Each breaks one lock in one function, as people break them.
//
//	mutants.go   the kinds of mistakes, and what a mistake is
//	find.go      type-checked files -> the mistakes that can be made in them
//	lock.go      calls -> operations of locks
//	mistakes.go  a release -> the mistakes that can be made with it
//	edit.go      mistakes -> changed files, as an overlay for the go command
//	plan.go      mistakes -> runs, at most one mistake for each function in a run
//	compare.go   findings without and with mistakes -> what was found, and what hid the rest
//
// Mutation analysis goes back to DeMillo, Lipton and Sayward, "Hints on Test Data
// Selection: Help for the Practicing Programmer", 1978. Here, the analysis is what is
// tested, not the tests of the code.
//
// A mistake is taken for a bug without proof. Where the code is written such that it is
// none, as when a function that only ever locks is what its callers expect, a miss is
// counted that is right.
package mutants

import (
	"fmt"
	"slices"
	"strings"
)

// A Kind is a kind of mistake.
type Kind string

// The kinds.
const (
	Early  Kind = "early"  // a release before an exit is missing; others of the lock are there
	Late   Kind = "late"   // a release is deferred only after an if statement that returns
	Drop   Kind = "drop"   // the only release of the lock in the function is missing
	Typo   Kind = "typo"   // a release acquires: Lock instead of Unlock
	Mode   Kind = "mode"   // a read lock is released as a write lock
	Double Kind = "double" // a lock is released before a return, and again by defer
)

// Kinds returns all kinds, in the order in which they are shown.
func Kinds() []Kind { return []Kind{Early, Late, Drop, Typo, Mode, Double} }

// ParseKinds returns the kinds in a list with commas, each once, in the order of
// [Kinds].
func ParseKinds(list string) ([]Kind, error) {
	wanted := make(map[Kind]bool)
	for name := range strings.SplitSeq(list, ",") {
		k := Kind(strings.TrimSpace(name))
		if !slices.Contains(Kinds(), k) {
			return nil, fmt.Errorf("%q is no kind of mistake; want some of %s", name, FormatKinds(Kinds()))
		}
		wanted[k] = true
	}
	return slices.DeleteFunc(Kinds(), func(k Kind) bool { return !wanted[k] }), nil
}

// FormatKinds writes kinds as ParseKinds reads them.
func FormatKinds(kinds []Kind) string {
	var names []string
	for _, k := range kinds {
		names = append(names, string(k))
	}
	return strings.Join(names, ",")
}

// A Mutant is a mistake that can be made in a function.
type Mutant struct {
	Kind     Kind   `json:"kind"`
	Package  string `json:"package"` // import path
	File     string `json:"file"`    // absolute
	Line     int    `json:"line"`    // of the release
	Function string `json:"function"`
	First    int    `json:"first"` // lines of the declaration around it
	Last     int    `json:"last"`
	Lock     string `json:"lock"`           // as the source writes it, with the key if there is one
	Acquires []int  `json:"acquires"`       // lines on which the same function body acquires it
	Exit     string `json:"exit,omitempty"` // of Early: return, break, continue, goto, panic, or end for that of the function
	Edits    []Edit `json:"edits"`
}

// An Edit replaces a part of a file. Line breaks stay, so that no line gets
// another number.
type Edit struct {
	Start int    `json:"start"` // in bytes
	End   int    `json:"end"`
	New   string `json:"new"` // without a line break
}
