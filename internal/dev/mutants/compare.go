package mutants

import (
	"slices"

	"github.com/lockleak/lockleak/internal/result/finding"
)

// An Analysis is what an analyzer says of some code.
type Analysis struct {
	Findings []finding.Finding
	Sites    []finding.Site
}

// An Outcome is what became of a mistake.
type Outcome struct {
	Mutant
	Lost  bool     `json:"lost,omitempty"`  // the package could not be analyzed
	Found []string `json:"found,omitempty"` // messages that are new in the function
	Site  Site     `json:"site,omitzero"`   // of what was missed
}

// Missed reports whether nothing was found, though somebody looked.
func (o Outcome) Missed() bool { return !o.Lost && len(o.Found) == 0 }

// A Site is the acquire of a lock that is not released as it should be, and what the
// analysis takes it for.
type Site struct {
	Line    int    `json:"line"`
	Verdict string `json:"verdict"` // as in finding.Site, or Unseen
	Reason  string `json:"reason"`
}

// Unseen is the verdict where the analysis has no acquire of the lock.
const Unseen = "unseen"

// Compare returns what became of mistakes that are in the code at once, by what an
// analyzer says without and with them. A mistake is found if something is reported in
// its function that was not, by message, or more often than before: which lines it is
// at does not matter. What else is new is returned as elsewhere: it may be a mistake
// seen from a caller, or a false alarm.
func Compare(batch []Mutant, without, with Analysis) (outcomes []Outcome, elsewhere []finding.Finding) {
	for _, m := range batch {
		o := Outcome{Mutant: m, Found: added(m.findings(without), m.findings(with))}
		if o.Missed() {
			o.Site = m.site(without.Sites, with.Sites)
		}
		outcomes = append(outcomes, o)
	}
	old := make(map[key]int)
	for _, f := range without.Findings {
		old[keyOf(f)]++
	}
	for _, f := range with.Findings {
		if slices.ContainsFunc(batch, func(m Mutant) bool { return m.around(f.At) }) {
			continue
		}
		if k := keyOf(f); old[k] > 0 {
			old[k]--
		} else {
			elsewhere = append(elsewhere, f)
		}
	}
	return outcomes, elsewhere
}

// A key tells findings apart, but not their lines.
type key struct{ file, check, message string }

func keyOf(f finding.Finding) key { return key{f.At.File, f.Check, f.Message} }

// around reports whether a position is in the declaration that a mistake is in.
func (m Mutant) around(p finding.Position) bool {
	return p.File == m.File && m.First <= p.Line && p.Line <= m.Last
}

// findings returns the messages in the function of a mistake.
func (m Mutant) findings(a Analysis) (messages []string) {
	for _, f := range a.Findings {
		if m.around(f.At) {
			messages = append(messages, f.Message)
		}
	}
	return messages
}

// added returns what is more often in with than in without.
func added(without, with []string) (more []string) {
	old := make(map[string]int)
	for _, s := range without {
		old[s]++
	}
	for _, s := range with {
		if old[s] > 0 {
			old[s]--
		} else {
			more = append(more, s)
		}
	}
	return more
}

// site returns the acquire that tells why a mistake was missed: the last one of its
// lock above it, of those that the mistake has changed if there are any.
func (m Mutant) site(without, with []finding.Site) Site {
	all := m.sites(with)
	old := m.sites(without)
	if changed := slices.DeleteFunc(slices.Clone(all), func(s Site) bool { return slices.Contains(old, s) }); len(changed) > 0 {
		all = changed
	}
	if len(all) == 0 {
		return Site{Line: m.Line, Verdict: Unseen, Reason: "the analysis knows no acquire there"}
	}
	chosen := all[0]
	for _, s := range all {
		if s.Line <= m.Line {
			chosen = s
		}
	}
	return chosen
}

// sites returns the acquires of the lock of a mistake, in order: those that the code has,
// and one in place of the release. Locks are compared by line, as their names may be
// written in more than one way; where a line has several, by name as well.
func (m Mutant) sites(all []finding.Site) (sites []Site) {
	for _, line := range slices.Compact(slices.Sorted(slices.Values(append(slices.Clone(m.Acquires), m.Line)))) {
		var here, named []Site
		for _, s := range all {
			if s.At.File != m.File || s.At.Line != line {
				continue
			}
			here = append(here, Site{line, s.Verdict, s.Reason})
			if s.Lock == m.Lock {
				named = append(named, Site{line, s.Verdict, s.Reason})
			}
		}
		if len(named) > 0 {
			here = named
		}
		sites = append(sites, here...)
	}
	return sites
}
