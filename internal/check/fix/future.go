package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"math"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/check/syntax"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/verdict"
)

// entrusted returns the fix that registers the release with its future right
// behind the acquire, where it is registered too late for an early exit that
// completes the future. So was rocketmq#8601 fixed. It is nil where the statement
// may mean something else there, where something else releases or registers in
// between, or where others than the function make the future: who knows whether
// they complete it.
func (s *source) entrusted(site *verdict.Site) *candidate {
	if len(site.Leak.Releases) != 1 || site.Leak.Releases[0].Kind != domain.StepEntrust {
		return nil
	}
	at := site.Leak.Releases[0]
	g, ok := s.guardOf(site)
	call := s.callAt(at.Pos)
	if !ok || call == nil || at.At.Parent() != site.Function {
		return nil
	}
	p, ok := s.placeOf(at.Pos)
	if !ok || syntax.CallOf(p.Stmt()) != call || p.Owner != g.Owner || p.I <= g.I {
		return nil
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	f, ok := ast.Unparen(sel.X).(*ast.Ident)
	if !ok || !s.isMadeIn(s.object(f), g) || s.isUsedBetween(s.object(f), sel.Sel.Name, g.Stmt().End(), call.Pos()) {
		return nil
	}
	if !s.isMovable(p.Stmt(), site.Pos, g.Stmt().End()) {
		return nil
	}
	insert, ok := s.behind(g.Stmt(), s.text(p.Stmt()))
	if !ok {
		return nil
	}
	remove, ok := s.without(p.Stmt())
	if !ok {
		return nil
	}
	return &candidate{at: site.Pos, message: "Register the release with " + f.Name + " behind the acquire", edits: []analysis.TextEdit{insert, remove}}
}

// isMadeIn reports whether obj is a variable that a statement in front of the
// guard g sets to a new value, once.
func (s *source) isMadeIn(obj types.Object, g syntax.Place) bool {
	if obj == nil || s.isAssigned(obj, g.Stmt().Pos(), token.NoPos, math.MaxInt) {
		return false
	}
	for _, stmt := range g.List[:g.I] {
		assign, ok := stmt.(*ast.AssignStmt)
		if !ok || assign.Tok != token.DEFINE || len(assign.Lhs) != 1 || len(assign.Rhs) != 1 {
			continue
		}
		if id, ok := assign.Lhs[0].(*ast.Ident); ok && s.object(id) == obj {
			return isNew(assign.Rhs[0])
		}
	}
	return false
}

// isNew reports whether x makes a value: new(T), &T{}, or newT().
func isNew(x ast.Expr) bool {
	switch x := ast.Unparen(x).(type) {
	case *ast.UnaryExpr:
		_, ok := x.X.(*ast.CompositeLit)
		return ok && x.Op == token.AND
	case *ast.CallExpr:
		fun := ast.Unparen(x.Fun)
		if i, ok := fun.(*ast.IndexExpr); ok {
			fun = i.X
		}
		id, ok := fun.(*ast.Ident)
		if sel, isSel := fun.(*ast.SelectorExpr); isSel {
			id, ok = sel.Sel, true
		}
		return ok && (id.Name == "new" || len(x.Args) == 0 && strings.HasPrefix(strings.ToLower(id.Name), "new"))
	}
	return false
}

// isUsedBetween reports whether something is registered with the future by the
// same method between two positions.
func (s *source) isUsedBetween(future types.Object, method string, from, to token.Pos) bool {
	used := false
	ast.Inspect(s.declaration(from), func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if ok && from < sel.Pos() && sel.Pos() < to && sel.Sel.Name == method {
			id, ok := ast.Unparen(sel.X).(*ast.Ident)
			used = used || ok && s.object(id) == future
		}
		return !used
	})
	return used
}

// isMovable reports whether a statement means the same at to, which is in front of
// it, as where it stands: what it names is declared there and not assigned to
// since from. What it declares itself goes with it.
func (s *source) isMovable(stmt ast.Stmt, from, to token.Pos) bool {
	scope := s.pass.Pkg.Scope().Innermost(to)
	same := scope != nil
	ast.Inspect(stmt, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok || !same {
			return same
		}
		obj := s.object(id)
		switch v := obj.(type) {
		case nil:
			return true
		case *types.Var:
			if v.IsField() {
				return true
			}
		case *types.Func:
			if v.Signature().Recv() != nil {
				return true
			}
		}
		if stmt.Pos() <= obj.Pos() && obj.Pos() < stmt.End() {
			return true
		}
		_, there := scope.LookupParent(id.Name, to)
		same = there == obj && !s.isAssigned(obj, to, from, stmt.Pos())
		return same
	})
	return same
}
