package mutants

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"
)

// A Plan says which mistakes are made, and how many of them at once. They are at once
// in the code to save time; but what becomes of a lock may depend on other functions,
// so that the more there are, the more one may hide another.
type Plan struct {
	Per    int    // most mistakes in a function, one after the other; 0 for all
	Rounds int    // a run has mistakes in at most one of so many functions; 0 for 1
	Batch  int    // most mistakes in a run; 0 for any number
	Seed   uint64 // of what is chosen
}

// Runs returns the mistakes of each run. No two in a run are in one function. The order
// of all does not matter.
func (p Plan) Runs(all []Mutant) [][]Mutant {
	functions := byFunction(all)
	rng := rand.New(rand.NewPCG(p.Seed, 0))
	for i, list := range functions {
		rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		if p.Per > 0 {
			functions[i] = list[:min(len(list), p.Per)]
		}
	}
	rng.Shuffle(len(functions), func(i, j int) { functions[i], functions[j] = functions[j], functions[i] })

	rounds := max(p.Rounds, 1)
	size := (len(functions) + rounds - 1) / rounds
	if p.Batch > 0 {
		size = min(size, p.Batch)
	}
	var runs [][]Mutant
	for n := 0; ; n++ {
		var layer []Mutant // the n-th of each function
		for _, list := range functions {
			if n < len(list) {
				layer = append(layer, list[n])
			}
		}
		if len(layer) == 0 {
			return runs
		}
		runs = slices.AppendSeq(runs, slices.Chunk(layer, size))
	}
}

// byFunction returns mistakes by the declaration that they are in, in order.
func byFunction(all []Mutant) (functions [][]Mutant) {
	sorted := slices.SortedFunc(slices.Values(all), func(a, b Mutant) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.First, b.First), cmp.Compare(a.Line, b.Line),
			strings.Compare(string(a.Kind), string(b.Kind)), strings.Compare(a.Lock, b.Lock),
			slices.CompareFunc(a.Edits, b.Edits, func(a, b Edit) int {
				return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End), strings.Compare(a.New, b.New))
			}))
	})
	for i, m := range sorted {
		if i == 0 || !m.sameFunction(sorted[i-1]) {
			functions = append(functions, nil)
		}
		last := len(functions) - 1
		functions[last] = append(functions[last], m)
	}
	return functions
}

// sameFunction reports whether two mistakes are in one declaration, or in two that
// share a line: findings could not be told apart.
func (m Mutant) sameFunction(other Mutant) bool {
	return m.File == other.File && m.First <= other.Last && other.First <= m.Last
}
