package goload

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/lockleak/lockleak/internal/result/finding"
)

// A Result is what the analyzers report, and what was left out.
type Result struct {
	config   Config
	packages *listing
	wanted   map[string]*goPackage // those matched, also by the paths of their external tests

	findings []finding.Finding
	errors   []AnalyzerError
	details  []packageDetail
	skips    []skip   // what failed, apart from the packages listed
	crashes  []string // messages that belong to no package
	exit     error    // how go vet ended, if not well
}

func newResult(c Config, l *listing) *Result {
	res := &Result{config: c, packages: l, wanted: make(map[string]*goPackage)}
	for _, p := range l.matched {
		res.wanted[p.path+"_test"] = p
	}
	for _, p := range l.matched {
		res.wanted[p.path] = p
	}
	return res
}

// Packages returns the import paths of the packages of which a part is analysed.
func (res *Result) Packages() []string {
	var paths []string
	for _, p := range res.packages.matched {
		if p.broken == "" {
			paths = append(paths, p.path)
		}
	}
	return paths
}

// Findings returns the findings in order, each once, with what the analyzers tell
// of them beside their diagnostics.
func (res *Result) Findings() []finding.Finding {
	all := slices.Clone(res.findings)
	res.explain(all)
	return finding.Sort(all)
}

// An AnalyzerError is an error that an analyzer returned for a package.
type AnalyzerError struct {
	Package, Analyzer string
	Raw               json.RawMessage // as go vet -json has it
}

// Errors returns the errors of analyzers that are checks. Those of all analyzers
// are among the notices.
func (res *Result) Errors() []AnalyzerError { return slices.Clone(res.errors) }

// A diagnostic is the part of go vet's JSON that lockleak reads.
type diagnostic struct {
	Category string `json:"category"`
	Posn     string `json:"posn"`
	End      string `json:"end"`
	Message  string `json:"message"`
	Fixes    []struct {
		Message string `json:"message"`
		Edits   []struct {
			Filename string `json:"filename"`
			Start    int    `json:"start"`
			End      int    `json:"end"`
			New      string `json:"new"`
		} `json:"edits"`
	} `json:"suggested_fixes"`
	Related []struct {
		Posn    string `json:"posn"`
		End     string `json:"end"`
		Message string `json:"message"`
	} `json:"related"`
}

// newFinding returns the finding for a diagnostic in the package id. One that
// is in no test file belongs to the plain package: which of its test variants
// go vet analyses is go vet's own business.
func newFinding(id, analyzer string, d diagnostic, raw json.RawMessage) finding.Finding {
	f := finding.Finding{
		Package:  id,
		Check:    analyzer,
		Category: d.Category,
		Message:  d.Message,
		At:       finding.ParsePosition(d.Posn),
		End:      endPosition(d.End),
		Raw:      raw,
	}
	if !f.At.IsTest() {
		f.Package = plainPath(id)
	}
	for _, r := range d.Related {
		f.Path = append(f.Path, finding.Step{
			At:      finding.ParsePosition(r.Posn),
			End:     endPosition(r.End),
			Kind:    finding.Note,
			Message: r.Message,
		})
	}
	for _, x := range d.Fixes {
		fix := finding.Fix{Message: x.Message}
		for _, e := range x.Edits {
			fix.Edits = append(fix.Edits, finding.Edit{File: e.Filename, Start: e.Start, End: e.End, New: e.New})
		}
		f.Fixes = append(f.Fixes, fix)
	}
	return f
}

// endPosition parses the end of a diagnostic, which older go commands leave out.
func endPosition(s string) finding.Position {
	if s == "" {
		return finding.Position{}
	}
	return finding.ParsePosition(s)
}

// plainPath returns the package of which id is a test variant, "p [p.test]".
func plainPath(id string) string {
	path, _, _ := strings.Cut(id, " [")
	return path
}
