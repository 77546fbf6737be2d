package program_test

import (
	"go/types"
	"maps"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/dev/exhaustive"
	"github.com/lockleak/lockleak/internal/engine/program"
)

// TestOwnIsShared checks that both analyzers build the same SSA form: the same
// functions, the same blocks, and the same calls that never return. The packages
// are some that use most of the ways not to return, and their dependencies.
func TestOwnIsShared(t *testing.T) {
	exhaustive.Only(t)
	t.Parallel()
	own, shared := build(t, packages.LoadAllSyntax, "", "log", "os/exec", "testing", "flag", "go/types", "internal/fuzz")
	if compare(t, own, shared) == 0 {
		t.Error("no call that never returns")
	}
}

// TestEndless checks that functions are found that never return for each of the
// reasons that there are, and no others. Both ways find the same in them, and in
// those packages of the standard library that are a reason.
func TestEndless(t *testing.T) {
	t.Parallel()
	own, shared := build(t, packages.LoadSyntax, filepath.Join("testdata", "endless"), ".", "log", "os", "runtime", "syscall")
	if compare(t, own, shared) == 0 {
		t.Error("no call that never returns")
	}
	scope := own["endless"].Pkg.Pkg.Scope()
	for _, name := range scope.Names() {
		fn, ok := scope.Lookup(name).(*types.Func)
		if !ok {
			continue
		}
		if want := name[0] == 'N'; own["endless"].NoReturn(fn) != want {
			t.Errorf("NoReturn(%s) = %t", name, !want)
		}
	}
}

// build returns the programs of packages, built in both ways; and of all that they
// import, if the mode loads that, too.
func build(t *testing.T, mode packages.LoadMode, dir string, patterns ...string) (own, shared map[string]*program.Program) {
	t.Helper()
	pkgs, err := packages.Load(&packages.Config{Mode: mode, Dir: dir}, patterns...)
	if err != nil {
		t.Fatal(err)
	}
	if mode&packages.NeedDeps == 0 {
		for _, p := range pkgs { // those without syntax cannot be analyzed
			maps.DeleteFunc(p.Imports, func(_ string, imported *packages.Package) bool { return !slices.Contains(pkgs, imported) })
		}
	}
	return programs(t, program.Own, pkgs), programs(t, program.Shared, pkgs)
}

// programs returns the programs that an analyzer builds.
func programs(t *testing.T, a *analysis.Analyzer, pkgs []*packages.Package) map[string]*program.Program {
	t.Helper()
	graph, err := checker.Analyze([]*analysis.Analyzer{a}, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[string]*program.Program)
	for act := range graph.All() {
		if act.Err != nil {
			t.Fatal(act.Err)
		}
		if p, ok := act.Result.(*program.Program); ok {
			out[act.Package.PkgPath] = p
		}
	}
	return out
}

// compare checks that the programs have the same functions, with the same calls
// that never return. It returns the number of these calls.
func compare(t *testing.T, a, b map[string]*program.Program) int {
	t.Helper()
	n := 0
	for path := range a {
		if b[path] == nil {
			continue // not all packages are needed for facts
		}
		f, g := a[path].SrcFuncs, b[path].SrcFuncs
		if len(f) != len(g) {
			t.Fatalf("%s: %d and %d functions", path, len(f), len(g))
		}
		for i := range f {
			if f[i].String() != g[i].String() || len(f[i].Blocks) != len(g[i].Blocks) || endlessCalls(f[i]) != endlessCalls(g[i]) {
				t.Errorf("%s is not %s: %d and %d blocks, %d and %d calls that never return", f[i], g[i],
					len(f[i].Blocks), len(g[i].Blocks), endlessCalls(f[i]), endlessCalls(g[i]))
			}
			n += endlessCalls(f[i])
		}
	}
	if len(a) == 0 || len(b) == 0 {
		t.Error("nothing to compare")
	}
	return n
}

// endlessCalls returns the number of calls in fn that are followed by the panic
// that go/ssa inserts after a call that never returns.
func endlessCalls(fn *ssa.Function) int {
	n := 0
	for _, b := range fn.Blocks {
		for i, in := range b.Instrs {
			if p, ok := in.(*ssa.Panic); ok && i > 1 {
				if _, ok := b.Instrs[i-2].(*ssa.Call); ok && p.Pos() == b.Instrs[i-2].Pos() {
					n++
				}
			}
		}
	}
	return n
}
