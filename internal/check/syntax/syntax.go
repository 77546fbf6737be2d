// Package syntax answers what the source has at a position, for those who
// describe findings and those who mend them.
//
//	syntax.go   a position -> the file, declaration, nodes and call there
//	place.go    a position -> the statement there, among those around it
//	stmt.go     what statements are and do
//
// It looks at the syntax alone: not at types, nor at what the engine knows.
package syntax

import (
	"go/ast"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ast/astutil"
)

// Index returns which of the files pos is in, and in which of its declarations;
// -1 for none.
func Index(files []*ast.File, pos token.Pos) (file, decl int) {
	file = slices.IndexFunc(files, func(f *ast.File) bool { return f.FileStart <= pos && pos < f.FileEnd })
	if file < 0 {
		return -1, -1
	}
	decl, found := slices.BinarySearchFunc(files[file].Decls, pos, func(d ast.Decl, pos token.Pos) int {
		switch {
		case d.End() <= pos:
			return -1
		case d.Pos() > pos:
			return 1
		}
		return 0
	})
	if !found {
		return file, -1
	}
	return file, decl
}

// FileAt returns the file that pos is in, nil if it is in none.
func FileAt(files []*ast.File, pos token.Pos) *ast.File {
	if i, _ := Index(files, pos); i >= 0 {
		return files[i]
	}
	return nil
}

// DeclarationAt returns the declaration that pos is in, nil if it is in none.
func DeclarationAt(files []*ast.File, pos token.Pos) ast.Decl {
	if i, j := Index(files, pos); j >= 0 {
		return files[i].Decls[j]
	}
	return nil
}

// Enclosing returns the nodes around pos, innermost first; none if pos is in no
// file.
func Enclosing(files []*ast.File, pos token.Pos) []ast.Node {
	i, j := Index(files, pos)
	if i < 0 {
		return nil
	}
	part := *files[i]
	part.Decls = nil // a search of all takes long in large files
	if j >= 0 {
		part.Decls = files[i].Decls[j : j+1]
	}
	path, _ := astutil.PathEnclosingInterval(&part, pos, pos)
	return path
}

// CallAt returns the call whose opening parenthesis, or whose defer or go keyword,
// is at pos, nil if there is none. That is where go/ssa has the instruction.
func CallAt(files []*ast.File, pos token.Pos) *ast.CallExpr {
	for _, n := range Enclosing(files, pos) {
		switch n := n.(type) {
		case *ast.CallExpr:
			if n.Lparen == pos {
				return n
			}
		case *ast.DeferStmt:
			if n.Defer == pos {
				return n.Call
			}
		case *ast.GoStmt:
			if n.Go == pos {
				return n.Call
			}
		}
	}
	return nil
}

// ValuePos returns the position that go/ssa gives the value of an expression.
func ValuePos(e ast.Expr) token.Pos {
	switch e := ast.Unparen(e).(type) {
	case *ast.BinaryExpr:
		return e.OpPos
	case *ast.CallExpr:
		return e.Lparen
	case *ast.SelectorExpr:
		return e.Sel.Pos()
	case *ast.IndexExpr:
		return e.Lbrack
	case *ast.UnaryExpr:
		if lit, ok := ast.Unparen(e.X).(*ast.CompositeLit); ok && e.Op == token.AND {
			return lit.Lbrace
		}
		return e.OpPos
	case *ast.TypeAssertExpr:
		return e.Lparen
	case *ast.StarExpr:
		return e.Star
	case *ast.CompositeLit:
		return e.Lbrace
	}
	return e.Pos()
}
