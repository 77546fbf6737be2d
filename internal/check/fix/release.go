package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"math"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/check/syntax"
	"github.com/lockleak/lockleak/internal/engine/obligation"
	"github.com/lockleak/lockleak/internal/engine/verdict"
)

// releaseAt returns the text of a call that releases at pos, before the exit at at, what
// the site acquires: as another path writes it, or else made of the acquire. It is ""
// where the names in it mean something else, or may. At is nil for all exits.
func (s *source) releaseAt(site *verdict.Site, pos token.Pos, at ssa.Instruction) string {
	for _, r := range s.res.Remedies(site, at) {
		if call := s.callAt(r.Pos); call != nil && (s.isOnlyRelease(site, r.At, call) || s.isUndo(site, r)) && s.meansTheSame(call, site.Pos, pos) {
			return oneLine(s.text(call))
		}
	}
	call := s.callAt(site.Pos)
	_, peer := site.Method()
	if call == nil || site.By() != "" || site.ReturnsRelease() || peer == "" {
		return ""
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || !s.meansTheSame(sel.X, site.Pos, pos) || len(syntax.Calls(sel.X)) > 0 || !s.hasMethod(sel.X, peer) {
		return ""
	}
	var keys []string
	for _, i := range site.Keys() {
		if i >= len(call.Args) || !s.meansTheSame(call.Args[i], site.Pos, pos) {
			return ""
		}
		keys = append(keys, s.text(call.Args[i]))
	}
	return oneLine(s.text(sel.X) + "." + peer + "(" + strings.Join(keys, ", ") + ")")
}

// oneLine returns text, "" if it goes over several lines.
func oneLine(text string) string {
	if strings.Contains(text, "\n") {
		return ""
	}
	return text
}

// hasMethod reports whether x has a method of this name.
func (s *source) hasMethod(x ast.Expr, name string) bool {
	t := s.pass.TypesInfo.TypeOf(x)
	if t == nil {
		return false
	}
	obj, _, _ := types.LookupFieldOrMethod(t, true, s.pass.Pkg, name)
	_, ok := obj.(*types.Func)
	return ok
}

// isOnlyRelease reports whether call, the instruction at, releases what the site
// acquires and does nothing else.
func (s *source) isOnlyRelease(site *verdict.Site, at ssa.Instruction, call *ast.CallExpr) bool {
	if s.res.IsRelease(at) {
		return true
	}
	if site.ReturnsRelease() {
		return s.releasesHandle(site, call)
	}
	c, ok := at.(ssa.CallInstruction)
	if !ok {
		return false
	}
	return s.isWrapper(c.Common().StaticCallee())
}

// releasesHandle reports whether call is of the function, or of a method that by
// its name releases of the guard, that the acquire at the site returns.
func (s *source) releasesHandle(site *verdict.Site, call *ast.CallExpr) bool {
	v := s.handleOf(site)
	if v == nil || len(call.Args) > 0 {
		return false
	}
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		return s.object(fun) == v
	case *ast.SelectorExpr:
		id, ok := ast.Unparen(fun.X).(*ast.Ident)
		return ok && s.object(id) == v && slices.Contains(guardReleases, fun.Sel.Name)
	}
	return false
}

// guardReleases are the names of the methods by which guards release.
var guardReleases = []string{"Unlock", "RUnlock", "Release", "Close"}

// handleOf returns the variable that the release of the site is assigned to, nil
// if there is none.
func (s *source) handleOf(site *verdict.Site) types.Object {
	p, ok := s.placeOf(site.Pos)
	if !ok {
		return nil
	}
	stmt := p.Stmt()
	if i, ok := stmt.(*ast.IfStmt); ok && i.Init != nil {
		stmt = i.Init
	}
	assign, ok := stmt.(*ast.AssignStmt)
	if !ok || len(assign.Rhs) != 1 || ast.Unparen(assign.Rhs[0]) != ast.Expr(s.callAt(site.Pos)) {
		return nil
	}
	i := site.Handle()
	if i < 0 || i >= len(assign.Lhs) {
		return nil
	}
	id, ok := assign.Lhs[i].(*ast.Ident)
	if !ok || id.Name == "_" {
		return nil
	}
	return s.object(id)
}

