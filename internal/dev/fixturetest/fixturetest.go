// Package fixturetest runs the checks over their fixtures.
package fixturetest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/lockleak/lockleak/analyzer"
)

// Run runs the whole Suite over every package in the module of fixtures
// testdata/src/<module>: a fixture of one check must be silent in all others.
// Flags are set before, in the form check.flag=value.
func Run(t *testing.T, module string, flags ...string) {
	t.Helper()
	root, err := filepath.Abs(filepath.Join("..", "..", "testdata", "src", module))
	if err != nil {
		t.Fatal(err)
	}
	dirs, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	var patterns []string
	for _, d := range dirs {
		if d.IsDir() && d.Name() != Stubs {
			patterns = append(patterns, "./"+d.Name())
		}
	}
	if len(patterns) == 0 {
		t.Fatal("no fixtures")
	}
	analysistest.Run(t, root, whole(t, flags), patterns...)
}

// Stubs is the folder in a module of fixtures with stand-ins for the libraries
// that it uses, each a module.
const Stubs = "stubs"

// whole returns an analyzer that runs all of the Suite with the flags, since
// analysistest takes one. The messages say which check a diagnostic is of.
func whole(t *testing.T, flags []string) *analysis.Analyzer {
	t.Helper()
	suite := analyzer.Suite()
	for _, f := range flags {
		set(t, suite, f)
	}
	all := &analysis.Analyzer{
		Name: "suite",
		Doc:  "run all checks",
		Run: func(pass *analysis.Pass) (any, error) {
			for _, a := range suite {
				p := *pass
				p.Analyzer = a
				if _, err := a.Run(&p); err != nil {
					return nil, err
				}
			}
			return nil, nil
		},
	}
	for _, a := range suite {
		for _, r := range a.Requires {
			if !slices.Contains(all.Requires, r) {
				all.Requires = append(all.Requires, r)
			}
		}
	}
	return all
}

// set sets a flag of an analyzer of the suite.
func set(t *testing.T, suite []*analysis.Analyzer, flag string) {
	t.Helper()
	name, value, _ := strings.Cut(flag, "=")
	check, name, _ := strings.Cut(name, ".")
	for _, a := range suite {
		if a.Name == check {
			if err := a.Flags.Set(name, value); err != nil {
				t.Fatal(err)
			}
			return
		}
	}
	t.Fatalf("no check has the flag %s", flag)
}
