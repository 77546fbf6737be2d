package obligation

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/engine/program"
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
	first := r.engine.prog.Pass
	pass := *first
	pass.Files, pass.Pkg, pass.TypesInfo = v.Files, v.Pkg, v.Info
	pass.Report = func(analysis.Diagnostic) {}
	pass.ExportPackageFact = func(analysis.Fact) {}
	pass.ResultOf = map[*analysis.Analyzer]any{r.engine.settings.source: r.engine.buildVariant(v)}
	return analyze(&pass, r.engine.settings)
}

// buildVariant builds the SSA of a variant of the package.
func (e *engine) buildVariant(v Variant) *program.Program {
	first := e.prog.Pass
	noReturn := first.ResultOf[e.settings.source].(*program.Program).NoReturn
	before := make(map[string]*types.Func) // the functions of the first run, by name
	for id, obj := range first.TypesInfo.Defs {
		if fn, ok := obj.(*types.Func); ok && id.Name != "_" && id.Name != "init" {
			before[fn.FullName()] = fn
		}
	}
	return program.Build(first.Fset, v.Pkg, v.Files, v.Info, func(fn *types.Func) bool {
		if fn.Pkg() == v.Pkg {
			fn = before[fn.FullName()]
		}
		return fn != nil && noReturn(fn)
	})
}
