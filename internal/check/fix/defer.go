package fix

import (
	"go/ast"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/check/syntax"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/obligation"
	"github.com/lockleak/lockleak/internal/engine/verdict"
)

// deferred returns the fix that defers a release right behind its acquire, nil if
// what comes behind it may wait, or may want the lock.
func (s *source) deferred(e *obligation.EmptySection) *candidate {
	p, ok := s.placeOf(e.Release)
	if !ok || p.IsInLoop() {
		return nil
	}
	_, body := p.Function()
	if body == nil || p.Owner != ast.Node(body) || syntax.CallOf(p.Stmt()) == nil {
		return nil
	}
	q := quiet{source: s, seen: make(map[*ast.FuncDecl]bool)}
	if !slices.ContainsFunc(p.List[p.I+1:], func(stmt ast.Stmt) bool { return !q.is(stmt) }) {
		at := p.Stmt().Pos()
		return &candidate{at: e.Release, message: "Defer " + s.text(p.Stmt()), edits: []analysis.TextEdit{{Pos: at, End: at, NewText: []byte("defer ")}}}
	}
	return nil
}

// calledRelease returns the fix that calls now what a deferred call acquires and
// defers what that returns, nil if that is no function.
func (s *source) calledRelease(d *obligation.DroppedRelease) *candidate {
	call := s.callAt(d.At.Pos())
	if call == nil || !d.IsFunc || !s.isSingle(call) {
		return nil
	}
	return &candidate{at: d.At.Pos(), message: "Defer " + s.text(call) + "()", edits: []analysis.TextEdit{{Pos: call.End(), End: call.End(), NewText: []byte("()")}}}
}

// droppedHandle returns the fix that defers the release that an acquire returns
// and nobody calls: there is no section to end anywhere else.
func (s *source) droppedHandle(site *verdict.Site) *candidate {
	call := s.callAt(site.Pos)
	p, ok := s.placeOf(site.Pos)
	if call == nil || !ok || p.IsInLoop() || !s.isSingle(call) || !lexicon.IsFunc(s.pass.TypesInfo.TypeOf(call)) {
		return nil
	}
	var from ast.Stmt
	switch stmt := p.Stmt().(type) {
	case *ast.ExprStmt:
		from = stmt
	case *ast.AssignStmt:
		if id, ok := stmt.Lhs[0].(*ast.Ident); !ok || len(stmt.Lhs) != 1 || id.Name != "_" {
			return nil
		}
		from = stmt
	}
	if from == nil || call.End() != from.End() {
		return nil
	}
	return &candidate{at: site.Pos, message: "Defer " + s.text(call) + "()", edits: []analysis.TextEdit{
		{Pos: from.Pos(), End: call.Pos(), NewText: []byte("defer ")},
		{Pos: call.End(), End: call.End(), NewText: []byte("()")},
	}}
}
