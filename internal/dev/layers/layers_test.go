package layers

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/lockleak/lockleak"

// A layer is one row of the table: packages and what they may import of the
// module.
type layer struct {
	packages string   // a pattern as for path.Match, relative to the module
	imports  []string // patterns
}

// table lists the layers from the top down: a package may import what its row
// names, all of which stands further down. A new package needs a row.
func table() []layer {
	return []layer{
		{"cmd/*", []string{"analyzer", "internal/driver/cli", "internal/driver/goload", "internal/driver/vetunit", "internal/engine/program"}},
		{"plugin/gclplugin", []string{"analyzer", "internal/settings/config"}},

		{"internal/dev/tools/oracle", []string{"internal/dev/oracle"}},
		{"internal/dev/tools/cost", []string{"internal/settings/panics", "internal/dev/monster", "internal/driver/goload", "internal/engine/obligation", "internal/engine/program"}},
		{"internal/dev/tools/mutants", []string{
			"analyzer", "internal/dev/mutants", "internal/driver/goload", "internal/driver/outfile", "internal/driver/vetunit", "internal/result/finding", "internal/result/view",
			"internal/driver/cli", // for its tests
		}},
		{"internal/dev/tools/*", []string{"analyzer", "internal/dev/codebase", "internal/dev/corpus", "internal/driver/goload"}},
		{"internal/dev/codebase", []string{
			"internal/dev/corpus", "internal/driver/goload", "internal/result/finding", "internal/result/fingerprint", "internal/result/view", "internal/settings/config",
		}},
		{"internal/dev/fixturetest", []string{"analyzer", "internal/dev/exhaustive"}}, // for the tests of passes
		{"internal/dev/oracle", []string{ // tests the engine by execution
			"internal/dev/oracle/rt", "internal/engine/domain", "internal/engine/obligation", "internal/engine/verdict", "internal/engine/program", "internal/settings/panics",
		}},
		{"internal/dev/oracle/rt", nil},
		{"internal/dev/mutants", []string{"internal/result/finding"}},
		{"internal/dev/corpus", nil},
		{"internal/dev/layers", nil},
		{"internal/dev/manual", nil},
		{"internal/dev/exhaustive", nil}, // for tests
		{"internal/dev/monster", nil},    // to measure the engine
		{"internal/dev/permute", nil},    // its tests are of the engine

		{"internal/driver/cli", []string{
			"internal/driver/baseline", "internal/driver/changed", "internal/driver/goload", "internal/driver/hook", "internal/driver/outfile", "internal/driver/progress",
			"internal/format/annotation", "internal/format/audit", "internal/format/codequality", "internal/format/explain", "internal/format/page", "internal/format/sarif",
			"internal/format/terminal",
			"internal/result/detail", "internal/result/finding", "internal/result/fingerprint", "internal/result/patch", "internal/result/view",
			"internal/settings/checks", "internal/settings/config", "internal/settings/panics",
		}},
		{"internal/driver/goload", []string{
			"internal/driver/progress", "internal/format/terminal", "internal/result/detail", "internal/result/finding", "internal/result/view",
		}},
		{"internal/driver/vetunit", []string{"internal/engine/binding", "internal/engine/lexicon", "internal/engine/summary", "internal/settings/config", "internal/settings/declare"}},
		{"internal/driver/baseline", []string{"internal/result/finding", "internal/result/fingerprint"}},
		{"internal/driver/changed", []string{"internal/result/finding"}},
		{"internal/driver/hook", nil},
		{"internal/driver/outfile", nil},
		{"internal/driver/progress", nil},

		{"internal/format/annotation", []string{"internal/result/finding", "internal/result/view"}},
		{"internal/format/audit", []string{"internal/format/terminal", "internal/result/finding", "internal/result/view"}},
		{"internal/format/codequality", []string{"internal/result/finding", "internal/result/view"}},
		{"internal/format/explain", []string{"internal/format/terminal", "internal/result/finding", "internal/result/view"}},
		{"internal/format/page", []string{"internal/format/cfgsvg", "internal/result/finding", "internal/result/patch", "internal/result/view"}},
		{"internal/format/sarif", []string{"internal/result/finding", "internal/result/fingerprint", "internal/result/view"}},
		{"internal/format/cfgsvg", []string{"internal/result/finding"}},
		{"internal/format/terminal", nil},

		{"analyzer", []string{"internal/check/report", "internal/engine/obligation", "internal/engine/program", "internal/settings/panics", "passes/*"}},
		{"passes/*", []string{"internal/check/report", "internal/engine/domain", "internal/engine/obligation", "internal/result/detail", "internal/settings/checks", "internal/settings/panics"}},
		{"internal/check/report", []string{
			"internal/check/fix", "internal/check/syntax",
			"internal/engine/domain", "internal/engine/obligation", "internal/engine/typestate", "internal/engine/verdict",
			"internal/result/detail", "internal/result/finding",
			"internal/settings/checks", "internal/settings/config", "internal/settings/declare", "internal/settings/ignore",
		}},
		{"internal/check/fix", []string{"internal/engine/domain", "internal/engine/lexicon", "internal/engine/verdict", "internal/check/syntax", "internal/engine/obligation", "internal/engine/program"}},
		{"internal/check/syntax", nil},

		{"internal/result/fingerprint", []string{"internal/result/finding"}},
		{"internal/result/view", []string{"internal/result/finding"}},
		{"internal/result/detail", nil},
		{"internal/result/finding", nil},
		{"internal/result/patch", nil},

		{"internal/engine/obligation", engine("custody", "infer", "verdict", "flow", "typestate", "prepass", "callinfo", "domain", "binding", "lexicon", "accesspath", "program", "summary", "lock")},
		{"internal/engine/infer", engine("verdict", "flow", "typestate", "prepass", "callinfo", "domain", "lexicon", "accesspath", "summary", "lock")},
		{"internal/engine/verdict", engine("custody", "flow", "typestate", "balance", "prepass", "callinfo", "domain", "lexicon", "accesspath", "summary", "lock")},
		{"internal/engine/flow", engine("enginetest", "typestate", "prepass", "callinfo", "domain", "lexicon", "accesspath", "summary", "lock")},
		{"internal/engine/typestate", engine("enginetest", "prepass", "callinfo", "domain", "lexicon", "accesspath", "summary", "lock")},
		{"internal/engine/balance", engine("callinfo", "domain", "accesspath", "lock")},
		{"internal/engine/prepass", engine("callinfo", "domain", "lexicon", "accesspath", "summary", "lock")},
		{"internal/engine/enginetest", engine("callinfo", "program")},
		{"internal/engine/custody", engine("callinfo", "accesspath", "lock")},
		{"internal/engine/callinfo", engine("confine", "binding", "lexicon", "accesspath", "program", "scc", "summary", "lock")},
		{"internal/engine/confine", engine("lexicon", "accesspath", "lock")},
		{"internal/engine/domain", engine("lexicon", "accesspath", "summary", "lock")},
		{"internal/engine/accesspath", engine("lexicon", "scc", "summary", "lock")},
		{"internal/engine/binding", engine("lexicon", "summary", "lock")},
		{"internal/engine/lexicon", engine("summary", "lock")},
		{"internal/engine/summary", []string{"internal/engine/lock"}},
		{"internal/engine/lock", nil},
		{"internal/engine/program", nil},
		{"internal/engine/scc", nil},

		{"internal/settings/config", []string{"internal/settings/checks", "internal/settings/panics"}},
		{"internal/settings/ignore", []string{"internal/settings/checks"}},
		{"internal/settings/checks", nil},
		{"internal/settings/declare", nil},
		{"internal/settings/panics", nil},
	}
}

