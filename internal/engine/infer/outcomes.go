package infer

import (
	"slices"

	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/summary"
	"github.com/lockleak/lockleak/internal/engine/verdict"
)

// inDoubt returns the outcome of x as one that is possible, but not certain.
func inDoubt(x summary.Effect) []summary.Outcome {
	if x.Releases() {
		return []summary.Outcome{{Do: summary.MayRelease}}
	}
	return []summary.Outcome{{Do: summary.MayAcquire}}
}

// outcomesOf returns the outcomes of the function of c, one for each way in which its
// callers can see it return.
func (s *Summarizer) outcomesOf(c *verdict.Collector) []summary.Outcome {
	leaks := len(c.Second) > 0
	for _, o := range c.Out {
		leaks = leaks || o.Leaks != nil || len(o.MismatchedAt) > 0
	}
	var outs []summary.Outcome
	for _, r := range c.Returns {
		o := r.Outcome()
		if leaks && o.Do == summary.Acquire {
			o = summary.Outcome{Do: summary.MayAcquire} // a finding in the function, not in its callers
		}
		o.When = r.When
		outs = append(outs, o)
	}
	return weakenAmbiguous(simplify(outs))
}

// simplify returns outs without the conditions that do not distinguish outcomes with
// different actions, and each outcome once.
func simplify(outs []summary.Outcome) []summary.Outcome {
	outs = distinctOutcomes(outs)
	tells := make(map[summary.Cond]bool) // the conditions that do, without their values
	for i, o := range outs {
		for _, p := range outs[:i] {
			if domain.SameAction(o, p) {
				continue
			}
			for _, c := range o.When {
				if slices.ContainsFunc(p.When, c.Contradicts) {
					tells[withoutValue(c)] = true
				}
			}
		}
	}
	if len(outs) > 0 && !slices.ContainsFunc(outs, func(o summary.Outcome) bool { return !domain.SameAction(o, outs[0]) }) {
		outs[0].When = alwaysNil(outs)
		return outs[:1]
	}
	var kept []summary.Outcome
	for _, o := range outs {
		o.When = slices.DeleteFunc(slices.Clone(o.When), func(c summary.Cond) bool {
			return !tells[withoutValue(c)] && (c.Of != summary.Result || len(outs) == 1 || o.Do == summary.Nothing)
		})
		if len(o.When) == 0 {
			o.When = nil
		}
		kept = append(kept, o)
	}
	return distinctOutcomes(kept)
}

// alwaysNil returns the conditions on results that are nil in all outcomes, if these
// acquire: a caller need not release on the path on which such an error is not nil.
func alwaysNil(outs []summary.Outcome) []summary.Cond {
	if outs[0].Do != summary.Acquire {
		return nil
	}
	var common []summary.Cond
	for _, c := range outs[0].When {
		if c.Of == summary.Result && c.Is == summary.Nil && !slices.ContainsFunc(outs, func(o summary.Outcome) bool { return !slices.Contains(o.When, c) }) {
			common = append(common, c)
		}
	}
	return common
}

// distinctOutcomes returns outs without duplicates.
func distinctOutcomes(outs []summary.Outcome) []summary.Outcome {
	var out []summary.Outcome
	for _, o := range outs {
		if !slices.ContainsFunc(out, func(p summary.Outcome) bool { return domain.SameAction(o, p) && slices.Equal(o.When, p.When) }) {
			out = append(out, o)
		}
	}
	return out
}

// withoutValue returns what c is about: c without its value.
func withoutValue(c summary.Cond) summary.Cond {
	c.Is = 0
	return c
}

// weakenAmbiguous returns outs with those only possible that callers cannot distinguish
// from others with another action.
func weakenAmbiguous(outs []summary.Outcome) []summary.Outcome {
	var doubtful []int
	for i, o := range outs {
		for j, p := range outs {
			if i != j && !domain.SameAction(o, p) && !o.Excludes(p) && !slices.Contains(doubtful, i) {
				doubtful = append(doubtful, i)
			}
		}
	}
	if len(doubtful) == 0 {
		return outs
	}
	do := summary.Nothing
	for _, i := range doubtful {
		switch outs[i].Do {
		case summary.Release, summary.MayRelease, summary.Downgrade:
			do = summary.MayRelease
		case summary.Acquire, summary.MayAcquire:
			if do != summary.MayRelease {
				do = summary.MayAcquire
			}
		}
	}
	out := slices.Clone(outs)
	for _, i := range doubtful {
		out[i] = summary.Outcome{Do: do, When: outs[i].When}
	}
	return simplify(out)
}
