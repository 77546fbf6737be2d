package fixturetest

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/types"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"

	"github.com/lockleak/lockleak/internal/result/detail"
)

// split returns the diagnostics of the checks, and what is known of the package.
func split(t *testing.T, all []analysis.Diagnostic) (findings []analysis.Diagnostic, details detail.Package) {
	t.Helper()
	for _, d := range all {
		if !strings.HasPrefix(d.Message, "{") {
			findings = append(findings, d)
			continue
		}
		if err := json.Unmarshal([]byte(d.Message), &details); err != nil {
			t.Fatal(err)
		}
	}
	return findings, details
}

// identifiers returns the identifiers in packages and in those that they import.
func identifiers(pkgs []*packages.Package) map[string]bool {
	known := make(map[string]bool)
	for _, name := range types.Universe.Names() {
		known[name] = true
	}
	packages.Visit(pkgs, nil, func(p *packages.Package) {
		for _, f := range p.Syntax {
			ast.Inspect(f, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok {
					known[id.Name] = true
				}
				return true
			})
		}
	})
	return known
}

var (
	// made matches what go/ssa writes and Go does not: registers, components of tuples,
	// what its allocations and blocks are commented with, and types with their paths.
	made = regexp.MustCompile(`\bt[0-9]+\b|#[0-9]|\b(complit|slicelit|maplit|varargs|makeslice|makechan|rangeindex|rangeiter|rangechan|rangeint)\b|\bnew [a-zA-Z*.]+ \(|\.\(\*?[\w.-]+/|\$[0-9]`)
	// word matches an identifier or a number.
	word = regexp.MustCompile(`[\p{L}\p{N}_]+`)
	// quoted matches a string, what is cut off, and the number of a lock among several.
	quoted = regexp.MustCompile("\"[^\"]*\"?|`[^`]*`?|'[^']*'|[\\p{L}\\p{N}_]*…| \\([0-9]+\\)$")
)

// misnamed returns what is called by another name than the source has for it. Known has
// all identifiers of the source.
func misnamed(findings []analysis.Diagnostic, details detail.Package, known map[string]bool) []string {
	var problems []string
	text := func(about, s string) {
		for _, m := range made.FindAllString(s, -1) {
			if !known[m] {
				problems = append(problems, fmt.Sprintf("%s has %q, which is no name of the source: %s", about, m, s))
			}
		}
	}
	lock := func(posn, s string) {
		bare := quoted.ReplaceAllString(s, "")
		text(posn, bare)
		if bare == "the lock" {
			return
		}
		for _, id := range word.FindAllString(strings.TrimSuffix(strings.TrimPrefix(bare, "what "), " locks"), -1) {
			if !known[id] && !strings.ContainsAny(id[:1], "0123456789") {
				problems = append(problems, fmt.Sprintf("%s: the lock is called %q, where the source has no %s", posn, s, id))
			}
		}
	}
	for _, d := range findings {
		text("a finding", d.Message)
		for _, r := range d.Related {
			text("a related entry", r.Message)
		}
		for _, f := range d.SuggestedFixes {
			text("a fix", f.Message)
		}
	}
	for _, s := range details.Sites {
		lock(s.Posn, s.Lock)
		text(s.Posn, s.Reason)
	}
	for _, f := range details.Findings {
		if f.Lock != "" {
			lock(f.Posn, f.Lock)
		}
	}
	return problems
}