// engine returns what a layer of the engine may import: the layers below it that are
// named, and the settings.
func engine(below ...string) []string {
	out := []string{"internal/settings/declare", "internal/settings/panics"}
	for _, name := range below {
		out = append(out, "internal/engine/"+name)
	}
	return out
}

// TestImports compares the import clauses of the module with the table.
// External tests are free to import what they test with, and all tests forTests.
func TestImports(t *testing.T) {
	t.Parallel()
	for _, problem := range check(table(), moduleImports(t)) {
		t.Error(problem)
	}
}

// forTests is the package that tells how much a test is to do. It imports nothing.
const forTests = "internal/dev/exhaustive"

// moduleImports returns the packages of this module and what each imports of it.
func moduleImports(t *testing.T) map[string][]string {
	t.Helper()
	imports, err := importsOf(filepath.Join("..", "..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	if len(imports) == 0 {
		t.Fatal("no packages found")
	}
	return imports
}

// TestCheck has the table violated in every way.
func TestCheck(t *testing.T) {
	t.Parallel()
	rows := []layer{
		{"passes/*", []string{"low/*"}},
		{"low/*", nil},
	}
	for _, tt := range []struct {
		name    string
		rows    []layer
		imports map[string][]string
		want    []string
	}{
		{"fine", rows, map[string][]string{"passes/a": {"low/a"}, "low/a": nil}, nil},
		{"upward", rows, map[string][]string{"passes/a": nil, "low/a": {"passes/a"}},
			[]string{"low/a must not import passes/a"}},
		{"sideways", rows, map[string][]string{"passes/a": {"passes/b"}, "passes/b": nil, "low/a": nil},
			[]string{"passes/a must not import passes/b"}},
		{"no row", rows, map[string][]string{"passes/a": nil, "low/a": nil, "new": nil},
			[]string{"new has no row in the table"}},
		{"no package", rows, map[string][]string{"low/a": nil},
			[]string{"no package is left for the row passes/*"}},
		{"table upward", []layer{{"low/*", nil}, {"passes/*", []string{"low/*"}}}, map[string][]string{"passes/a": nil, "low/a": nil},
			[]string{"the row passes/* allows low/*, which is not further down"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := check(tt.rows, tt.imports); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// check returns what is wrong, in order.
func check(rows []layer, imports map[string][]string) []string {
	var problems []string
	report := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	used := make([]bool, len(rows))
	for _, pkg := range slices.Sorted(maps.Keys(imports)) {
		i := slices.IndexFunc(rows, func(l layer) bool { return matches(l.packages, pkg) })
		if i < 0 {
			report("%s has no row in the table", pkg)
			continue
		}
		used[i] = true
		for _, imported := range imports[pkg] {
			if !slices.ContainsFunc(rows[i].imports, func(pattern string) bool { return matches(pattern, imported) }) {
				report("%s must not import %s", pkg, imported)
			}
		}
	}
	for i, row := range rows {
		if !used[i] {
			report("no package is left for the row %s", row.packages)
		}
		for _, pattern := range row.imports {
			if !slices.ContainsFunc(rows[i+1:], func(l layer) bool { return l.packages == pattern }) {
				report("the row %s allows %s, which is not further down", row.packages, pattern)
			}
		}
	}
	return problems
}

func matches(pattern, pkg string) bool {
	ok, err := path.Match(pattern, pkg)
	return ok && err == nil
}

// importsOf returns the packages of the module in root, and what each imports
// of the module, both relative to the module.
func importsOf(root string) (map[string][]string, error) {
	imports := make(map[string][]string)
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != root && isForeign(name):
			return fs.SkipDir
		case d.IsDir() || filepath.Ext(name) != ".go":
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		if strings.HasSuffix(f.Name.Name, "_test") {
			return nil
		}
		dir, err := filepath.Rel(root, filepath.Dir(name))
		if err != nil {
			return err
		}
		pkg := filepath.ToSlash(dir)
		own, err := ownImports(f)
		if strings.HasSuffix(name, "_test.go") {
			own = slices.DeleteFunc(own, func(pkg string) bool { return pkg == forTests })
		}
		imports[pkg] = append(imports[pkg], own...)
		return err
	})
	for pkg := range imports {
		slices.Sort(imports[pkg])
		imports[pkg] = slices.Compact(imports[pkg])
	}
	return imports, err
}

// isForeign reports whether the go command leaves the directory out of the
// module.
func isForeign(dir string) bool {
	base := filepath.Base(dir)
	if base == "testdata" || base == "vendor" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") {
		return true
	}
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil
}

// ownImports returns the imports of f that are of the module.
func ownImports(f *ast.File) ([]string, error) {
	var own []string
	for _, spec := range f.Imports {
		name, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, err
		}
		if pkg, ok := strings.CutPrefix(name, module+"/"); ok {
			own = append(own, pkg)
		}
	}
	return own, nil
}
