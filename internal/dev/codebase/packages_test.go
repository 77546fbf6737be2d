package codebase

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/lockleak/lockleak/internal/dev/corpus"
	"github.com/lockleak/lockleak/internal/result/finding"
)

// TestDependencies picks packages of other modules, each once, also if they are
// there only as they are built for a test.
func TestDependencies(t *testing.T) {
	t.Parallel()
	main, other := &goModule{Path: "m", Main: true}, &goModule{Path: "d"}
	got := dependencies([]*goPackage{
		{ImportPath: "d/b [m/x.test]", Module: other},
		{ImportPath: "d/b", Module: other},
		{ImportPath: "d/a [m/x.test]", Module: other},
		{ImportPath: "m/x", Module: main},
		{ImportPath: "m/x.test", Module: main},
		{ImportPath: "sync"},
	})
	if want := []string{"d/a", "d/b"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestModules divides what was found among modules, by the directories of the
// files.
func TestModules(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(name, text string) string {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return name
	}
	one := file("one/one.go", "package one\n\nfunc f() {\n}\n")
	test := file("one/one_test.go", "package one\n")
	two := file("two/sub/two.go", "package sub\n\nfunc (T) g() {\n\n}\n")
	packages := []*goPackage{
		{ImportPath: "one", Dir: filepath.Dir(one), Module: &goModule{Path: "one", Version: "v1.0.0"}, GoFiles: []string{"one.go"}, TestGoFiles: []string{"one_test.go"}},
		{ImportPath: "two/sub", Dir: filepath.Dir(two), Module: &goModule{Path: "two", Version: "v2.0.0"}, GoFiles: []string{"two.go"}},
	}
	r := &Run{packages: packages, finder: newFunctionFinder(), byDir: make(map[string]*goPackage)}
	for _, p := range packages {
		r.byDir[p.Dir] = p
	}
	r.report = report{
		findings: []finding.Finding{
			{Package: "one", Check: "lockleak", At: finding.Position{File: one, Line: 3, Col: 5}, Message: "a"},
			{Package: "one", Check: "lockleak", At: finding.Position{File: one, Line: 4, Col: 1}, Message: "b"},
			{Package: "two/sub", Check: "badunlock", At: finding.Position{File: two, Line: 4, Col: 1}, Message: "c"},
		},
		sites: []finding.Site{
			{At: finding.Position{File: one, Line: 3, Col: 5}, Verdict: "leaks"},
			{At: finding.Position{File: one, Line: 4, Col: 1}, Verdict: "leaks"},
			{At: finding.Position{File: test, Line: 1, Col: 1}, Verdict: "undecided"},
			{At: finding.Position{File: two, Line: 4, Col: 1}, Verdict: "released"},
		},
		missing: []string{"two/sub: tests left out: x.go:1:1: wrong", "two/sub: left out: more", "three: left out: so"},
	}
	all, err := r.Modules()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 2 {
		t.Fatalf("%d modules, want 2", len(all))
	}
	check := func(got *corpus.CodeBase, want corpus.CodeBase) {
		t.Helper()
		if got.Name != want.Name || got.Version != want.Version || got.Packages != want.Packages || got.Lines != want.Lines ||
			got.Sites != want.Sites || got.Undecided != want.Undecided || !slices.Equal(got.LeftOut, want.LeftOut) {
			t.Errorf("got %+v, want %+v", *got, want)
		}
		if diff := corpus.Compare(&want, got); len(diff) > 0 {
			t.Errorf("%s: %q", got.Name, diff)
		}
	}
	check(all[0], corpus.CodeBase{
		Name: "one", Version: "v1.0.0", Packages: 1, Lines: 5, Sites: 3, Undecided: 1, LeftOut: []string{"three"},
		Findings: []corpus.Finding{{Package: "one", Function: "f", Check: "lockleak", Count: 2}},
	})
	check(all[1], corpus.CodeBase{
		Name: "two", Version: "v2.0.0", Packages: 1, Lines: 5, Sites: 1, LeftOut: []string{"three", "two/sub"},
		Findings: []corpus.Finding{{Package: "two/sub", Function: "T.g", Check: "badunlock"}},
	})
	if got := all[0].Findings[0].At; got != "one.go:3, 4" {
		t.Errorf("the findings are at %s", got)
	}
}
