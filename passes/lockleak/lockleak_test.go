package lockleak_test

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/lockleak/lockleak/analyzer"
)

// TestFixtures runs the pass over every package of fixtures.
func TestFixtures(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs("../../testdata/src/lockleak")
	if err != nil {
		t.Fatal(err)
	}
	dirs, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	if len(dirs) == 0 {
		t.Fatal("no fixtures")
	}
	var patterns []string
	for _, d := range dirs {
		if d.IsDir() {
			patterns = append(patterns, "./"+d.Name())
		}
	}
	analysistest.Run(t, root, analyzer.Suite()[0], patterns...)
}
