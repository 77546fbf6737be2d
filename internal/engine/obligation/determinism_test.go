package obligation_test

import (
	"fmt"
	"go/token"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/lockleak/lockleak/analyzer"
	"github.com/lockleak/lockleak/internal/dev/exhaustive"
	"github.com/lockleak/lockleak/internal/engine/obligation"
)

// fixtures are modules with fixtures of one check each.
var fixtures = []string{"lockleak", "relock", "lostunlock", "badunlock", "deferlock", "lockdirective"}

func fixtureDir(module string) string {
	return filepath.Join("..", "..", "..", "testdata", "src", module)
}

// TestDeterministic runs all checks twice over fixtures. Whatever is found out,
// exported and reported has to be the same: the go command caches it, and no
// order of a map may show. Nor may it matter in which order packages are
// analysed: the first run has them in parallel. Two modules, and most packages of the largest, are
// for exhaustive runs.
func TestDeterministic(t *testing.T) {
	t.Parallel()
	for _, module := range fixtures {
		t.Run(module, func(t *testing.T) {
			if module == "badunlock" || module == "deferlock" {
				exhaustive.Only(t)
			}
			t.Parallel()
			var patterns []string
			if module == "lockleak" && !exhaustive.Enabled() {
				patterns = []string{"./basic", "./closures", "./futures", "./panics"}
			}
			pkgs := load(t, fixtureDir(module), patterns...)
			first, second := run(t, pkgs, false), run(t, pkgs, true)
			if len(first) != len(second) {
				t.Errorf("first %d packages, then %d", len(first), len(second))
			}
			sites, findings, functions := 0, 0, 0
			for _, pkg := range slices.Sorted(maps.Keys(first)) {
				a := first[pkg]
				compare(t, pkg, a, second[pkg])
				sites, findings, functions = sites+len(a.sites), findings+len(a.findings), functions+len(a.summaries)
			}
			t.Logf("%d packages, %d functions, %d sites, %d findings", len(first), functions, sites, findings)
			if functions == 0 || sites == 0 || findings == 0 {
				t.Error("nothing to compare")
			}
		})
	}
}

// load returns packages, those of the module in dir if no patterns are given.
// Nothing is known of what they import from others but its types, which saves
// the time to analyse that.
func load(t testing.TB, dir string, patterns ...string) []*packages.Package {
	t.Helper()
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax | packages.NeedModule, Dir: dir}, patterns...)
	if err != nil {
		t.Fatal(err)
	}
	if len(pkgs) == 0 || packages.PrintErrors(pkgs) > 0 {
		t.Fatalf("%d packages in %s, or errors", len(pkgs), dir)
	}
	for _, p := range pkgs {
		maps.DeleteFunc(p.Imports, func(_ string, imported *packages.Package) bool { return !slices.Contains(pkgs, imported) })
	}
	return pkgs
}

// An outcome is all that is found out about a package, in order.
type outcome struct {
	sites, findings []string
	summaries       map[string]string
	result          *obligation.Result
}

// run runs a suite of its own over pkgs.
func run(t *testing.T, pkgs []*packages.Package, sequential bool) map[string]*outcome {
	t.Helper()
	all := analyzer.Suite()
	all = append(all, engineOf(all))
	graph, err := checker.Analyze(all, pkgs, &checker.Options{Sequential: sequential, SanityCheck: true})
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[string]*outcome)
	for _, a := range graph.Roots {
		if a.Err != nil {
			t.Fatalf("%s: %v", a, a.Err)
		}
		o := out[a.Package.ID]
		if o == nil {
			o = new(outcome)
			out[a.Package.ID] = o
		}
		at := func(pos token.Pos) string { return a.Package.Fset.Position(pos).String() }
		for _, d := range a.Diagnostics {
			text := fmt.Sprintf("%s: %s: %s", at(d.Pos), a.Analyzer, d.Message)
			for _, r := range d.Related {
				text += fmt.Sprintf("\n%s: %s", at(r.Pos), r.Message)
			}
			o.findings = append(o.findings, text)
		}
		if res, ok := a.Result.(*obligation.Result); ok {
			o.result, o.summaries = res, res.Summaries()
			for _, s := range res.Sites {
				o.sites = append(o.sites, fmt.Sprintf("%s: %s: %s: %s", at(s.Pos), s.Lock(), s.Verdict, s.Reason))
			}
		}
	}
	return out
}

func compare(t *testing.T, pkg string, a, b *outcome) {
	t.Helper()
	if b == nil || a.result == nil || b.result == nil {
		t.Errorf("%s: no result", pkg)
		return
	}
	lines := func(what string, a, b []string) {
		if !slices.Equal(a, b) {
			t.Errorf("%s: %s: first\n%s\nthen\n%s", pkg, what, strings.Join(a, "\n"), strings.Join(b, "\n"))
		}
	}
	lines("sites", a.sites, b.sites)
	lines("findings", a.findings, b.findings)
	lines("internal errors", a.result.Internal, b.result.Internal)
	lines("functions", slices.Sorted(maps.Keys(a.summaries)), slices.Sorted(maps.Keys(b.summaries)))
	for _, fn := range slices.Sorted(maps.Keys(a.summaries)) {
		if a.summaries[fn] != b.summaries[fn] {
			t.Errorf("%s: first\n%sthen\n%s", fn, a.summaries[fn], b.summaries[fn])
		}
	}
	if !reflect.DeepEqual(a.result.Fact(), b.result.Fact()) {
		t.Errorf("%s: first %+v, then %+v", pkg, a.result.Fact(), b.result.Fact())
	}
}
