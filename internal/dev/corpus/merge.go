package corpus

import (
	"cmp"
	"go/version"
	"slices"
	"strings"
)

// Update puts what a run found in place of what is listed for its code base,
// nil if nothing is. Judgements are kept where the finding is still there. What
// is new is unjudged.
func (l *List) Update(listed, run *CodeBase) {
	merged := *run
	if listed == nil {
		merged.Findings = mergeFindings(nil, run.Findings)
		l.CodeBases = append(l.CodeBases, &merged)
	} else {
		merged.Findings = mergeFindings(listed.Findings, run.Findings)
		*listed = merged
	}
	l.sort()
}

// Keep removes the entries for which it reports false.
func (l *List) Keep(keep func(*CodeBase) bool) {
	l.CodeBases = slices.DeleteFunc(l.CodeBases, func(c *CodeBase) bool { return !keep(c) })
}

// sort orders code bases as they are shown: Go, modules, checkouts.
func (l *List) sort() {
	kind := func(c *CodeBase) int {
		switch {
		case c.IsGo():
			return 0
		case c.IsModule():
			return 1
		}
		return 2
	}
	slices.SortStableFunc(l.CodeBases, func(a, b *CodeBase) int {
		order := cmp.Compare(kind(a), kind(b))
		switch {
		case a.IsGo():
			order = cmp.Or(order, -strings.Compare(a.Name, b.Name), -version.Compare(a.Version, b.Version))
		case a.IsModule():
			order = cmp.Or(order, strings.Compare(a.Name, b.Name))
		}
		return order // checkouts stay as they are
	})
}

// mergeFindings returns what was found, with the judgements that are known. If
// there are fewer of a kind and they were judged differently, nobody knows
// which are left: they are unjudged.
func mergeFindings(known, found []Finding) (merged []Finding) {
	judged := byKey(known)
	for _, f := range found {
		of := slices.DeleteFunc(judged[f.key()], func(f Finding) bool { return f.Judgement == Unjudged })
		was, is := total(of), f.count()
		if len(of) == 1 && is <= was {
			f.Judgement, f.Why = of[0].Judgement, of[0].Why
			merged = append(merged, f)
			continue
		}
		f.Judgement, f.Why = Unjudged, ""
		if is >= was {
			merged = append(merged, of...)
			f.setCount(is - was)
		}
		if is != was {
			merged = append(merged, f)
		}
	}
	return merged
}
