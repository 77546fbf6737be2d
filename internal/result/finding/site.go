package finding

import (
	"cmp"
	"slices"
)

// A Site is an acquire of a lock and what became of it.
type Site struct {
	Package  string // import path; that of external tests ends in _test
	At       Position
	Function string // as the flag -debug takes it
	Lock     string // as the source writes it
	Verdict  string // released, handedoff, kept, leaks, misused or undecided
	Reason   string // how, or why
}

// SortSites sorts sites by package and place, and returns them, each once: a
// test variant repeats those of its package.
func SortSites(all []Site) []Site {
	slices.SortFunc(all, func(a, b Site) int {
		return cmp.Or(cmp.Compare(a.Package, b.Package), Compare(a.At, b.At),
			cmp.Compare(a.Lock, b.Lock), cmp.Compare(a.Verdict, b.Verdict), cmp.Compare(a.Reason, b.Reason))
	})
	return slices.CompactFunc(all, func(a, b Site) bool {
		return a.Package == b.Package && a.At == b.At && a.Lock == b.Lock
	})
}
