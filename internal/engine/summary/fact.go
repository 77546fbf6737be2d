package summary

import (
	"fmt"
	"slices"
	"strings"
)

// LockleakFacts is the analysis fact of a package: the summaries of the
// functions that other packages can call. It is a fact of the package, not of
// its objects, because facts of objects that are not exported cannot be found
// in other packages.
//
// Its name must differ from that of the facts of all other analyzers: package
// gob registers types by their short names.
type LockleakFacts struct {
	Funcs []NamedFunc // sorted by name
	// Declared are the declarations in the source, as lines "TARGET: DECL".
	Declared []string
}

// A NamedFunc is a function's full name and its summary.
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

// NewFacts returns the fact with the given summaries, by full name, and
// declarations.
func NewFacts(funcs map[string]*Func, declared []string) *LockleakFacts {
	f := &LockleakFacts{Declared: declared}
	for name, x := range funcs {
		f.Funcs = append(f.Funcs, NamedFunc{name, *x})
	}
	slices.SortFunc(f.Funcs, func(a, b NamedFunc) int { return strings.Compare(a.Name, b.Name) })
	return f
}
