// Package program builds the SSA form that the engine works on. There are two
// ways to the same result. Where other analyzers want the SSA form as well, as in
// golangci-lint, it is that of package buildssa, which is made once for all.
// Where nobody else does, it is built without what buildssa brings along: an
// inspector and a control-flow graph for each function of the package, to find
// the few that do not return.
package program

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/buildssa"
	"golang.org/x/tools/go/analysis/passes/ctrlflow"
	"golang.org/x/tools/go/ssa"
)

// A Program is a package in SSA form.
type Program struct {
	*buildssa.SSA

	// NoReturn reports whether a function that the package calls or declares
	// never returns.
	NoReturn func(*types.Func) bool
}

// Shared gives the result of package buildssa as a [*Program].
var Shared = &analysis.Analyzer{
	Name:       "lockshared",
	Doc:        "take the SSA form that other analyzers use",
	Requires:   []*analysis.Analyzer{buildssa.Analyzer, ctrlflow.Analyzer},
	ResultType: reflect.TypeFor[*Program](),
	Run: func(pass *analysis.Pass) (any, error) {
		cfgs := pass.ResultOf[ctrlflow.Analyzer].(*ctrlflow.CFGs)
		return &Program{pass.ResultOf[buildssa.Analyzer].(*buildssa.SSA), cfgs.NoReturn}, nil
	},
}

// Own builds a [*Program] for nobody else. It cannot run beside package ctrlflow,
// whose facts it has as its own.
var Own = &analysis.Analyzer{
	Name:       "lockprogram",
	Doc:        "build the SSA form",
	FactTypes:  ctrlflow.Analyzer.FactTypes,
	ResultType: reflect.TypeFor[*Program](),
	Run: func(pass *analysis.Pass) (any, error) {
		noReturn, err := findEndless(pass)
		if err != nil {
			return nil, err
		}
		return Build(pass.Fset, pass.Pkg, pass.Files, pass.TypesInfo, noReturn), nil
	},
}

// Build builds the SSA form of a package as package buildssa does, and what its
// functions need of the packages that it imports.
func Build(fset *token.FileSet, pkg *types.Package, files []*ast.File, info *types.Info, noReturn func(*types.Func) bool) *Program {
	prog := ssa.NewProgram(fset, 0)
	prog.SetNoReturn(noReturn)
	for _, p := range pkg.Imports() {
		prog.CreatePackage(p, nil, nil, true)
	}
	built := &buildssa.SSA{Pkg: prog.CreatePackage(pkg, files, info, false)}
	built.Pkg.Build()
	for _, f := range files {
		for _, d := range f.Decls {
			if d, ok := d.(*ast.FuncDecl); ok {
				obj, _ := info.Defs[d.Name].(*types.Func)
				built.SrcFuncs = appendFamily(built.SrcFuncs, prog.FuncValue(obj))
			}
		}
	}
	return &Program{built, noReturn}
}

// appendFamily adds fn and its literals to list, in source order.
func appendFamily(list []*ssa.Function, fn *ssa.Function) []*ssa.Function {
	if fn == nil {
		return list
	}
	list = append(list, fn)
	for _, f := range fn.AnonFuncs {
		list = appendFamily(list, f)
	}
	return list
}
