// Vetfloor is a vet tool that does nothing, for the benchmarks: what it costs is
// the price of its driver, for any tool. It has a fact type, as lockleak does, so
// that the go command runs it on dependencies, too.
package main

import (
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"
)

// salt makes another tool of it, whose results are not in a cache. The linker
// sets it.
var salt string

type fact struct{}

func (*fact) AFact() {}

func main() {
	unitchecker.Main(&analysis.Analyzer{
		Name:      "vetfloor",
		Doc:       "do nothing " + salt,
		FactTypes: []analysis.Fact{new(fact)},
		Run:       func(*analysis.Pass) (any, error) { return nil, nil },
	})
}
