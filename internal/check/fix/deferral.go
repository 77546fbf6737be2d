package fix

import (
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/check/syntax"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/verdict"
)

// deferral returns the fix that defers the release right behind the acquire and
// removes those by hand, nil where that may change more than the leak: the
// section must run to the end of the function anyhow.
func (s *source) deferral(site *verdict.Site) *candidate {
	g, ok := s.guardOf(site)
	if !ok || !site.Leak.Decided || g.IsInLoop() {
		return nil
	}
	fn, body := g.Function()
	if body == nil || site.Function.Syntax() != fn || g.Owner != ast.Node(body) && !syntax.Terminates(g.List) {
		return nil
	}
	for _, x := range exits(site.Leak) {
		if x.Exit == domain.ExitLoop || x.Kind == domain.StepRelock || x.At.Parent() != site.Function {
			return nil
		}
	}
	edits, ok := s.withoutReleases(site, body)
	if !ok || s.hasJumps(body, g.Stmt().End()) {
		return nil
	}
	release := s.releaseAt(site, g.Stmt().End(), nil)
	if site.Leak.Dropped {
		release = s.handleRelease(site, g.Stmt().End())
	}
	if release == "" {
		return nil
	}
	insert, ok := s.behind(g.Stmt(), "defer "+release)
	if !ok {
		return nil
	}
	return &candidate{at: site.Pos, message: "Defer " + release, edits: append([]analysis.TextEdit{insert}, edits...)}
}

// withoutReleases returns the edits that remove the releases by hand of what the
// site acquires. It is not ok if one of them is not the last thing that its path
// does in the function.
func (s *source) withoutReleases(site *verdict.Site, body *ast.BlockStmt) ([]analysis.TextEdit, bool) {
	var edits []analysis.TextEdit
	for _, r := range site.Leak.Releases {
		call := s.callAt(r.Pos)
		if r.Kind != domain.StepRelease || call == nil || r.At.Parent() != site.Function || !s.isOnlyRelease(site, r.At, call) {
			return nil, false
		}
		edit, ok := s.withoutLast(r.Pos, call, body)
		if !ok {
			return nil, false
		}
		edits = append(edits, edit)
	}
	return edits, true
}

// withoutLast returns the edit that removes a release, if it is the last thing
// that its path does in the function but for a return of what a deferred release
// may come behind.
func (s *source) withoutLast(pos token.Pos, call *ast.CallExpr, body *ast.BlockStmt) (analysis.TextEdit, bool) {
	p, ok := s.placeOf(pos)
	if !ok || syntax.CallOf(p.Stmt()) != call {
		return analysis.TextEdit{}, false
	}
	switch next := p.Next().(type) {
	case nil:
		if p.Owner != ast.Node(body) {
			return analysis.TextEdit{}, false
		}
	case *ast.ReturnStmt:
		for _, r := range next.Results {
			if !s.isQuick(r) {
				return analysis.TextEdit{}, false
			}
		}
	default:
		return analysis.TextEdit{}, false
	}
	return s.without(p.Stmt())
}

// isQuick reports whether the evaluation of x neither waits nor calls something.
func (s *source) isQuick(x ast.Expr) bool {
	quick := true
	ast.Inspect(x, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			quick = false
		case *ast.UnaryExpr:
			quick = quick && n.Op != token.ARROW
		case *ast.CallExpr:
			tv := s.pass.TypesInfo.Types[n.Fun]
			quick = quick && (tv.IsType() || tv.IsBuiltin() || s.isPlainCall(n) && s.isErrorsNew(n))
		}
		return quick
	})
	return quick
}

func (s *source) isErrorsNew(call *ast.CallExpr) bool {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "New"
}

// hasJumps reports whether the body has a goto, or another deferred call behind
// from: that one would run with the lock held.
func (s *source) hasJumps(body *ast.BlockStmt, from token.Pos) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.DeferStmt:
			found = found || n.Pos() > from
		case *ast.BranchStmt:
			found = found || n.Tok == token.GOTO
		}
		return !found
	})
	return found
}
