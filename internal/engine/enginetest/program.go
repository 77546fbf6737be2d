package enginetest

import (
	"go/types"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/program"
	"github.com/lockleak/lockleak/internal/settings/panics"
)

// Program returns the program of a package whose only file is text. No function of
// it has been analyzed, and nothing is known of other packages.
func Program(t testing.TB, text string) *callinfo.Program {
	t.Helper()
	pkg := NewTypeChecker().Must(t, Source{Path: "example.com/p", Text: text})
	pass := &analysis.Pass{
		Fset: pkg.Fset, Files: pkg.Syntax, Pkg: pkg.Types, TypesInfo: pkg.TypesInfo, TypesSizes: pkg.TypesSizes,
		Report:            func(analysis.Diagnostic) {},
		ImportPackageFact: func(*types.Package, analysis.Fact) bool { return false },
	}
	in := program.Build(pkg.Fset, pkg.Types, pkg.Syntax, pkg.TypesInfo, func(*types.Func) bool { return false })
	return callinfo.NewProgram(pass, in, panics.Recovered, nil)
}
