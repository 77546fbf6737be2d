package obligation_test

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"runtime"
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/lockleak/lockleak/analyzer"
	"github.com/lockleak/lockleak/internal/obligation"
)

// A source is the text of a package, or the names of its files.
type source struct {
	path  string // of the package
	text  string // of the only file
	names []string
}

// A typeChecker makes packages out of sources. What they import comes as export
// data, which the go command makes.
type typeChecker struct {
	fset     *token.FileSet
	importer types.Importer
}

func newTypeChecker() *typeChecker {
	fset := token.NewFileSet()
	return &typeChecker{fset, importer.ForCompiler(fset, runtime.Compiler, nil)}
}

// check returns the package of a source. Errors are those of the parser and the
// type checker.
func (c *typeChecker) check(s source) (*packages.Package, error) {
	var files []*ast.File
	if s.text != "" {
		f, err := parser.ParseFile(c.fset, s.path+".go", s.text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	for _, name := range s.names {
		f, err := parser.ParseFile(c.fset, name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	info := &types.Info{
		Types:        make(map[ast.Expr]types.TypeAndValue),
		Instances:    make(map[*ast.Ident]types.Instance),
		Defs:         make(map[*ast.Ident]types.Object),
		Uses:         make(map[*ast.Ident]types.Object),
		Implicits:    make(map[ast.Node]types.Object),
		Selections:   make(map[*ast.SelectorExpr]*types.Selection),
		Scopes:       make(map[ast.Node]*types.Scope),
		FileVersions: make(map[*ast.File]string),
	}
	sizes := types.SizesFor(runtime.Compiler, runtime.GOARCH)
	conf := types.Config{Importer: c.importer, Sizes: sizes}
	pkg, err := conf.Check(s.path, c.fset, files, info)
	if err != nil {
		return nil, err
	}
	return &packages.Package{
		ID: s.path, Name: pkg.Name(), PkgPath: s.path, Fset: c.fset,
		Syntax: files, Types: pkg, TypesInfo: info, TypesSizes: sizes,
	}, nil
}

// analyzeAll runs all checks over pkg, and returns what is known of its locks
// and how many findings there are.
func analyzeAll(pkg *packages.Package) (*obligation.Result, int, error) {
	all := analyzer.Suite()
	all = append(all, all[0].Requires[slices.IndexFunc(all[0].Requires, func(a *analysis.Analyzer) bool { return a.Name == "lockobligation" })])
	graph, err := checker.Analyze(all, []*packages.Package{pkg}, &checker.Options{Sequential: true, SanityCheck: true})
	if err != nil {
		return nil, 0, err
	}
	var res *obligation.Result
	findings := 0
	for _, a := range graph.Roots {
		if a.Err != nil {
			return nil, 0, a.Err
		}
		findings += len(a.Diagnostics)
		if r, ok := a.Result.(*obligation.Result); ok {
			res = r
		}
	}
	return res, findings, nil
}

func mustCheck(t testing.TB, c *typeChecker, s source) *packages.Package {
	t.Helper()
	pkg, err := c.check(s)
	if err != nil {
		t.Fatal(err)
	}
	return pkg
}
