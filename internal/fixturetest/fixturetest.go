// Package fixturetest runs an analyzer over its fixtures.
package fixturetest

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/lockleak/lockleak/analyzer"
)

// Run runs the analyzer of the Suite that is called name over every package in
// the module of fixtures testdata/src/<module>.
func Run(t *testing.T, module, name string) {
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
	analysistest.Run(t, root, find(t, name), patterns...)
}

// Stubs is the folder in a module of fixtures with stand-ins for the libraries
// that it uses, each a module.
const Stubs = "stubs"

func find(t *testing.T, name string) *analysis.Analyzer {
	for _, a := range analyzer.Suite() {
		if a.Name == name {
			return a
		}
	}
	t.Fatalf("no analyzer %s in the suite", name)
	return nil
}
