package exhaustive_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestNamed compares the tests that do more in exhaustive runs with those that
// .ci/run names: one that is not named there would never run in full.
func TestNamed(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..", "..")
	script, err := os.ReadFile(filepath.Join(root, ".ci", "run"))
	if err != nil {
		t.Fatal(err)
	}
	tests, problems, err := testsOf(root)
	if err != nil {
		t.Fatal(err)
	}
	if len(tests) == 0 {
		t.Fatal("no exhaustive tests found")
	}
	for _, problem := range append(problems, compare(tests, named(string(script)))...) {
		t.Error(problem)
	}
}

// TestCompare has lists that differ in each way.
func TestCompare(t *testing.T) {
	t.Parallel()
	got := compare([]string{"./a TestOne", "./a TestTwo"}, []string{"./a TestTwo", "./b TestOne", "./a TestTwo"})
	want := []string{
		"./a TestOne is exhaustive, and not named in .ci/run",
		"./a TestTwo is named twice in .ci/run",
		"./b TestOne is named in .ci/run, and not exhaustive",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestNamedIn reads lines of a script.
func TestNamedIn(t *testing.T) {
	t.Parallel()
	got := named("# ./no TestNo\n\tdone <<-'END'\n\t\t./a TestOne|TestTwo\n\t\t./b/c TestOne\n\tEND\nstep go test ./no TestNo\n")
	if want := []string{"./a TestOne", "./a TestTwo", "./b/c TestOne"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestUses finds the tests of a file, and uses where no test is.
func TestUses(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "a_test.go", `package a
func TestOnly(t *testing.T) { exhaustive.Only(t) }
func TestMore(t *testing.T) { t.Run("", func(t *testing.T) { if exhaustive.Enabled() { all() } }) }
func TestPlain(t *testing.T) { all() }
func TestFixtures(t *testing.T) { fixturetest.Run(t, "a") }
func all() int { if exhaustive.Enabled() { return 2000 }; return 20 }
`, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := uses(file), []string{"TestOnly", "TestMore", "TestFixtures", "all"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// aLine matches a line of .ci/run that runs exhaustive tests of a package.
var aLine = regexp.MustCompile(`(?m)^\t+(\./\S+) (Test\w+(?:\|Test\w+)*)$`)

// named returns "package test" for all that a script runs.
func named(script string) []string {
	var all []string
	for _, m := range aLine.FindAllStringSubmatch(script, -1) {
		for test := range strings.SplitSeq(m[2], "|") {
			all = append(all, m[1]+" "+test)
		}
	}
	return all
}

// compare returns what is wrong with the names in .ci/run, in order.
func compare(tests, named []string) []string {
	var problems []string
	for _, test := range tests {
		if !slices.Contains(named, test) {
			problems = append(problems, test+" is exhaustive, and not named in .ci/run")
		}
	}
	named = slices.Sorted(slices.Values(named))
	for i, test := range named {
		switch {
		case i > 0 && named[i-1] == test:
			problems = append(problems, test+" is named twice in .ci/run")
		case !slices.Contains(tests, test):
			problems = append(problems, test+" is named in .ci/run, and not exhaustive")
		}
	}
	return problems
}

// testsOf returns "package test" for the tests of the module in root that use this
// package, and what is wrong with other uses.
func testsOf(root string) (tests, problems []string, err error) {
	err = filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != root && isForeign(name):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, "_test.go"):
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		dir, err := filepath.Rel(root, filepath.Dir(name))
		if err != nil {
			return err
		}
		for _, fn := range uses(f) {
			if !strings.HasPrefix(fn, "Test") {
				problems = append(problems, fmt.Sprintf("%s: %s is no test: .ci/run cannot name it", name, fn))
				continue
			}
			tests = append(tests, "./"+filepath.ToSlash(dir)+" "+fn)
		}
		return nil
	})
	return tests, problems, err
}

// isForeign reports whether the go command leaves the directory out of the
// module.
func isForeign(dir string) bool {
	base := filepath.Base(dir)
	if base == "testdata" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") {
		return true
	}
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil
}

// uses returns the names of the functions in a file that use this package, or
// fixturetest, which does so for them.
func uses(file *ast.File) []string {
	var names []string
	for _, decl := range file.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok {
			continue
		}
		used := false
		ast.Inspect(fn, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				if pkg, ok := sel.X.(*ast.Ident); ok && (pkg.Name == "exhaustive" || pkg.Name == "fixturetest") {
					used = true
				}
			}
			return true
		})
		if used {
			names = append(names, fn.Name.Name)
		}
	}
	return names
}
