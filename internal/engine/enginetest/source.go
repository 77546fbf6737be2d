// Package enginetest makes the programs that the tests of the layers of the engine ask about.
package enginetest

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"runtime"
	"testing"

	"golang.org/x/tools/go/packages"
)

// A Source is the text of a package, or the names of its files.
type Source struct {
	Path  string // of the package
	Text  string // of the only file
	Names []string
}

// A TypeChecker makes packages out of sources. What they import comes as export
// data, which the go command makes.
type TypeChecker struct {
	fset     *token.FileSet
	importer types.Importer
}

// NewTypeChecker returns a type checker that has checked nothing yet.
func NewTypeChecker() *TypeChecker {
	fset := token.NewFileSet()
	return &TypeChecker{fset, importer.ForCompiler(fset, runtime.Compiler, nil)}
}

// Check returns the package of a source. Errors are those of the parser and the
// type checker.
func (c *TypeChecker) Check(s Source) (*packages.Package, error) {
	var files []*ast.File
	if s.Text != "" {
		f, err := parser.ParseFile(c.fset, s.Path+".go", s.Text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	for _, name := range s.Names {
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
	pkg, err := conf.Check(s.Path, c.fset, files, info)
	if err != nil {
		return nil, err
	}
	return &packages.Package{
		ID: s.Path, Name: pkg.Name(), PkgPath: s.Path, Fset: c.fset,
		Syntax: files, Types: pkg, TypesInfo: info, TypesSizes: sizes,
	}, nil
}

// Must is Check for sources that are right.
func (c *TypeChecker) Must(t testing.TB, s Source) *packages.Package {
	t.Helper()
	pkg, err := c.Check(s)
	if err != nil {
		t.Fatal(err)
	}
	return pkg
}
