// Package fixturetest runs the checks over their fixtures.
package fixturetest

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/lockleak/lockleak/analyzer"
	"github.com/lockleak/lockleak/internal/dev/exhaustive"
	"github.com/lockleak/lockleak/internal/result/detail"
)

// A Module is one of fixtures, below testdata/src.
type Module struct {
	Name  string
	Flags []string // of the checks, in the form check.flag=value

	// Needs has packages that are imported, and whose functions matter for what is
	// found: that they release what they are given, or never return. All others
	// are just types, but for exhaustive runs. To analyse them takes nine of ten
	// parts of the time.
	Needs []string
}

// Run runs the whole Suite over every package in the module, and compares the
// findings with the comments of the form
//
//	// want `regular expression` "another one"
//
// on their lines. A fixture of one check must be silent in all others. What is found, and
// what is known of each acquire, has no names but those of the source.
//
// It is not analysistest that does so: that one encodes and decodes the facts of
// all packages for each package that imports them, directly or not, which takes
// half of the time.
func Run(t *testing.T, m Module) {
	t.Helper()
	root, err := filepath.Abs(filepath.Join("..", "..", "testdata", "src", m.Name))
	if err != nil {
		t.Fatal(err)
	}
	pkgs := load(t, root, m.Needs)
	graph, err := checker.Analyze([]*analysis.Analyzer{whole(t, append([]string{detail.AnalyzerName + ".emit=true"}, m.Flags...))}, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	known := identifiers(pkgs)
	for _, act := range graph.Roots {
		if act.Err != nil {
			t.Errorf("%s: %v", act, act.Err)
			continue
		}
		if m := act.Package.Module; m == nil || !m.Main {
			continue
		}
		findings, details := split(t, act.Diagnostics)
		for _, problem := range compare(act.Package.Fset, act.Package.Syntax, findings) {
			t.Error(problem)
		}
		for _, problem := range misnamed(findings, details, known) {
			t.Error(problem)
		}
	}
}

// load returns the packages of the module in root, with the tests in them, and
// those that are needed.
func load(t *testing.T, root string, needs []string) []*packages.Package {
	t.Helper()
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
	tests, err := filepath.Glob(filepath.Join(root, "*", "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	mode := packages.LoadAllSyntax
	if !exhaustive.Enabled() {
		mode = packages.LoadSyntax
		patterns = append(patterns, needs...)
	}
	pkgs, err := packages.Load(&packages.Config{
		Mode: mode | packages.NeedModule, Dir: root, Tests: len(tests) > 0,
		Env: append(os.Environ(), "GO111MODULE=on", "GOPROXY=off", "GOWORK=off"),
	}, patterns...)
	if err != nil {
		t.Fatal(err)
	}
	if packages.PrintErrors(pkgs) > 0 {
		t.Fatalf("the fixtures in %s have errors", root)
	}
	if !exhaustive.Enabled() {
		for _, p := range pkgs {
			maps.DeleteFunc(p.Imports, func(_ string, imported *packages.Package) bool { return !slices.Contains(pkgs, imported) })
		}
	}
	return pkgs
}

// Stubs is the folder in a module of fixtures with stand-ins for the libraries
// that it uses, each a module.
const Stubs = "stubs"

// whole returns an analyzer that runs all of the Suite with the flags. The messages
// say which check a diagnostic is of.
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
