package report

import (
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/domain"
)

// branch returns where a branch is and what the path does there, in the words
// of the source. go/ssa gives an If no position; its condition has one, and
// the block that is entered says by its comment what it was made of.
func (s source) branch(x domain.Step) (token.Pos, string) {
	in := x.At.(*ssa.If)
	if _, isParam := in.Cond.(*ssa.Parameter); x.Pos.IsValid() && !isParam {
		if n := s.condition(x.Pos); n != nil {
			return n.Pos(), s.conditionText(n, in, x.Taken)
		}
	}
	return s.shape(in, x.Taken)
}

// condition returns the expression whose operator, parenthesis or name is at
// pos: the innermost one that decides a branch.
func (s source) condition(pos token.Pos) ast.Node {
	var inner ast.Expr
	for _, n := range s.enclosing(pos) {
		switch n := n.(type) {
		case ast.Expr:
			if inner == nil {
				if n.Pos() == pos || isAt(n, pos) {
					inner = n
				}
			} else if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel == inner {
				inner = n
			} else if u, ok := n.(*ast.UnaryExpr); ok && u.Op == token.NOT {
				inner = n // the negation is undone by the text
			}
			if _, ok := n.(*ast.FuncLit); ok {
				return nil
			}
		case *ast.CaseClause:
			return n
		case *ast.CommClause:
			return n
		case *ast.RangeStmt:
			return n
		case *ast.SelectStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt:
			return nil
		case ast.Stmt:
			if inner == nil {
				return nil
			}
			return inner
		}
	}
	return nil
}

// isAt reports whether go/ssa gives the value of n the position pos.
func isAt(n ast.Expr, pos token.Pos) bool {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		return n.OpPos == pos
	case *ast.CallExpr:
		return n.Lparen == pos
	case *ast.SelectorExpr:
		return n.Sel.Pos() == pos
	case *ast.IndexExpr:
		return n.Lbrack == pos
	case *ast.UnaryExpr:
		return n.OpPos == pos
	case *ast.TypeAssertExpr:
		return n.Lparen == pos
	}
	return false
}

func (s source) conditionText(n ast.Node, in *ssa.If, taken bool) string {
	switch n := n.(type) {
	case *ast.CaseClause:
		return s.caseText(n, taken)
	case *ast.CommClause:
		if n.Comm == nil {
			return "the default case is taken"
		}
		return "case " + s.text(n.Comm) + is(taken, " is taken", " is not taken")
	case *ast.RangeStmt:
		return "the range over " + s.text(n.X) + is(taken, " goes on", " ends")
	}
	e := n.(ast.Expr)
	// A negation in the source is a swap of the branches in SSA, or a value.
	if u, ok := e.(*ast.UnaryExpr); ok && u.Op == token.NOT {
		if v, ok := in.Cond.(*ssa.UnOp); !ok || v.Op != token.NOT {
			e = u.X
		}
	}
	return s.text(e) + is(taken, " is true", " is false")
}

func (s source) caseText(c *ast.CaseClause, taken bool) string {
	if c.List == nil {
		return "the default case is taken"
	}
	text := "case " + s.text(c.List[0])
	if len(c.List) > 1 {
		text += ", …"
	}
	return text + is(taken, " is taken", " is not taken")
}

func is(b bool, yes, no string) string {
	if b {
		return yes
	}
	return no
}

// shape returns the position and words for a branch whose condition has no
// position of its own: the blocks that are entered say what it was made of.
func (s source) shape(in *ssa.If, taken bool) (token.Pos, string) {
	then := in.Block().Succs[0]
	if other := in.Block().Succs[1]; other.Comment == "if.then" {
		then = other // a negation swaps the branches
	}
	pos := firstPos(then)
	if !pos.IsValid() {
		return token.NoPos, ""
	}
	switch then.Comment {
	case "rangeindex.body", "rangeiter.body", "rangechan.body", "rangeint.body", "for.body":
		if n := s.around(pos, loopBody); n != nil {
			pos = n.Pos()
		}
		return pos, is(taken, "the loop goes on", "the loop ends")
	case "select.body":
		if n := s.around(pos, clauseBody); n != nil && taken {
			return n.Pos(), s.conditionText(n, in, taken)
		}
	case "switch.body", "typeswitch.body":
		if n := s.around(pos, clauseBody); n != nil {
			return n.Pos(), s.conditionText(n, in, taken)
		}
	case "if.then":
		n, _ := s.around(pos, ifBody).(*ast.IfStmt)
		if n == nil || isCompound(n.Cond) {
			break
		}
		return n.Cond.Pos(), s.conditionText(n.Cond, in, taken)
	}
	return token.NoPos, ""
}

// around returns the innermost syntax in whose body pos is, nil if there is
// none in the function. body returns the extent of a statement's body, and
// whether it is one that is wanted.
func (s source) around(pos token.Pos, body func(ast.Node) (from, to token.Pos, ok bool)) ast.Node {
	for _, n := range s.enclosing(pos) {
		if from, to, ok := body(n); ok && from <= pos && pos < to {
			return n
		}
		if _, ok := n.(*ast.FuncLit); ok {
			return nil
		}
	}
	return nil
}

func loopBody(n ast.Node) (from, to token.Pos, ok bool) {
	switch n := n.(type) {
	case *ast.ForStmt:
		return n.Body.Pos(), n.Body.End(), true
	case *ast.RangeStmt:
		return n.Pos(), n.Body.End(), true // its variables are set in the body
	}
	return 0, 0, false
}

func clauseBody(n ast.Node) (from, to token.Pos, ok bool) {
	switch n := n.(type) {
	case *ast.CaseClause:
		return n.Colon, n.End(), true
	case *ast.CommClause:
		return n.Pos(), n.End(), true // what it receives is set in the body
	}
	return 0, 0, false
}

func ifBody(n ast.Node) (from, to token.Pos, ok bool) {
	if n, ok := n.(*ast.IfStmt); ok {
		return n.Body.Pos(), n.Body.End(), true
	}
	return 0, 0, false
}

// isCompound reports whether e is made of several conditions.
func isCompound(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.BinaryExpr:
		return e.Op == token.LAND || e.Op == token.LOR
	case *ast.UnaryExpr:
		return e.Op == token.NOT && isCompound(e.X)
	}
	return false
}

func firstPos(b *ssa.BasicBlock) token.Pos {
	for _, in := range b.Instrs {
		if in.Pos().IsValid() {
			return in.Pos()
		}
	}
	return token.NoPos
}
