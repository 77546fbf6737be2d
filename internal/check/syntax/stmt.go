package syntax

import (
	"go/ast"
	"go/token"
)

// Function returns the innermost function among the nodes of a path as that of
// [Enclosing], and its body; nil if there is none.
func Function(path []ast.Node) (ast.Node, *ast.BlockStmt) {
	for _, n := range path {
		switch n := n.(type) {
		case *ast.FuncLit:
			return n, n.Body
		case *ast.FuncDecl:
			return n, n.Body
		}
	}
	return nil, nil
}

// Statements returns the statements of a block or clause.
func Statements(n ast.Node) []ast.Stmt {
	switch n := n.(type) {
	case *ast.BlockStmt:
		return n.List
	case *ast.CaseClause:
		return n.Body
	case *ast.CommClause:
		return n.Body
	}
	return nil
}

// Calls returns the calls in n in source order, without those in function
// literals.
func Calls(n ast.Node) []*ast.CallExpr {
	var out []*ast.CallExpr
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			out = append(out, n)
		}
		return true
	})
	return out
}

// CallOf returns the call that a statement is, nil if it is none.
func CallOf(stmt ast.Stmt) *ast.CallExpr {
	if x, ok := stmt.(*ast.ExprStmt); ok {
		if c, ok := ast.Unparen(x.X).(*ast.CallExpr); ok {
			return c
		}
	}
	return nil
}

// Terminates reports whether control surely does not reach the end of a list of
// statements. It errs on the side of no.
func Terminates(list []ast.Stmt) bool {
	if len(list) == 0 {
		return false
	}
	switch last := list[len(list)-1].(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return last.Tok != token.FALLTHROUGH
	case *ast.BlockStmt:
		return Terminates(last.List)
	case *ast.ExprStmt:
		call, ok := last.X.(*ast.CallExpr)
		if !ok {
			return false
		}
		id, ok := call.Fun.(*ast.Ident)
		return ok && id.Name == "panic"
	case *ast.IfStmt:
		switch e := last.Else.(type) {
		case *ast.BlockStmt:
			return Terminates(last.Body.List) && Terminates(e.List)
		case *ast.IfStmt:
			return Terminates(last.Body.List) && Terminates([]ast.Stmt{e})
		}
	}
	return false
}
