package program

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
)

// A source is for all systems, but it is compiled for one: what it asks about the system
// is a constant there, and one of its branches is dead. The SSA form keeps the question.

// An Asked says what a comparison of two constants in the SSA form asks about the system.
type Asked struct {
	Name  string // the constant of package runtime, GOOS or GOARCH
	Right bool   // whether that is the right operand
}

// platform returns what the comparisons in files ask about the system, by their positions
// in the SSA form, and info as it is where the system is not known: these comparisons have
// no values. It returns info itself if there are none.
func platform(files []*ast.File, info *types.Info) (map[token.Pos]Asked, *types.Info) {
	asked := make(map[token.Pos]Asked)
	var open []ast.Expr
	for _, f := range files {
		if !importsRuntime(f) {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BinaryExpr:
				x, y := systemConst(n.X, info), systemConst(n.Y, info)
				if (n.Op == token.EQL || n.Op == token.NEQ) && (x == "") != (y == "") {
					asked[n.OpPos] = Asked{x + y, y != ""}
					open = append(open, n)
				}
			case *ast.SwitchStmt:
				if n.Tag == nil {
					return true
				}
				if name := systemConst(n.Tag, info); name != "" {
					for _, c := range n.Body.List {
						for _, e := range c.(*ast.CaseClause).List {
							asked[e.Pos()] = Asked{Name: name}
						}
					}
				}
			case *ast.GenDecl:
				return n.Tok != token.CONST
			}
			return true
		})
	}
	if len(open) == 0 {
		return asked, info
	}
	known := *info
	known.Types = maps.Clone(info.Types)
	for _, e := range open {
		t := known.Types[e]
		t.Value = nil
		known.Types[e] = t
	}
	return asked, &known
}

// importsRuntime reports whether f imports package runtime.
func importsRuntime(f *ast.File) bool {
	for _, i := range f.Imports {
		if i.Path.Value == `"runtime"` {
			return true
		}
	}
	return false
}

// systemConst returns the name of the constant of package runtime that e is and that says
// what the system is, "" if it is none.
func systemConst(e ast.Expr, info *types.Info) string {
	s, ok := ast.Unparen(e).(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	c, ok := info.Uses[s.Sel].(*types.Const)
	if !ok || c.Pkg() == nil || c.Pkg().Path() != "runtime" || c.Name() != "GOOS" && c.Name() != "GOARCH" {
		return ""
	}
	return c.Name()
}
