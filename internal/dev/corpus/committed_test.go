package corpus_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/lockleak/lockleak/internal/dev/corpus"
)

var update = flag.Bool("update", false, "write docs/findings.md, and the list in its form")

// TestCommitted looks at the list and the page of this module: everything is
// judged, the list has its form, and the page is not stale. With -update it
// writes both.
func TestCommitted(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..", "..")
	file := filepath.Join(root, "testdata", "corpus", "findings.yml")
	list, err := corpus.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range list.Unjudged() {
		t.Errorf("nobody has judged %s", line)
	}
	for _, name := range []string{"std", "cmd"} {
		if !slices.ContainsFunc(list.CodeBases, func(c *corpus.CodeBase) bool { return c.Name == name }) {
			t.Errorf("the list has no %s", name)
		}
	}
	text, err := list.Format()
	if err != nil {
		t.Fatal(err)
	}
	current(t, file, text)

	tmpl, err := os.ReadFile(filepath.Join(root, "testdata", "corpus", "findings.md.tmpl"))
	if err != nil {
		t.Fatal(err)
	}
	page, err := list.Page(string(tmpl))
	if err != nil {
		t.Fatal(err)
	}
	current(t, filepath.Join(root, "docs", "findings.md"), []byte(page))
}

// current fails the test if a file has another text. With -update it writes it.
func current(t *testing.T, file string, text []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, text, 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(text) {
		t.Errorf("%s is stale; run go test ./internal/dev/corpus -update", file)
	}
}
