package fix

import (
	"go/ast"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/check/syntax"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/verdict"
)

// beforeRound returns the edits that release before the next round of a loop,
// where the path goes on to it with the lock held.
func (s *source) beforeRound(site *verdict.Site) ([]analysis.TextEdit, string) {
	g, ok := s.guardOf(site)
	if !ok {
		return nil, ""
	}
	if isTrue, isNil, _ := site.HeldIf(); isTrue < 0 && isNil < 0 && len(failures(site)) > 0 {
		return nil, "" // the round may be one in which it has failed
	}
	loop, body := g.Loop()
	if body == nil || g.Owner != ast.Node(body) {
		return nil, ""
	}
	var edits []analysis.TextEdit
	var text string
	rest := g.List[g.I+1:]
	for _, c := range continues(loop, body) {
		if c.Pos() < g.Stmt().End() || !s.isHeldAt(site, rest, c) {
			continue
		}
		if text = s.releaseAt(site, c.Pos(), nil); text == "" || s.defersWithout(site, body, c.Pos()) {
			return nil, ""
		}
		edits = append(edits, s.before(c.Pos(), text))
	}
	if !syntax.Terminates(body.List) && s.isHeldAt(site, rest, nil) {
		if text = s.releaseAt(site, body.Rbrace, nil); text == "" || s.defersWithout(site, body, body.Rbrace) {
			return nil, ""
		}
		edits = append(edits, s.atEnd(body, text))
	}
	return edits, text
}

// continues returns the statements without label that go on to the next round of
// the loop; none if there is a label in it, or a goto.
func continues(loop ast.Node, body *ast.BlockStmt) []*ast.BranchStmt {
	var out []*ast.BranchStmt
	labels := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.ForStmt, *ast.RangeStmt:
			return n == loop
		case *ast.BranchStmt:
			labels = labels || n.Label != nil
			if n.Tok == token.CONTINUE {
				out = append(out, n)
			}
		}
		return true
	})
	if labels {
		return nil
	}
	return out
}

// isHeldInLiteral reports whether a function literal that is to release what the
// site acquires surely has not done so at its return ret, nil for its end.
func (s *source) isHeldInLiteral(site *verdict.Site, x domain.Step, body *ast.BlockStmt, ret *syntax.Place) bool {
	if x.At.Parent() == site.Function || x.Kind != domain.StepExit && x.Kind != domain.StepAlso {
		return false
	}
	if !slices.ContainsFunc(site.Leak.Steps, func(y domain.Step) bool {
		return y.Kind == domain.StepEntrusted && y.Pos == x.At.Parent().Pos()
	}) {
		return false
	}
	var target ast.Stmt
	if ret != nil {
		target = ret.Stmt()
	}
	return s.isHeldAt(site, body.List, target)
}

// isHeldAt reports whether a lock that is held in front of the statements of
// list is held at target, a statement in one of them, or, if that is nil, behind
// them: no way through the syntax comes by a call that may release. It errs on
// the side of no.
func (s *source) isHeldAt(site *verdict.Site, list []ast.Stmt, target ast.Stmt) bool {
	for _, stmt := range list {
		if target != nil && stmt.Pos() <= target.Pos() && target.Pos() < stmt.End() {
			return stmt == target || s.isHeldWithin(site, stmt, target)
		}
		if !s.passesHeld(site, stmt) {
			return false
		}
	}
	return target == nil
}

// isHeldWithin is isHeldAt for a target in the statement stmt.
func (s *source) isHeldWithin(site *verdict.Site, stmt, target ast.Stmt) bool {
	in := func(n ast.Node) bool { return n.Pos() <= target.Pos() && target.Pos() < n.End() }
	switch stmt := stmt.(type) {
	case *ast.BlockStmt:
		return s.isHeldAt(site, stmt.List, target)
	case *ast.IfStmt:
		if stmt.Init != nil && s.mayRelease(site, stmt.Init) || s.mayRelease(site, stmt.Cond) {
			return false
		}
		if in(stmt.Body) {
			return s.isHeldAt(site, stmt.Body.List, target)
		}
		return stmt.Else != nil && (ast.Stmt(stmt.Else) == target || s.isHeldWithin(site, stmt.Else, target))
	case *ast.SwitchStmt:
		if stmt.Init != nil && s.mayRelease(site, stmt.Init) || stmt.Tag != nil && s.mayRelease(site, stmt.Tag) {
			return false
		}
		return s.isHeldInClause(site, stmt.Body, target)
	case *ast.TypeSwitchStmt:
		return s.isHeldInClause(site, stmt.Body, target)
	case *ast.SelectStmt:
		return s.isHeldInClause(site, stmt.Body, target)
	}
	return false
}

func (s *source) isHeldInClause(site *verdict.Site, body *ast.BlockStmt, target ast.Stmt) bool {
	for _, clause := range body.List {
		if clause.Pos() <= target.Pos() && target.Pos() < clause.End() {
			list := syntax.Statements(clause)
			if len(list) == 0 || target.Pos() < list[0].Pos() || hasFallthrough(body) {
				return false
			}
			return s.isHeldAt(site, list, target)
		}
	}
	return false
}

func hasFallthrough(n ast.Node) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		b, ok := n.(*ast.BranchStmt)
		found = found || ok && b.Tok == token.FALLTHROUGH
		return !found
	})
	return found
}

// passesHeld reports whether what goes on after stmt still holds the lock: what
// may release in it leaves the list.
func (s *source) passesHeld(site *verdict.Site, stmt ast.Stmt) bool {
	if !s.mayRelease(site, stmt) {
		return true
	}
	i, ok := stmt.(*ast.IfStmt)
	if !ok || i.Init != nil && s.mayRelease(site, i.Init) || s.mayRelease(site, i.Cond) {
		return false
	}
	if s.mayRelease(site, i.Body) && !syntax.Terminates(i.Body.List) {
		return false
	}
	switch e := i.Else.(type) {
	case nil:
		return true
	case *ast.BlockStmt:
		return syntax.Terminates(e.List) || !s.mayRelease(site, e)
	}
	return s.passesHeld(site, i.Else)
}

// mayRelease reports whether n holds a call by which some path releases what the
// site acquires, or a deferred one.
func (s *source) mayRelease(site *verdict.Site, n ast.Node) bool {
	for _, pos := range site.Leak.ReleasedAt {
		if n.Pos() <= pos && pos < n.End() {
			return true
		}
	}
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.DeferStmt:
			found = true
		case *ast.BranchStmt:
			found = found || n.Tok == token.GOTO || n.Label != nil
		}
		return !found
	})
	return found
}
