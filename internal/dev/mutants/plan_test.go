package mutants

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
)

// many returns mistakes in so many functions, of which the n-th has n%4+1.
func many(functions int) (all []Mutant) {
	for n := range functions {
		for i := range n%4 + 1 {
			all = append(all, Mutant{Kind: Kinds()[i], File: fmt.Sprint(n%3, ".go"), First: 10*n + 1, Last: 10*n + 9, Line: 10*n + 2 + i})
		}
	}
	return all
}

func TestRuns(t *testing.T) {
	t.Parallel()
	all := many(23)
	for _, tt := range []struct {
		plan      Plan
		runs, sum int
		largest   int
	}{
		{Plan{}, 4, len(all), 23},
		{Plan{Per: 1}, 1, 23, 23},
		{Plan{Per: 1, Rounds: 3}, 3, 23, 8},
		{Plan{Per: 1, Rounds: 100}, 23, 23, 1},
		{Plan{Per: 2, Rounds: 2}, 4, 23 + 17, 12},
		{Plan{Per: 1, Batch: 5}, 5, 23, 5},
		{Plan{Rounds: 2, Batch: 5}, 5 + 4 + 3 + 1, len(all), 5},
	} {
		for seed := range uint64(5) {
			tt.plan.Seed = seed
			runs := tt.plan.Runs(slices.Clone(all))
			sum, largest := 0, 0
			seen := make(map[string]int)
			for _, batch := range runs {
				sum += len(batch)
				largest = max(largest, len(batch))
				for i, m := range batch {
					seen[fmt.Sprint(m)]++
					if slices.ContainsFunc(batch[:i], m.sameFunction) {
						t.Errorf("%+v: two mistakes at once in a function", tt.plan)
					}
				}
			}
			if len(runs) != tt.runs || sum != tt.sum || largest != tt.largest || len(seen) != sum {
				t.Errorf("%+v: %d runs of %d mistakes, %d of them different, at most %d at once; want %d, %d, %d",
					tt.plan, len(runs), sum, len(seen), largest, tt.runs, tt.sum, tt.largest)
			}
		}
	}
}

// TestSeed plans with the same seed and another one, and with mistakes in another order.
func TestSeed(t *testing.T) {
	t.Parallel()
	all := many(23)
	p := Plan{Per: 2, Rounds: 3, Seed: 7}
	first := p.Runs(all)
	slices.Reverse(all)
	if second := p.Runs(all); !reflect.DeepEqual(first, second) {
		t.Error("the order of the mistakes matters")
	}
	p.Seed = 8
	if third := p.Runs(all); reflect.DeepEqual(first, third) {
		t.Error("the seed does not matter")
	}
	if runs := p.Runs(nil); len(runs) != 0 {
		t.Errorf("%d runs of nothing", len(runs))
	}
}

// TestShared has functions on one line, which are one for findings.
func TestShared(t *testing.T) {
	t.Parallel()
	runs := Plan{}.Runs([]Mutant{
		{File: "a.go", First: 1, Last: 3, Line: 2}, {File: "a.go", First: 3, Last: 5, Line: 3}, {File: "b.go", First: 3, Last: 5, Line: 4},
	})
	if len(runs) != 2 || len(runs[0]) != 2 || len(runs[1]) != 1 {
		t.Errorf("got %+v", runs)
	}
}
