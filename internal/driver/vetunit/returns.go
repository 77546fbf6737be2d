package vetunit

import (
	"go/ast"
	"go/token"
	"strings"
)

// A function that never returns has a fact, and those that call it may have one.
// Whether a function does return is told by its syntax alone, on the side of no:
// there is a way to its end, or to a return statement, on which no name is
// mentioned of what may not return. Which names these are is found out together
// (findEnds).

// mayEnd reports whether a function of this name is known not to return, whatever
// its body: the builtin panic, and what ctrlflow knows of some packages.
func mayEnd(name string) bool {
	lower := strings.ToLower(name)
	for _, p := range []string{"panic", "exit", "fatal", "goexit"} {
		if strings.HasPrefix(lower, p) {
			return true
		}
	}
	return false
}

// findEnds adds to n the names of the functions in the files that may not return.
func (n *names) findEnds(files []*ast.File) {
	var open []*ast.FuncDecl
	for _, f := range files {
		for _, d := range f.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok && fd.Body != nil {
				open = append(open, fd)
			}
		}
	}
	for grown := true; grown; {
		grown = false
		for _, fd := range open {
			if !n.end[fd.Name.Name] && !n.returns(fd.Body) {
				n.end[fd.Name.Name], grown = true, true
			}
		}
	}
}

// A flow says where a way through statements leads.
type flow struct {
	ends    bool // behind them
	returns bool // to a return
	breaks  bool // out of the statement around
}

func (n *names) returns(body *ast.BlockStmt) bool {
	f := n.list(body.List)
	return f.ends || f.returns
}

// list returns the ways through a list of statements.
func (n *names) list(list []ast.Stmt) flow {
	f := flow{ends: true}
	for _, s := range list {
		if !f.ends || f.returns {
			break // one way is enough, and that out of the statement does not count then
		}
		g := n.stmt(s)
		f = flow{g.ends, g.returns, f.breaks || g.breaks}
	}
	return f
}

// stmt returns the ways through a statement. What it does not know has none.
func (n *names) stmt(s ast.Stmt) flow {
	switch s := s.(type) {
	case *ast.BlockStmt:
		return n.list(s.List)
	case *ast.ReturnStmt:
		return flow{returns: n.passes(s)}
	case *ast.LabeledStmt:
		return n.stmt(s.Stmt)
	case *ast.BranchStmt:
		return flow{breaks: s.Tok == token.BREAK && s.Label == nil}
	case *ast.IfStmt:
		if !n.passes(s.Init) || !n.passes(s.Cond) {
			return flow{}
		}
		f, g := n.list(s.Body.List), flow{ends: true}
		if s.Else != nil {
			g = n.stmt(s.Else)
		}
		return flow{f.ends || g.ends, f.returns || g.returns, f.breaks || g.breaks}
	case *ast.ForStmt:
		if !n.passes(s.Init) || !n.passes(s.Cond) {
			return flow{}
		}
		f := n.list(s.Body.List)
		return flow{ends: s.Cond != nil || f.breaks, returns: f.returns}
	case *ast.RangeStmt:
		return flow{ends: n.passes(s.X)}
	case *ast.SwitchStmt:
		if !n.passes(s.Init) || !n.passes(s.Tag) {
			return flow{}
		}
		return n.clauses(s.Body.List)
	case *ast.TypeSwitchStmt:
		if !n.passes(s.Init) || !n.passes(s.Assign) {
			return flow{}
		}
		return n.clauses(s.Body.List)
	case *ast.SelectStmt:
		var all flow
		for _, c := range s.Body.List {
			if c := c.(*ast.CommClause); n.passes(c.Comm) {
				all = all.or(n.list(c.Body))
			}
		}
		return all
	case *ast.AssignStmt, *ast.DeclStmt, *ast.DeferStmt, *ast.EmptyStmt, *ast.ExprStmt, *ast.GoStmt, *ast.IncDecStmt, *ast.SendStmt:
		return flow{ends: n.passes(s)}
	}
	return flow{}
}

// or returns the ways of one clause or another. A break ends the statement.
func (f flow) or(clause flow) flow {
	return flow{ends: f.ends || clause.ends || clause.breaks, returns: f.returns || clause.returns}
}

// clauses returns the ways through those of a switch.
func (n *names) clauses(list []ast.Stmt) flow {
	var all flow
	hasDefault := false
	for _, s := range list {
		c := s.(*ast.CaseClause)
		hasDefault = hasDefault || c.List == nil
		for _, e := range c.List {
			if !n.passes(e) {
				return flow{} // it is looked at on the way to the others
			}
		}
		all = all.or(n.list(c.Body))
	}
	all.ends = all.ends || !hasDefault
	return all
}

// passes reports whether x, which may be nil, mentions nothing that may not
// return, but in function literals: nothing is known of calls of these.
func (n *names) passes(x ast.Node) bool {
	return x == nil || !mentions(x, func(name string) bool { return n.end[name] || mayEnd(name) })
}

// mentions reports whether an identifier in x, outside of function literals, is
// one of those wanted.
func mentions(x ast.Node, wanted func(string) bool) bool {
	found := false
	ast.Inspect(x, func(x ast.Node) bool {
		switch x := x.(type) {
		case *ast.FuncLit:
			return false
		case *ast.Ident:
			found = found || wanted(x.Name)
		}
		return !found
	})
	return found
}
