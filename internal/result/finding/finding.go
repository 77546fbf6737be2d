// Package finding holds what a run has found as values, for the packages that
// write it: as text, as SARIF, as a page, into a baseline.
//
// Nothing here knows where findings come from.
package finding

import (
	"cmp"
	"encoding/json"
	"slices"
)

// A Finding is one mistake in the code that was analysed.
type Finding struct {
	Package  string // import path; that of external tests ends in _test, that of a test variant has it in brackets
	Check    string // the analyzer that reports it
	Category string // the kind of mistake within the check, such as return or panic
	Message  string // begins with the check and a colon
	At, End  Position
	Path     []Step // how to get there, in order
	Fixes    []Fix  // each of them mends it; the best first

	// What a go/analysis diagnostic does not hold. Empty where the analysis
	// could not tell.
	Function string // as the flag -debug takes it
	Lock     string // as the source writes it
	Graph    *Graph // of the function with the acquire; nil if there is none

	Raw json.RawMessage // the diagnostic in the form of go vet -json
}

// A Kind says what happens in a step.
type Kind string

// The kinds of steps. A reader takes one that it does not know for a Note.
const (
	Acquire Kind = "acquire" // the lock is acquired
	Branch  Kind = "branch"  // a condition is true or false
	Call    Kind = "call"    // a call that matters, such as that of a literal
	Mistake Kind = "mistake" // what should not happen: completed while held, acquired again, released twice
	Exit    Kind = "exit"    // the path ends with the lock held
	Release Kind = "release" // the lock is released, on the path or on another one
	Note    Kind = "note"    // anything else
)

// A Step is a place on the way to a finding.
type Step struct {
	At, End Position
	Kind    Kind
	Message string
}

// A Fix is a change of the source that mends a finding. Its edits belong
// together.
type Fix struct {
	Message string
	Edits   []Edit
}

// An Edit replaces a part of a file.
type Edit struct {
	File       string
	Start, End int // in bytes
	New        string
}

// A Graph is the control-flow graph of a function. The first block is its
// entry.
type Graph struct {
	Blocks []Block
}

// A Block is a sequence of instructions.
type Block struct {
	Name        string // what it is of, in the words of go/ssa: entry, if.then, for.body
	First, Last int    // lines of the source it covers, 1-based; 0 if it has none
	Succs       []int  // indexes of blocks; of two, the first is taken where the condition is true
	Path        []int  // at which places it stands on the path of the finding, from 1; none if it does not
}

// PathEnd returns how many of the steps are on the path of a finding: those up to
// its first exit. Other exits, and releases on other paths, are behind that. Of a
// path without an exit, these are the releases behind a mistake that ends it.
func PathEnd(path []Step) int {
	if i := slices.IndexFunc(path, func(s Step) bool { return s.Kind == Exit }); i >= 0 {
		return i + 1
	}
	end := len(path)
	for end > 0 && path[end-1].Kind == Release {
		end--
	}
	if end > 0 && path[end-1].Kind == Mistake {
		return end
	}
	return len(path)
}

// Sort sorts findings by place, check and text, and returns them, each once.
// Of those that say the same, the one of the plain package is kept.
func Sort(all []Finding) []Finding {
	slices.SortFunc(all, compare)
	return slices.CompactFunc(all, func(a, b Finding) bool {
		return a.At == b.At && a.Check == b.Check && a.Message == b.Message
	})
}

func compare(a, b Finding) int {
	return cmp.Or(
		Compare(a.At, b.At),
		cmp.Compare(a.Check, b.Check),
		cmp.Compare(a.Message, b.Message),
		cmp.Compare(len(a.Package), len(b.Package)),
		cmp.Compare(a.Package, b.Package),
		cmp.Compare(string(a.Raw), string(b.Raw)),
	)
}
