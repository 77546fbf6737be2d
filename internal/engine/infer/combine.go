package infer

import (
	"slices"

	"github.com/lockleak/lockleak/internal/engine/summary"
)

// Combine returns the summary of a function for which declared is declared, nil if
// nothing is, and made has been made. Declared effects replace all that were made.
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

// Weaken returns f with effects that are possible, but not certain.
func Weaken(f *summary.Func) *summary.Func {
	w := *f
	w.Effects = slices.Clone(f.Effects)
	for i, x := range w.Effects {
		w.Effects[i].Outcomes = inDoubt(x)
	}
	return &w
}
