package lexicon

import (
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// Outcomes returns the ways in which a call of the method can return. nilable
// says that the handle that it returns can be nil.
func (m Method) Outcomes(nilable bool) []summary.Outcome {
	switch m.Effect {
	case lock.Release:
		return []summary.Outcome{{Do: summary.Release, Mode: m.Mode, Any: m.Both}}
	case lock.Downgrade:
		return []summary.Outcome{{Do: summary.Downgrade}}
	}
	taken := summary.Outcome{Do: summary.Acquire, Mode: m.Mode, Handle: m.Result.Handle + 1}
	if !m.Result.IsConditional() && !m.Try {
		return []summary.Outcome{taken}
	}
	is := func(i int, f summary.Fact) summary.Cond { return summary.Cond{Of: summary.Result, Index: i, Is: f} }
	r := m.Result
	var failed []summary.Cond
	if r.Handle >= 0 && nilable {
		taken.When = append(taken.When, is(r.Handle, summary.NonNil))
		failed = append(failed, is(r.Handle, summary.Nil))
	}
	var out []summary.Outcome
	fails := func(c ...summary.Cond) {
		out = append(out, summary.Outcome{When: append(c, failed...)})
	}
	if r.NoError >= 0 {
		taken.When = append(taken.When, is(r.NoError, summary.Nil))
		fails(is(r.NoError, summary.NonNil))
	}
	switch {
	case r.True >= 0 && r.NoError >= 0:
		taken.When = append(taken.When, is(r.True, summary.True))
		fails(is(r.NoError, summary.Nil), is(r.True, summary.False))
	case r.True >= 0:
		taken.When = append(taken.When, is(r.True, summary.True))
		fails(is(r.True, summary.False))
	case r.NoError < 0:
		fails() // the handle is nil
	}
	return append(out, taken)
}
