package corpus

import (
	"fmt"
	"maps"
	"slices"
)

// Compare returns how a run differs from what is listed for its code base: a
// line for each difference, in the order of packages and functions. Judgements
// and lines of code play no part.
func Compare(listed, run *CodeBase) (differences []string) {
	report := func(format string, args ...any) { differences = append(differences, fmt.Sprintf(format, args...)) }
	if listed.Version != run.Version {
		report("the version is %s, the list has %s", run.Version, listed.Version)
	}
	if listed.Commit != run.Commit {
		report("the commit is %s, the list has %s", run.Commit, listed.Commit)
	}
	known, found := byKey(listed.Findings), byKey(run.Findings)
	keys := maps.Clone(known)
	maps.Copy(keys, found)
	for _, k := range slices.SortedFunc(maps.Keys(keys), compareKeys) {
		was, is := total(known[k]), total(found[k])
		switch {
		case was == 0:
			report("new: %s", found[k][0].describe())
		case is == 0:
			report("gone: %s", known[k][0].describe())
		case was != is:
			report("%d findings, the list has %d: %s", is, was, found[k][0].describe())
		}
		if was < is {
			for _, message := range found[k][0].Messages {
				report("\t%s", message)
			}
		}
	}
	for _, p := range run.LeftOut {
		if !slices.Contains(listed.LeftOut, p) {
			report("left out: %s", p)
		}
	}
	for _, p := range listed.LeftOut {
		if !slices.Contains(run.LeftOut, p) {
			report("no more left out: %s", p)
		}
	}
	for _, n := range []struct {
		what    string
		was, is int
	}{
		{"acquire sites", listed.Sites, run.Sites},
		{"undecided sites", listed.Undecided, run.Undecided},
	} {
		if n.was != n.is {
			report("%d %s, the list has %d", n.is, n.what, n.was)
		}
	}
	return differences
}

func byKey(findings []Finding) map[key][]Finding {
	of := make(map[key][]Finding)
	for _, f := range findings {
		of[f.key()] = append(of[f.key()], f)
	}
	return of
}

// total returns how many findings there are by their counts.
func total(findings []Finding) (n int) {
	for _, f := range findings {
		n += f.count()
	}
	return n
}
