package syntax

import (
	"go/ast"
	"go/token"
	"slices"
)

// A Place is a statement in a list of statements.
type Place struct {
	List  []ast.Stmt
	I     int        // of the statement in the list
	Owner ast.Node   // the block or clause whose list it is
	Outer []ast.Node // what is around the list, innermost first: from Owner on
}

// PlaceOf returns the innermost statement around pos that stands in a list. It is
// not ok if a function literal is nearer, or if there is none.
func PlaceOf(files []*ast.File, pos token.Pos) (_ Place, ok bool) {
	path := Enclosing(files, pos)
	for k, n := range path {
		if _, ok := n.(*ast.FuncLit); ok {
			return Place{}, false
		}
		stmt, ok := n.(ast.Stmt)
		if !ok || k+1 == len(path) {
			continue
		}
		list := Statements(path[k+1])
		if i := slices.Index(list, stmt); i >= 0 {
			return Place{list, i, path[k+1], path[k+1:]}, true
		}
	}
	return Place{}, false
}

// Stmt returns the statement.
func (p Place) Stmt() ast.Stmt { return p.List[p.I] }

// Next returns the statement after it in the list, nil if it is the last one.
func (p Place) Next() ast.Stmt {
	if p.I+1 < len(p.List) {
		return p.List[p.I+1]
	}
	return nil
}

// Function returns the function around the place, and its body.
func (p Place) Function() (ast.Node, *ast.BlockStmt) { return Function(p.Outer) }

// IsInLoop reports whether a loop is around the place within its function.
func (p Place) IsInLoop() bool {
	loop, _ := p.Loop()
	return loop != nil
}

// Loop returns the innermost loop around the place within its function, and its
// body; nil if there is none.
func (p Place) Loop() (ast.Node, *ast.BlockStmt) {
	for _, n := range p.Outer {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.FuncDecl:
			return nil, nil
		case *ast.ForStmt:
			return n, n.Body
		case *ast.RangeStmt:
			return n, n.Body
		}
	}
	return nil, nil
}
