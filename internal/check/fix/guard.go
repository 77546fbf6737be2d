package fix

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/lockleak/lockleak/internal/check/syntax"
	"github.com/lockleak/lockleak/internal/engine/verdict"
)

// guardOf returns the statement behind which what the site acquires is held: the
// acquire, or the if statement that leaves where it has failed. It is not ok
// where the acquire stands in another form.
func (s *source) guardOf(site *verdict.Site) (syntax.Place, bool) {
	p, ok := s.placeOf(site.Pos)
	call := s.callAt(site.Pos)
	isTrue, isNil, told := site.HeldIf()
	if !ok || call == nil || !told {
		return syntax.Place{}, false
	}
	if isTrue >= 0 && isNil >= 0 {
		return syntax.Place{}, false
	}
	conditional := isTrue >= 0 || isNil >= 0
	switch stmt := p.Stmt().(type) {
	case *ast.ExprStmt:
		return p, !conditional && syntax.CallOf(stmt) == call
	case *ast.AssignStmt:
		if len(stmt.Rhs) != 1 || ast.Unparen(stmt.Rhs[0]) != ast.Expr(call) {
			return syntax.Place{}, false
		}
		if !conditional {
			return p, true
		}
		check, ok := p.Next().(*ast.IfStmt)
		if !ok || check.Init != nil || !s.isFailure(check.Cond, call, stmt, isTrue, isNil) || !leavesOnly(check) {
			return syntax.Place{}, false
		}
		p.I++
		return p, true
	case *ast.IfStmt:
		if !conditional || !leavesOnly(stmt) {
			return syntax.Place{}, false
		}
		assign, _ := stmt.Init.(*ast.AssignStmt)
		if stmt.Init != nil && (assign == nil || len(assign.Rhs) != 1 || ast.Unparen(assign.Rhs[0]) != ast.Expr(call)) {
			return syntax.Place{}, false
		}
		return p, s.isFailure(stmt.Cond, call, assign, isTrue, isNil)
	}
	return syntax.Place{}, false
}

// leavesOnly reports whether the if statement has one branch, which leaves.
func leavesOnly(i *ast.IfStmt) bool { return i.Else == nil && syntax.Terminates(i.Body.List) }

// isFailure reports whether cond says that the acquire call has failed: its
// result isTrue, which it is or assign gives a name, is false, or its result
// isNil is an error.
func (s *source) isFailure(cond ast.Expr, call *ast.CallExpr, assign *ast.AssignStmt, isTrue, isNil int) bool {
	named := func(x ast.Expr, i int) bool {
		id, ok := ast.Unparen(x).(*ast.Ident)
		if !ok || assign == nil || i >= len(assign.Lhs) {
			return false
		}
		to, ok := assign.Lhs[i].(*ast.Ident)
		return ok && s.object(id) != nil && s.object(id) == s.object(to)
	}
	switch cond := ast.Unparen(cond).(type) {
	case *ast.UnaryExpr:
		return cond.Op == token.NOT && isTrue >= 0 && (ast.Unparen(cond.X) == ast.Expr(call) || named(cond.X, isTrue))
	case *ast.BinaryExpr:
		nilAt := s.pass.TypesInfo.Types[cond.Y]
		return cond.Op == token.NEQ && isNil >= 0 && nilAt.IsNil() && (named(cond.X, isNil) || ast.Unparen(cond.X) == ast.Expr(call) && s.isSingle(call))
	}
	return false
}

func (s *source) isSingle(call *ast.CallExpr) bool {
	_, several := s.pass.TypesInfo.TypeOf(call).(*types.Tuple)
	return !several
}
