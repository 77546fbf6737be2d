package cli

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/lockleak/lockleak/internal/detail"
)

// results is what go vet has found.
type results struct {
	noTests        bool                  // findings in test files are not wanted
	wanted         map[string]*goPackage // those matched, also by the paths of their external tests
	findings       []finding
	analyzerErrors []analyzerError
	details        []detail.Package
	skips          []skip   // what failed, apart from the packages listed
	crashes        []string // messages that belong to no package
	exit           error    // how go vet ended, if not well
}

func newResults(l *listing) *results {
	res := &results{wanted: make(map[string]*goPackage)}
	for _, p := range l.matched {
		res.wanted[p.path+"_test"] = p
	}
	for _, p := range l.matched {
		res.wanted[p.path] = p
	}
	return res
}

// An analyzerError is an error that an analyzer returned for a package.
type analyzerError struct {
	pkg, analyzer string
	raw           json.RawMessage
}

// A diagnostic is the part of go vet's JSON that lockleak reads.
type diagnostic struct {
	Posn    string `json:"posn"`
	Message string `json:"message"`
	Related []struct {
		Posn    string `json:"posn"`
		Message string `json:"message"`
	} `json:"related"`
}

// A finding is one diagnostic with the package it is reported for.
type finding struct {
	pkg      string
	analyzer string
	at       position
	message  string
	path     []step          // how to get there, in order
	raw      json.RawMessage // the diagnostic as it came
}

// A step is one related position of a finding.
type step struct {
	at      position
	message string
}

// newFinding returns the finding for a diagnostic in the package id. One that
// is in no test file belongs to the plain package: which of its test variants
// go vet analyses is go vet's own business.
func newFinding(id, analyzer string, d diagnostic, raw json.RawMessage) finding {
	f := finding{pkg: id, analyzer: analyzer, at: parsePosition(d.Posn), message: d.Message, raw: raw}
	if !f.at.isTest() {
		f.pkg = plainPath(id)
	}
	for _, r := range d.Related {
		f.path = append(f.path, step{parsePosition(r.Posn), r.Message})
	}
	return f
}

// plainPath returns the package of which id is a test variant, "p [p.test]".
func plainPath(id string) string {
	path, _, _ := strings.Cut(id, " [")
	return path
}

// merged returns the findings in order, each once.
func (res *results) merged() []finding {
	all := slices.SortedFunc(slices.Values(res.findings), compareFindings)
	return slices.CompactFunc(all, func(a, b finding) bool {
		return a.at == b.at && a.analyzer == b.analyzer && a.message == b.message
	})
}

// compareFindings orders by place. Of equal findings, that of the plain
// package comes first.
func compareFindings(a, b finding) int {
	return cmp.Or(
		comparePositions(a.at, b.at),
		cmp.Compare(a.analyzer, b.analyzer),
		cmp.Compare(a.message, b.message),
		cmp.Compare(len(a.pkg), len(b.pkg)),
		cmp.Compare(a.pkg, b.pkg),
		cmp.Compare(string(a.raw), string(b.raw)),
	)
}
