package infer

import (
	"slices"

	"github.com/lockleak/lockleak/internal/engine/summary"
)

// Combine returns the summary of a function for which declared is declared, nil if
// nothing is, and made has been made. Declared effects replace all that were made, with
// the conditions that the body tells, see [Told].
func Combine(declared, made *summary.Func) *summary.Func {
	switch {
	case declared == nil:
		return made
	case declared.IsZero():
		return declared
	case len(declared.Effects) > 0:
		f := *declared
		f.Effects = slices.Clone(declared.Effects)
		for i, e := range f.Effects {
			if outs, ok := Told(e, made); ok {
				f.Effects[i].Outcomes = outs
			}
		}
		return &f
	}
	f := *made
	f.Requires = declared.Requires
	f.NeverReturns = declared.NeverReturns
	if len(declared.Runs) > 0 {
		f.Runs = declared.Runs
	}
	return &f
}

// Told returns the outcomes of the effect e, which is declared of a function, as its body
// tells them by the summary made of it, and whether they contradict the declaration: what
// that says happens depends on results in a way that it does not say. A body that leaves a
// doubt tells nothing, nor does one that does the same on all paths.
func Told(e summary.Effect, made *summary.Func) (outs []summary.Outcome, contradicts bool) {
	i := slices.IndexFunc(made.Effects, func(x summary.Effect) bool { return x.Lock == e.Lock && x.Key == e.Key })
	if i < 0 || len(made.Effects[i].Outcomes) < 2 {
		return nil, false
	}
	same := func(o, p summary.Outcome) bool { return o.Do == p.Do && o.Handle == p.Handle }
	outs = made.Effects[i].Outcomes
	for _, o := range outs {
		if o.Do != summary.Nothing && !slices.ContainsFunc(e.Outcomes, func(p summary.Outcome) bool { return same(o, p) }) {
			return nil, false
		}
		contradicts = contradicts || slices.ContainsFunc(e.Outcomes, func(p summary.Outcome) bool { return !same(o, p) && !p.Excludes(o) })
	}
	return outs, contradicts
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
