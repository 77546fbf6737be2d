package fix

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/obligation"
	"github.com/lockleak/lockleak/internal/engine/program"
	"github.com/lockleak/lockleak/internal/engine/verdict"
)

// with analyses a package of one file and calls test with what fixes are made of.
func with(t *testing.T, text string, settings *obligation.Settings, test func(s *source)) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "a.go")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, name, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	info := &types.Info{
		Types: make(map[ast.Expr]types.TypeAndValue), Instances: make(map[*ast.Ident]types.Instance),
		Defs: make(map[*ast.Ident]types.Object), Uses: make(map[*ast.Ident]types.Object),
		Implicits: make(map[ast.Node]types.Object), Selections: make(map[*ast.SelectorExpr]*types.Selection),
		Scopes: make(map[ast.Node]*types.Scope), FileVersions: make(map[*ast.File]string),
	}
	sizes := types.SizesFor(runtime.Compiler, runtime.GOARCH)
	conf := types.Config{Importer: importer.ForCompiler(fset, runtime.Compiler, nil), Sizes: sizes}
	pkg, err := conf.Check("a", fset, []*ast.File{f}, info)
	if err != nil {
		t.Fatal(err)
	}
	obligations := obligation.NewAnalyzer(settings, program.Own)
	ran := false
	a := &analysis.Analyzer{Name: "fixes", Doc: "test fixes", Requires: []*analysis.Analyzer{obligations}, Run: func(pass *analysis.Pass) (any, error) {
		res := pass.ResultOf[obligations].(*obligation.Result)
		test(newSource(pass, res))
		ran = true
		return nil, nil
	}}
	graph, err := checker.Analyze([]*analysis.Analyzer{a}, []*packages.Package{{
		ID: "a", Name: "a", PkgPath: "a", Fset: fset, Syntax: []*ast.File{f}, Types: pkg, TypesInfo: info, TypesSizes: sizes,
	}}, &checker.Options{Sequential: true})
	if err != nil || graph.Roots[0].Err != nil {
		t.Fatal(err, graph.Roots[0].Err)
	}
	if !ran {
		t.Fatal("the test did not run")
	}
}

const leaking = `package a

import "sync"

var mu sync.Mutex

func first(b bool) {
	mu.Lock()
	if b {
		return // first
	}
	mu.Unlock()
}

func second(b bool) {
	mu.Lock()
	if b {
		return // second
	}
	mu.Unlock() // end
}

func right() {
	mu.Lock()
	println()
	mu.Unlock() // right
}
`

// at returns the position of a piece of the text.
func (s *source) at(t *testing.T, piece string) token.Pos {
	t.Helper()
	f := s.fileAt(s.pass.Files[0].FileStart)
	i := strings.Index(string(f.text), piece)
	if i < 0 {
		t.Fatalf("no %q", piece)
	}
	return f.tok.Pos(i)
}

// leaks returns the leaks that the engine has found.
func (s *source) leaks() []any {
	var all []any
	for _, site := range s.res.Sites {
		if site.Verdict == verdict.Leaks {
			all = append(all, site)
		}
	}
	return all
}

// TestProved has a good fix beside others that a mistake in a rule could make.
func TestProved(t *testing.T) {
	t.Parallel()
	insert := func(text string) func(*testing.T, *source) []analysis.TextEdit {
		return func(t *testing.T, s *source) []analysis.TextEdit {
			pos := s.at(t, "return // second")
			return []analysis.TextEdit{{Pos: pos, End: pos, NewText: []byte(text)}}
		}
	}
	remove := func(piece string) func(*testing.T, *source) []analysis.TextEdit {
		return func(t *testing.T, s *source) []analysis.TextEdit {
			pos := s.at(t, piece)
			return []analysis.TextEdit{{Pos: pos, End: pos + token.Pos(len(piece))}}
		}
	}
	for _, tt := range []struct {
		name  string
		edits func(*testing.T, *source) []analysis.TextEdit
		want  bool
	}{
		{"right", insert("mu.Unlock()\n\t\t"), true},
		{"does not compile", insert("mu.Unlok()\n\t\t"), false},
		{"is no Go", insert("mu.Unlock(\n\t\t"), false},
		{"is not formatted", insert("mu.Unlock( )\n\t\t"), false},
		{"changes nothing", insert("println()\n\t\t"), false},
		{"releases twice", insert("mu.Unlock()\n\t\tmu.Unlock()\n\t\t"), false},
		{"is silent since nothing is released any more", remove("mu.Unlock() // end"), false},
		{"spoils another function", func(t *testing.T, s *source) []analysis.TextEdit {
			return append(insert("mu.Unlock()\n\t\t")(t, s), remove("mu.Unlock() // right")(t, s)...)
		}, false},
		{"overlaps itself", func(t *testing.T, s *source) []analysis.TextEdit {
			return append(remove("mu.Unlock() // end")(t, s), remove("Unlock() // end")(t, s)...)
		}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			with(t, leaking, new(obligation.Settings), func(s *source) {
				pos := s.at(t, "return // first")
				good := &candidate{what: "leaks", edits: []analysis.TextEdit{{Pos: pos, End: pos, NewText: []byte("mu.Unlock()\n\t\t")}}}
				c := &candidate{what: "leaks", edits: tt.edits(t, s)}
				got := s.proved([]*candidate{good, c})
				if !slices.Contains(got, good) {
					t.Error("the good fix beside it is lost")
				}
				if slices.Contains(got, c) != tt.want {
					t.Errorf("proved: %v, want %v", !tt.want, tt.want)
				}
			})
		})
	}
}

