package obligation

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/buildssa"
	"golang.org/x/tools/go/analysis/passes/ctrlflow"
	"golang.org/x/tools/go/ssa"
)

// A Variant is a package with some of its functions written in another way: the
// same imports and declarations, other bodies.
type Variant struct {
	Files []*ast.File
	Pkg   *types.Package
	Info  *types.Info
}

// Again returns what is found in a variant of the package, with the settings and
// the facts of the first run. Nothing is exported.
func (r *Result) Again(v Variant) *Result {
	first := r.engine.pass
	pass := *first
	pass.Files, pass.Pkg, pass.TypesInfo = v.Files, v.Pkg, v.Info
	pass.Report = func(analysis.Diagnostic) {}
	pass.ExportPackageFact = func(analysis.Fact) {}
	pass.ResultOf = map[*analysis.Analyzer]any{
		buildssa.Analyzer: buildVariant(first, v),
		ctrlflow.Analyzer: first.ResultOf[ctrlflow.Analyzer],
	}
	return analyze(&pass, r.engine.settings)
}

// buildVariant builds the SSA of a variant, as package buildssa does.
func buildVariant(first *analysis.Pass, v Variant) *buildssa.SSA {
	cfgs := first.ResultOf[ctrlflow.Analyzer].(*ctrlflow.CFGs)
	before := make(map[string]*types.Func) // the functions of the first run, by name
	for id, obj := range first.TypesInfo.Defs {
		if fn, ok := obj.(*types.Func); ok && id.Name != "_" && id.Name != "init" {
			before[fn.FullName()] = fn
		}
	}
	prog := ssa.NewProgram(first.Fset, 0)
	prog.SetNoReturn(func(fn *types.Func) bool {
		if fn.Pkg() == v.Pkg {
			fn = before[fn.FullName()]
		}
		return fn != nil && cfgs.NoReturn(fn)
	})
	for _, p := range v.Pkg.Imports() {
		prog.CreatePackage(p, nil, nil, true)
	}
	pkg := prog.CreatePackage(v.Pkg, v.Files, v.Info, false)
	pkg.Build()
	built := &buildssa.SSA{Pkg: pkg}
	for _, f := range v.Files {
		for _, d := range f.Decls {
			if d, ok := d.(*ast.FuncDecl); ok {
				obj, _ := v.Info.Defs[d.Name].(*types.Func)
				built.SrcFuncs = appendFamily(built.SrcFuncs, prog.FuncValue(obj))
			}
		}
	}
	return built
}

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

// Size returns how many instructions the package has in go/ssa. The time and the
// memory that an analysis takes grow with it.
func (r *Result) Size() int {
	n := 0
	for fn := range r.engine.functions() {
		for _, b := range fn.Blocks {
			n += len(b.Instrs)
		}
	}
	return n
}