// handleRelease returns the text of the release of the handle that the acquire
// returns, where no path releases it: "" if it has no name at pos, or not one of
// the methods by which guards release.
func (s *source) handleRelease(site *verdict.Site, pos token.Pos) string {
	v := s.handleOf(site)
	if v == nil || s.isAssigned(v, pos, site.Pos, math.MaxInt) {
		return ""
	}
	scope := s.pass.Pkg.Scope().Innermost(pos)
	if scope == nil {
		return ""
	}
	if _, there := scope.LookupParent(v.Name(), pos); there != v {
		return ""
	}
	if sig, ok := v.Type().Underlying().(*types.Signature); ok {
		if sig.Params().Len() > 0 {
			return ""
		}
		return v.Name() + "()"
	}
	var found []string
	for _, name := range guardReleases {
		obj, _, _ := types.LookupFieldOrMethod(v.Type(), true, s.pass.Pkg, name)
		if m, ok := obj.(*types.Func); ok && m.Signature().Params().Len() == 0 {
			found = append(found, v.Name()+"."+name+"()")
		}
	}
	if len(found) != 1 {
		return ""
	}
	return found[0]
}

// isUndo reports whether r is what other paths do that fail like the leaking one: it is a
// statement of its own there, and the acquire is no plain one.
func (s *source) isUndo(site *verdict.Site, r obligation.Remedy) bool {
	p, ok := s.placeOf(r.Pos)
	return ok && r.Undo && syntax.CallOf(p.Stmt()) == s.callAt(r.Pos) && (site.By() != "" || site.ReturnsRelease())
}

// isWrapper reports whether fn is a function of the package whose body is one
// call, which releases a lock.
func (s *source) isWrapper(fn *ssa.Function) bool {
	if fn == nil || fn.Pkg == nil || fn.Pkg.Pkg != s.pass.Pkg || len(fn.Blocks) != 1 {
		return false
	}
	decl, ok := fn.Syntax().(*ast.FuncDecl)
	if !ok || len(decl.Body.List) != 1 || syntax.CallOf(decl.Body.List[0]) == nil {
		return false
	}
	return slices.ContainsFunc(fn.Blocks[0].Instrs, s.res.IsRelease)
}

// meansTheSame reports whether the names in x, which is about what is acquired at
// from, stand for the same at pos, and nothing between the two assigns to them.
func (s *source) meansTheSame(x ast.Expr, from, pos token.Pos) bool {
	scope := s.pass.Pkg.Scope().Innermost(pos)
	if scope == nil {
		return false
	}
	same := true
	ast.Inspect(x, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			same = false
		case *ast.Ident:
			obj := s.object(n)
			if v, ok := obj.(*types.Var); ok && v.IsField() {
				return true
			}
			if fn, ok := obj.(*types.Func); ok && fn.Signature().Recv() != nil {
				return true
			}
			_, there := scope.LookupParent(n.Name, pos)
			if obj == nil || there != obj || s.isAssigned(obj, pos, from, pos) {
				same = false
			}
		}
		return same
	})
	return same
}

// isAssigned reports whether a statement between from and to, in source order,
// or a function literal assigns to the local variable obj of the declaration at
// pos.
func (s *source) isAssigned(obj types.Object, pos, from, to token.Pos) bool {
	v, ok := obj.(*types.Var)
	if !ok || v.Parent() == s.pass.Pkg.Scope() || v.Pkg() != s.pass.Pkg {
		return false
	}
	found, depth := false, 0
	assigns := func(x ast.Expr) { // x may be nil
		id, ok := ast.Unparen(x).(*ast.Ident)
		if ok && s.pass.TypesInfo.Uses[id] == obj && (depth > 0 || from < id.Pos() && id.Pos() < to) {
			found = true
		}
	}
	var visit func(n ast.Node) bool
	visit = func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			if n.Pos() <= v.Pos() && v.Pos() < n.End() {
				return true // the variable is its own
			}
			depth++
			ast.Inspect(n.Body, visit)
			depth--
			return false
		case *ast.AssignStmt:
			for _, x := range n.Lhs {
				assigns(x)
			}
		case *ast.IncDecStmt:
			assigns(n.X)
		case *ast.RangeStmt:
			assigns(n.Key)
			assigns(n.Value)
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				assigns(n.X)
			}
		}
		return !found
	}
	if d := s.declaration(pos); d != nil {
		ast.Inspect(d, visit)
	}
	return found
}