// TestProvedSilently has the engine fail in the second run: that it is silent
// then proves nothing.
func TestProvedSilently(t *testing.T) {
	t.Parallel()
	settings := new(obligation.Settings)
	with(t, leaking, settings, func(s *source) {
		all := s.candidates(s.leaks())
		if len(all) != 2 {
			t.Fatalf("%d findings with candidates, want 2", len(all))
		}
		found := s.chosen(all)
		if len(found) != 2 {
			t.Errorf("%d fixes, want 2", len(found))
		}
	})
	runs := make(map[string]int)
	settings.Before = func(fn *ssa.Function) {
		if runs[fn.Name()]++; runs[fn.Name()] > 1 {
			panic("again")
		}
	}
	with(t, leaking, settings, func(s *source) {
		if found := s.chosen(s.candidates(s.leaks())); len(found) != 0 {
			t.Errorf("%d fixes, want none", len(found))
		}
	})
}

// TestLineEnds has a file with the line ends of another system: what is put in
// has the same ones.
func TestLineEnds(t *testing.T) {
	t.Parallel()
	with(t, strings.ReplaceAll(leaking, "\n", "\r\n"), new(obligation.Settings), func(s *source) {
		found := s.chosen(s.candidates(s.leaks()))
		if len(found) != 2 {
			t.Errorf("%d fixes, want 2", len(found))
		}
		for _, c := range found {
			f := s.fileAt(c.at)
			text, ok := apply(f.text, f.tok.Offset, c.edits)
			if !ok || strings.Count(string(text), "\n") != strings.Count(string(text), "\r\n") || strings.Contains(string(text), "\r\r") {
				t.Errorf("%s: %q", c.message, text)
			}
		}
	})
}

// TestFrozen has files that must not be changed.
func TestFrozen(t *testing.T) {
	t.Parallel()
	for _, head := range []string{"// Code generated by x. DO NOT EDIT.\n\n", "//line b.y:1\n"} {
		with(t, head+leaking, new(obligation.Settings), func(s *source) {
			if len(s.res.Sites) != 3 {
				t.Errorf("%d sites, want 3", len(s.res.Sites))
			}
			if all := s.candidates(s.leaks()); len(all) != 0 {
				t.Errorf("%q: %d findings with candidates, want none", head, len(all))
			}
		})
	}
}

// TestInProportion has many findings in a large package: their fixes cost one build of
// it, and the analysis of their own functions.
func TestInProportion(t *testing.T) {
	t.Parallel()
	const functions = 1200
	for _, findings := range []int{10, 100, 1000} {
		t.Run(strconv.Itoa(findings), func(t *testing.T) {
			t.Parallel()
			var b strings.Builder
			b.WriteString("package a\n\nimport \"sync\"\n\nvar mu sync.Mutex\n")
			for i := range functions {
				text := "\nfunc f%d(b bool) {\n\tmu.Lock()\n\tif b {\n\t\tmu.Unlock()\n\t\treturn\n\t}\n\tmu.Unlock()\n}\n\nfunc g%d() { f%d(true) }\n"
				if i < findings {
					text = strings.Replace(text, "\t\tmu.Unlock()\n", "", 1)
				}
				fmt.Fprintf(&b, text, i, i, i)
			}
			settings := new(obligation.Settings)
			first, again := make(map[string]int), make(map[string]int) // work by function
			counts := first
			settings.After = func(fn *ssa.Function, work int) { counts[fn.Name()] += work }
			with(t, b.String(), settings, func(s *source) {
				counts = again
				if found := s.chosen(s.candidates(s.leaks())); len(found) != findings {
					t.Errorf("%d fixes, want %d", len(found), findings)
				}
				if s.builds != 1 {
					t.Errorf("the package was built %d times, want once", s.builds)
				}
			})
			for fn, work := range again {
				if n, _ := strconv.Atoi(fn[1:]); n >= findings && work > 0 {
					t.Errorf("%s was analyzed again", fn)
				}
				if work > 2*first[fn] {
					t.Errorf("%s took %d instructions, and %d without the fix", fn, work, first[fn])
				}
			}
		})
	}
}
