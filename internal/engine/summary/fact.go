package summary

import (
	"fmt"
	"slices"
	"strings"
)

// LockleakFacts is the analysis fact of a package: the summaries of its
// functions that other packages can call. There is one fact for a package and
// none for its objects, since what is not exported has no name that the fact of
// an object could be found by.
//
// The name is unlike that of any other analyzer's fact: package gob knows types
// by their short names.
type LockleakFacts struct {
	Funcs []NamedFunc // sorted by name
	// Declared are the declarations in the source, as lines "TARGET: DECL".
	Declared []string
}

// A NamedFunc is the summary of the function with the given full name.
type NamedFunc struct {
	Name string
	Func Func
}

// AFact marks LockleakFacts as a fact.
func (*LockleakFacts) AFact() {}

func (f *LockleakFacts) String() string {
	names := make([]string, len(f.Funcs))
	for i, x := range f.Funcs {
		names[i] = x.Name
	}
	return fmt.Sprintf("lock effects of %s", strings.Join(names, ", "))
}

// NewFacts returns the fact with the given summaries and declarations.
func NewFacts(funcs map[string]*Func, declared []string) *LockleakFacts {
	f := &LockleakFacts{Declared: declared}
	for name, x := range funcs {
		f.Funcs = append(f.Funcs, NamedFunc{name, *x})
	}
	slices.SortFunc(f.Funcs, func(a, b NamedFunc) int { return strings.Compare(a.Name, b.Name) })
	return f
}
