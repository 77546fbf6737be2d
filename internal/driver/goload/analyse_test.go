package goload_test

import (
	"context"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/lockleak/lockleak/internal/driver/goload"
	"github.com/lockleak/lockleak/internal/result/detail"
	"github.com/lockleak/lockleak/internal/result/view"
)

// TestMain makes the test binary be the vet tool as well.
func TestMain(m *testing.M) {
	if args, ok := goload.VetToolArgs(os.Args[1:]); ok {
		os.Args = append(os.Args[:1], args...)
		unitchecker.Main(analyzers()...)
	}
	os.Exit(m.Run())
}

// analyzers returns one that reports each package clause, and one that has a site
// at it.
func analyzers() []*analysis.Analyzer {
	clause := &analysis.Analyzer{Name: "clause", Doc: "report package clauses", Run: func(pass *analysis.Pass) (any, error) {
		for _, f := range pass.Files {
			pass.Reportf(f.Name.Pos(), "package %s", f.Name.Name)
		}
		return nil, nil
	}}
	clause.Flags.Bool("unused", false, "")
	details := &analysis.Analyzer{Name: detail.AnalyzerName, Doc: "tell of sites", Run: func(pass *analysis.Pass) (any, error) {
		var p detail.Package
		for _, f := range pass.Files {
			p.Sites = append(p.Sites, detail.Site{Posn: pass.Fset.Position(f.Name.Pos()).String(), Verdict: "kept"})
		}
		text, err := detail.Encode(p)
		if err == nil {
			pass.Report(analysis.Diagnostic{Pos: pass.Files[0].Name.Pos(), Message: text})
		}
		return nil, err
	}}
	details.Flags.Bool("emit", false, "")
	details.Flags.Bool("deps", false, "")
	return []*analysis.Analyzer{clause, details}
}

// module writes a module in which a package does not compile, and neither does the
// test of another one. It returns its folder. Settings of the user do not count.
func module(t *testing.T) string {
	t.Helper()
	t.Setenv("GOFLAGS", "")
	t.Setenv("GOWORK", "")
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":         "module example.com/m\n\ngo 1.26\n",
		"a/a.go":         "package a\n",
		"a/a_test.go":    "package a\n",
		"a/x_test.go":    "package a_test\n",
		"b/b.go":         "package b\n\nvar x int = \"\"\n",
		"c/c.go":         "package c\n",
		"c/c_test.go":    "package c\n\nvar x int = \"\"\n",
		"e/e.go":         "//go:build never\n\npackage e\n",
		"tagged/tag.go":  "//go:build tagged\n\npackage tagged\n",
		"tagged/more.go": "package tagged\n",
	} {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestAnalyse looks at all that a Result tells.
func TestAnalyse(t *testing.T) {
	dir := module(t)
	for _, tt := range []struct {
		name                       string
		config                     goload.Config
		packages, found, left, not []string // not: what is not covered, apart from tests
	}{
		{
			name: "all", config: goload.Config{Patterns: []string{"./a", "./b", "./c"}, Tests: true},
			packages: []string{"example.com/m/a", "example.com/m/c"},
			found:    []string{"a/a.go", "a/a_test.go", "a/x_test.go", "c/c.go"},
			left: []string{
				"example.com/m/b: left out: b/b.go:3:13: cannot use \"\" (untyped string constant) as int value in variable declaration",
				"example.com/m/c: tests left out: c/c_test.go:3:13: cannot use \"\" (untyped string constant) as int value in variable declaration",
			},
			not: []string{"example.com/m/b", "example.com/elsewhere"},
		},
		{
			name: "no tests", config: goload.Config{Patterns: []string{"./a", "./c"}},
			packages: []string{"example.com/m/a", "example.com/m/c"},
			found:    []string{"a/a.go", "c/c.go"},
		},
		{
			name: "nothing to build", config: goload.Config{Patterns: []string{"./a", "./e"}},
			packages: []string{"example.com/m/a"},
			found:    []string{"a/a.go"},
			left:     []string{"example.com/m/e: left out: build constraints exclude all Go files in " + filepath.Join(dir, "e")},
			not:      []string{"example.com/m/e"},
		},
		{
			name: "nothing to build in changed files", config: goload.Config{Patterns: []string{"./a", "./e"}, Changed: true},
			packages: []string{"example.com/m/a"},
			found:    []string{"a/a.go"},
		},
		{
			name: "flags", config: goload.Config{Patterns: []string{"./tagged"}, Build: build(t, "-tags=tagged", "-x=false"), Tool: []string{"-clause.unused=true"}},
			packages: []string{"example.com/m/tagged"},
			found:    []string{"tagged/more.go", "tagged/tag.go"},
		},
		{
			name: "one by one", config: goload.Config{Patterns: []string{"./a", "./c"}, ArgBytes: 1},
			packages: []string{"example.com/m/a", "example.com/m/c"},
			found:    []string{"a/a.go", "c/c.go"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.config.Dir = dir
			res, err := goload.Analyse(t.Context(), tt.config)
			if err != nil {
				t.Fatal(err)
			}
			name := func(file string) string {
				rel, err := filepath.Rel(dir, file)
				if err != nil {
					t.Error(err)
				}
				return filepath.ToSlash(rel)
			}
			var found, sites []string
			for _, f := range res.Findings() {
				found = append(found, name(f.At.File))
			}
			for _, s := range res.Sites() {
				sites = append(sites, name(s.At.File))
			}
			slices.Sort(sites) // they are in the order of packages, and external tests are one
			for what, lists := range map[string][2][]string{
				"packages": {res.Packages(), tt.packages},
				"findings": {found, tt.found},
				"sites":    {sites, tt.found},
				"notices":  {res.Notices(&view.View{UserDir: dir, GoDir: dir}), tt.left},
			} {
				if !slices.Equal(lists[0], lists[1]) {
					t.Errorf("%s: got %q, want %q", what, lists[0], lists[1])
				}
			}
			for _, path := range append(tt.packages, "example.com/m/removed") {
				if !res.Covers(path, false) {
					t.Errorf("%s is not covered", path)
				}
			}
			for _, path := range tt.not {
				if res.Covers(path, false) {
					t.Errorf("%s is covered", path)
				}
			}
		})
	}
}

func build(t *testing.T, args ...string) (b goload.BuildFlags) {
	t.Helper()
	fs := flag.NewFlagSet("", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	b.AddTo(fs)
	if err := fs.Parse(args); err != nil {
		t.Fatal(err)
	}
	if got := b.Args(); !slices.Equal(got, args) {
		t.Errorf("go vet gets %q, want %q", got, args)
	}
	return b
}

// TestErrors has what cannot be analysed at all.
func TestErrors(t *testing.T) {
	dir := module(t)
	for _, tt := range []struct {
		name   string
		config goload.Config
		want   string
	}{
		{"no package", goload.Config{Dir: dir, Patterns: []string{"./none"}}, "directory not found"},
		{"no module", goload.Config{Dir: filepath.Dir(dir), Patterns: []string{"./..."}}, "not in a module"},
		{"old tool", goload.Config{Dir: dir, Patterns: []string{"./a"}, BuiltWith: "go1.20.1"}, "module example.com/m needs go1.26, but lockleak was built with go1.20.1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := goload.Analyse(t.Context(), tt.config); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("the error is %v, want %s", err, tt.want)
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := goload.Analyse(ctx, goload.Config{Dir: dir, Patterns: []string{"./a"}}); err == nil {
		t.Error("a run that is stopped ends well")
	}
}
