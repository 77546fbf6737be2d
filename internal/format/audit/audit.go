// Package audit writes what became of the lock at every acquire site: as a table
// with sums, and as JSON. So the user sees that silence means it looked.
package audit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lockleak/lockleak/internal/result/finding"
)

// A Verdict is one that a site can have, as details spell it.
type Verdict string

// Verdicts are all of them, in the order in which they are shown.
var verdicts = [...]Verdict{"released", "handedoff", "kept", "leaks", "misused", "undecided"}

// undecided is the verdict that says that nothing is known.
const undecided Verdict = "undecided"

// title returns how a verdict is shown to people.
func (v Verdict) title() string {
	if v == "handedoff" {
		return "handed off"
	}
	return string(v)
}

// Only is a set of verdicts, all if it is empty. It is a [flag.Value].
type Only map[Verdict]bool

// String returns the set as Set takes it.
func (o Only) String() string {
	var names []string
	for _, v := range verdicts {
		if o[v] {
			names = append(names, string(v))
		}
	}
	return strings.Join(names, ",")
}

// Set replaces the set by that of a list with commas.
func (o *Only) Set(list string) error {
	set := make(Only)
	for name := range strings.SplitSeq(list, ",") {
		v := Verdict(strings.TrimSpace(name))
		if !slices.Contains(verdicts[:], v) {
			return fmt.Errorf("%q is no verdict; want some of %s", name, names())
		}
		set[v] = true
	}
	*o = set
	return nil
}

func names() string {
	var all []string
	for _, v := range verdicts {
		all = append(all, string(v))
	}
	return strings.Join(all, ",")
}

// has reports whether the site is wanted.
func (o Only) has(s finding.Site) bool { return len(o) == 0 || o[Verdict(s.Verdict)] }

// A Report is what became of the lock at every acquire site of some packages.
type Report struct {
	packages []pkg
	missing  []string
}

type pkg struct {
	path  string
	sites []finding.Site
}

// New returns the report on packages, of which each has a row in the sums, with
// or without sites, and on what is missing from it, a line for each part.
func New(packages []string, sites []finding.Site, missing []string) *Report {
	r := &Report{missing: missing}
	paths := slices.Clone(packages)
	for _, s := range sites {
		paths = append(paths, s.Package)
	}
	slices.Sort(paths)
	at := make(map[string]int)
	for _, path := range slices.Compact(paths) {
		at[path] = len(r.packages)
		r.packages = append(r.packages, pkg{path: path})
	}
	for _, s := range finding.SortSites(slices.Clone(sites)) {
		p := &r.packages[at[s.Package]]
		p.sites = append(p.sites, s)
	}
	return r
}

// counts is the number of sites for each verdict.
type counts map[Verdict]int

func count(sites []finding.Site) counts {
	c := make(counts)
	for _, s := range sites {
		c[Verdict(s.Verdict)]++
	}
	return c
}

// sum returns the number of all sites.
func (c counts) sum() (n int) {
	for _, m := range c {
		n += m
	}
	return n
}

// add adds those of d.
func (c counts) add(d counts) {
	for v, n := range d {
		c[v] += n
	}
}

// percent returns the share of the undecided, with one digit behind the point,
// and never 0.0 where there are some.
func (c counts) percent() string {
	n, all := c[undecided], c.sum()
	if n == 0 {
		return "0%"
	}
	return fmt.Sprintf("%.1f%%", max(0.1, 100*float64(n)/float64(all)))
}
