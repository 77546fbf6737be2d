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
		{"cmd/*", []string{"analyzer", "internal/cli", "internal/vetunit", "internal/program"}},
		{"plugin/gclplugin", []string{"analyzer", "internal/config"}},
		{"internal/tools/oracle", []string{"internal/oracle"}},
		{"internal/tools/cost", []string{"internal/cli", "internal/monster", "internal/obligation", "internal/program"}},
		{"internal/tools/*", []string{"analyzer", "internal/cli", "internal/codebase", "internal/corpus"}},
		{"internal/codebase", []string{"internal/cli", "internal/config", "internal/corpus", "internal/detail", "internal/finding"}},
		{"internal/fixturetest", []string{"analyzer"}}, // for the tests of passes
		{"internal/cli", []string{
			"internal/annotation", "internal/audit", "internal/baseline", "internal/changed", "internal/codequality", "internal/config", "internal/detail", "internal/explain",
			"internal/fingerprint", "internal/hook", "internal/outfile", "internal/page", "internal/patch", "internal/progress", "internal/sarif", "internal/terminal", "internal/view", "internal/finding",
		}},
		{"internal/audit", []string{"internal/detail", "internal/finding", "internal/terminal", "internal/view"}},
		{"internal/explain", []string{"internal/finding", "internal/terminal", "internal/view"}},
		{"internal/progress", nil},
		{"internal/terminal", nil},
		{"internal/oracle", []string{"internal/oracle/rt", "internal/obligation", "internal/program"}}, // tests the engine by execution
		{"internal/oracle/rt", nil},
		{"internal/corpus", nil},
		{"internal/manual", nil},
		{"internal/layers", nil},
		{"internal/monster", nil}, // to measure the engine
		{"internal/vetunit", []string{"internal/config", "internal/declare", "internal/model", "internal/summary"}},
		{"analyzer", []string{"passes/*", "internal/report", "internal/obligation", "internal/program"}},
		{"passes/*", []string{"internal/report", "internal/obligation", "internal/detail"}},
		{"internal/report", []string{"internal/fix", "internal/obligation", "internal/config", "internal/detail", "internal/finding", "internal/ignore"}},
		{"internal/fix", []string{"internal/obligation", "internal/program"}},
		{"internal/obligation", []string{"internal/accesspath", "internal/model", "internal/declare", "internal/program", "internal/scc", "internal/summary", "internal/lock"}},
		{"internal/accesspath", []string{"internal/model", "internal/scc", "internal/summary", "internal/lock"}},
		{"internal/model", []string{"internal/declare", "internal/summary", "internal/lock"}},
		{"internal/summary", []string{"internal/lock"}},
		{"internal/lock", nil},
		{"internal/declare", nil},
		{"internal/program", nil},
		{"internal/ignore", nil},
		{"internal/config", nil},
		{"internal/scc", nil},
		{"internal/detail", nil},
		{"internal/outfile", nil},
		{"internal/sarif", []string{"internal/fingerprint", "internal/view", "internal/finding"}},
		{"internal/annotation", []string{"internal/view", "internal/finding"}},
		{"internal/codequality", []string{"internal/view", "internal/finding"}},
		{"internal/baseline", []string{"internal/fingerprint", "internal/finding"}},
		{"internal/changed", []string{"internal/finding"}},
		{"internal/fingerprint", []string{"internal/finding"}},
		{"internal/page", []string{"internal/cfgsvg", "internal/view", "internal/finding", "internal/patch"}},
		{"internal/cfgsvg", []string{"internal/finding"}},
		{"internal/view", []string{"internal/finding"}},
		{"internal/finding", nil},
		{"internal/hook", nil},
		{"internal/patch", nil},
	}
}

// TestImports compares the import clauses of the module with the table.
// External tests are free to import what they test with.
func TestImports(t *testing.T) {
	t.Parallel()
	imports, err := importsOf(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	if len(imports) == 0 {
		t.Fatal("no packages found")
	}
	for _, problem := range check(table(), imports) {
		t.Error(problem)
	}
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
