package infer

import (
	"slices"

	"github.com/lockleak/lockleak/internal/engine/summary"
)

// Combine returns the summary of a function that is declared to have one, and
// of which another one has been made. What is declared of its effects on locks
// stands for all of them.
func Combine(declared, made *summary.Func) *summary.Func {
	if declared == nil {
		return made
	}
	if declared.IsZero() || len(declared.Effects) > 0 {
		return declared
	}
	f := *made
	f.Requires = declared.Requires
	f.NeverReturns = declared.NeverReturns
	if len(declared.Runs) > 0 {
		f.Runs = declared.Runs
	}
	return &f
}

// Weaken returns f with nothing certain in it.
func Weaken(f *summary.Func) *summary.Func {
	w := *f
	w.Effects = slices.Clone(f.Effects)
	for i, x := range w.Effects {
		w.Effects[i].Outcomes = inDoubt(x)
	}
	return &w
}
