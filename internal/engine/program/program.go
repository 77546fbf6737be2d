// Package program builds the SSA form that the engine works on. It does so in
// one of two ways, with the same result. [Shared] takes the SSA form of package
// buildssa, for drivers such as golangci-lint, in which other analyzers use it
// as well. [Own] builds it without buildssa, which costs less: buildssa depends
// on an inspector and on the control-flow graphs of all functions, of which
// just a few do not return.
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

	// NoReturn reports whether a function that the package declares or calls
	// never returns.
	NoReturn func(*types.Func) bool
	// Platform has what comparisons of constants ask about the system, by their
	// positions.
	Platform map[token.Pos]Asked
}

// Shared is the analyzer whose result is that of package buildssa, as a
// [*Program].
var Shared = &analysis.Analyzer{
	Name:       "lockshared",
	Doc:        "take the SSA form that other analyzers use",
	Requires:   []*analysis.Analyzer{buildssa.Analyzer, ctrlflow.Analyzer},
	ResultType: reflect.TypeFor[*Program](),
	Run: func(pass *analysis.Pass) (any, error) {
		cfgs := pass.ResultOf[ctrlflow.Analyzer].(*ctrlflow.CFGs)
		asked, open := platform(pass.Files, pass.TypesInfo)
		if open != pass.TypesInfo { // others have it without the questions
			return Build(pass.Fset, pass.Pkg, pass.Files, pass.TypesInfo, cfgs.NoReturn), nil
		}
		return &Program{pass.ResultOf[buildssa.Analyzer].(*buildssa.SSA), cfgs.NoReturn, asked}, nil
	},
}

// Own is the analyzer that builds a [*Program] without package buildssa. It must
// not run together with package ctrlflow, because it exports the same facts.
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

// Build builds the SSA form of a package as package buildssa does. Of the
// packages that it imports, it has the declarations without bodies.
func Build(fset *token.FileSet, pkg *types.Package, files []*ast.File, info *types.Info, noReturn func(*types.Func) bool) *Program {
	asked, info := platform(files, info)
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
	return &Program{built, noReturn, asked}
}

// appendFamily appends fn and the function literals in it to list, in source
// order. Fn may be nil.
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
