package analyzer_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/analyzer"
	"github.com/lockleak/lockleak/internal/check/report"
	"github.com/lockleak/lockleak/internal/result/detail"
	"github.com/lockleak/lockleak/internal/settings/checks"
)

// root is the folder of the module.
const root = ".."

// TestFolders compares the Suite with the folders of passes: an analyzer that is
// left out of it would never run.
func TestFolders(t *testing.T) {
	t.Parallel()
	entries, err := os.ReadDir(filepath.Join(root, "passes"))
	if err != nil {
		t.Fatal(err)
	}
	var folders, names []string
	for _, e := range entries {
		folders = append(folders, e.Name())
	}
	for _, a := range analyzer.Suite() {
		names = append(names, a.Name)
	}
	slices.Sort(folders)
	slices.Sort(names)
	if !slices.Equal(folders, names) {
		t.Errorf("the folders of passes are %q, the analyzers of the Suite %q", folders, names)
	}
}

// TestNames compares the Suite with the names of the checks, in order.
func TestNames(t *testing.T) {
	t.Parallel()
	var names []string
	for _, a := range analyzer.Suite() {
		if a.Name != detail.AnalyzerName {
			names = append(names, a.Name)
		}
	}
	if want := checks.Strings(checks.All()); !slices.Equal(names, want) {
		t.Errorf("the checks of the Suite are %q, their names %q", names, want)
	}
}

// TestParts looks for what belongs to each analyzer: its manual, its fixtures
// and the test that runs them, and its page in docs, which a reader of the
// README finds. That the page says the same as the manual is for the test of
// internal/dev/manual.
func TestParts(t *testing.T) {
	t.Parallel()
	readme := read(t, "README.md")
	for _, a := range analyzer.Suite() {
		t.Run(a.Name, func(t *testing.T) {
			t.Parallel()
			testManual(t, a)
			if a.Name == detail.AnalyzerName {
				return // for programs: it has no findings
			}
			read(t, "passes", a.Name, a.Name+"_test.go")
			read(t, "testdata", "src", a.Name, "go.mod")
			page := "docs/" + a.Name + ".md"
			read(t, page)
			if link := "[" + page + "](" + page + ")"; !strings.Contains(readme, link) {
				t.Errorf("README.md does not list %s", link)
			}
			if flag := "`-" + a.Name + "`"; !strings.Contains(readme, flag) {
				t.Errorf("README.md does not list the flag %s", flag)
			}
		})
	}
}

// aSummary matches the first line of a manual.
var aSummary = regexp.MustCompile(`^[a-z].*[^.\s]$`)

// testManual checks that the analyzer has the manual in its own doc.go, in the
// form in which package analysis wants it: a line, and more behind an empty one.
func testManual(t *testing.T, a *analysis.Analyzer) {
	t.Helper()
	if want := report.Manual(read(t, "passes", a.Name, "doc.go"), a.Name); a.Doc != want {
		t.Errorf("the manual is not that of doc.go but %q", a.Doc)
	}
	summary, text, _ := strings.Cut(a.Doc, "\n")
	if !aSummary.MatchString(summary) {
		t.Errorf("the summary is to begin in lower case and has no full stop: %q", summary)
	}
	if begin := "\nThe " + a.Name + " analysis "; !strings.HasPrefix(text, begin) {
		t.Errorf("the text behind the summary does not begin with %q", begin)
	}
}

// read returns a file of the module.
func read(t *testing.T, name ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(append([]string{root}, name...)...))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
