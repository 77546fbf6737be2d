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
	q := questions{info: info, asked: make(map[token.Pos]Asked)}
	for _, f := range files {
		if importsRuntime(f) {
			ast.Inspect(f, q.visit)
		}
	}
	if len(q.open) == 0 {
		return q.asked, info
	}
	known := *info
	known.Types = maps.Clone(info.Types)
	for _, e := range q.open {
		t := known.Types[e]
		t.Value = nil
		known.Types[e] = t
	}
	return q.asked, &known
}

// questions collects what a source asks about the system.
type questions struct {
	info  *types.Info
	asked map[token.Pos]Asked
	open  []ast.Expr // the comparisons whose values are not known
}

// visit adds what n asks, and reports whether there may be more in it.
func (q *questions) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		x, y := systemConst(n.X, q.info), systemConst(n.Y, q.info)
		if (n.Op == token.EQL || n.Op == token.NEQ) && (x == "") != (y == "") {
			q.asked[n.OpPos] = Asked{x + y, y != ""}
			q.open = append(q.open, n)
		}
	case *ast.SwitchStmt:
		q.addCases(n)
	case *ast.GenDecl:
		return n.Tok != token.CONST
	}
	return true
}

// addCases adds what the cases of n ask.
func (q *questions) addCases(n *ast.SwitchStmt) {
	if n.Tag == nil {
		return
	}
	name := systemConst(n.Tag, q.info)
	if name == "" {
		return
	}
	for _, c := range n.Body.List {
		for _, e := range c.(*ast.CaseClause).List {
			q.asked[e.Pos()] = Asked{Name: name}
		}
	}
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
