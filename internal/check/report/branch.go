package report

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/check/syntax"
	"github.com/lockleak/lockleak/internal/engine/domain"
)

// branch returns where a branch is and what the path does there, in the words
// of the source. go/ssa gives an If no position; its condition has one, and
// the block that is entered says by its comment what it was made of.
func (s source) branch(x domain.Step) (token.Pos, string) {
	in := x.At.(*ssa.If)
	p, isParam := in.Cond.(*ssa.Parameter)
	if x.Pos.IsValid() && !isParam {
		if n, outer := s.condition(x.Pos); n != nil {
			return s.decision(n, outer, in, x.Taken)
		}
	}
	if isParam {
		if n, outer := s.use(p, in); n != nil {
			return s.decision(n, outer, in, x.Taken)
		}
	}
	return s.shape(in, x.Taken)
}

// condition returns the expression whose operator, parenthesis or name is at pos, the
// innermost one that decides a branch, and the statement or clause that it is a
// condition of. These are the same where no such expression is known.
func (s source) condition(pos token.Pos) (inner, outer ast.Node) {
	var cond ast.Expr
	for _, n := range s.enclosing(pos) {
		switch n := n.(type) {
		case ast.Expr:
			if cond == nil {
				if n.Pos() == pos || syntax.ValuePos(n) == pos {
					cond = n
				}
			} else if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel == cond {
				cond = n
			} else if isNegation(n, cond) {
				cond = n // it is undone by the text
			}
			if _, ok := n.(*ast.FuncLit); ok {
				return nil, nil
			}
		case *ast.CaseClause:
			if cond == nil {
				return n, n
			}
			return cond, n
		case *ast.CommClause:
			return n, n
		case *ast.RangeStmt:
			return n, n
		case *ast.SelectStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt:
			return nil, nil
		case ast.Stmt:
			if cond == nil {
				return nil, nil
			}
			return cond, n
		}
	}
	return nil, nil
}

// isNegation reports whether n is the negation of x.
func isNegation(n, x ast.Expr) bool {
	u, ok := n.(*ast.UnaryExpr)
	return ok && u.Op == token.NOT && ast.Unparen(u.X) == x
}

// decision returns the position and the words for a branch on n, which is a condition,
// or a part of one, of the statement or clause outer.
func (s source) decision(n, outer ast.Node, in *ssa.If, taken bool) (token.Pos, string) {
	switch n := n.(type) {
	case *ast.CaseClause:
		return n.Pos(), s.typeCaseText(n, in, taken)
	case *ast.CommClause:
		return n.Pos(), s.commText(n, taken)
	case *ast.RangeStmt:
		return n.Pos(), "the range over " + s.text(n.X) + is(taken, " goes on", " ends")
	}
	leaf := n.(ast.Expr)
	isTrue := taken
	// A negation in the source is a swap of the branches in SSA, or a value.
	if u, ok := leaf.(*ast.UnaryExpr); ok && u.Op == token.NOT {
		if v, ok := in.Cond.(*ssa.UnOp); !ok || v.Op != token.NOT {
			leaf = ast.Unparen(u.X)
		}
	}
	if c, ok := outer.(*ast.CaseClause); ok {
		if isTaken, ok := s.isTaken(c, leaf, isTrue); ok {
			return c.Pos(), s.caseText(c, isTaken)
		}
		if s.hasTag(c) {
			return token.NoPos, "" // another value of the case is compared next
		}
	}
	return n.Pos(), s.text(leaf) + is(isTrue, " is true", " is false")
}

// isTaken reports whether a case is taken if the part leaf of its condition is isTrue.
// It is not ok if the rest of the condition has to be looked at.
func (s source) isTaken(c *ast.CaseClause, leaf ast.Expr, isTrue bool) (isTaken, ok bool) {
	i := slices.IndexFunc(c.List, func(e ast.Expr) bool { return e.Pos() <= leaf.Pos() && leaf.End() <= e.End() })
	if i < 0 {
		return false, false
	}
	value, decided := isTrue, true
	if !s.hasTag(c) {
		value, decided = outcome(c.List[i], leaf, isTrue)
	}
	return value, decided && (value || i == len(c.List)-1)
}

// hasTag reports whether a case has values that are compared, or types, rather than
// conditions.
func (s source) hasTag(c *ast.CaseClause) bool {
	for _, n := range s.enclosing(c.Pos()) {
		switch n := n.(type) {
		case *ast.SwitchStmt:
			return n.Tag != nil
		case *ast.TypeSwitchStmt:
			return true
		}
	}
	return false
}

// outcome returns the value of the condition e if its part leaf, which is evaluated, is
// isTrue. It is not decided if more of e is evaluated after that.
func outcome(e, leaf ast.Expr, isTrue bool) (value, decided bool) {
	e = ast.Unparen(e)
	if e == leaf {
		return isTrue, true
	}
	switch e := e.(type) {
	case *ast.UnaryExpr:
		value, decided = outcome(e.X, leaf, isTrue)
		return !value, decided
	case *ast.BinaryExpr:
		if leaf.Pos() >= e.OpPos {
			return outcome(e.Y, leaf, isTrue)
		}
		value, decided = outcome(e.X, leaf, isTrue)
		return value, decided && value == (e.Op == token.LOR)
	}
	return false, false
}

// use returns the only place where a condition that in may be of has the parameter p in
// a compound, and the statement or clause of that condition; nil if there is none: go/ssa
// gives a branch on a parameter no position.
func (s source) use(p *ssa.Parameter, in *ssa.If) (use, outer ast.Node) {
	for _, b := range in.Block().Succs {
		for _, n := range s.enclosing(firstPos(b)) {
			var conditions []ast.Expr
			switch n := n.(type) {
			case *ast.FuncLit:
				return nil, nil
			case *ast.IfStmt:
				conditions = []ast.Expr{n.Cond}
			case *ast.CaseClause:
				conditions = n.List
			}
			if len(conditions) == 1 && !isCompound(conditions[0]) {
				continue
			}
			if found := s.usesIn(conditions, p); len(found) == 1 {
				return found[0], n
			}
		}
	}
	return nil, nil
}

// usesIn returns where the conditions have the parameter p as an operand.
func (s source) usesIn(conditions []ast.Expr, p *ssa.Parameter) []*ast.Ident {
	var found []*ast.Ident
	var visit func(ast.Expr)
	visit = func(e ast.Expr) {
		switch e := ast.Unparen(e).(type) {
		case *ast.Ident:
			if s.pass.TypesInfo.Uses[e] == p.Object() {
				found = append(found, e)
			}
		case *ast.UnaryExpr:
			visit(e.X)
		case *ast.BinaryExpr:
			if e.Op == token.LAND || e.Op == token.LOR {
				visit(e.X)
				visit(e.Y)
			}
		}
	}
	for _, c := range conditions {
		visit(c)
	}
	return found
}

func (s source) commText(c *ast.CommClause, taken bool) string {
	if c.Comm == nil {
		return "the default case is taken"
	}
	return "case " + s.text(c.Comm) + is(taken, " is taken", " is not taken")
}

// typeCaseText returns the words for a branch on one of the types of a case, "" if
// another one is looked at next.
func (s source) typeCaseText(c *ast.CaseClause, in *ssa.If, taken bool) string {
	if x, ok := in.Cond.(*ssa.Extract); ok && !taken && len(c.List) > 1 {
		last := s.pass.TypesInfo.TypeOf(c.List[len(c.List)-1])
		if a, ok := x.Tuple.(*ssa.TypeAssert); ok && last != nil && !types.Identical(a.AssertedType, last) {
			return ""
		}
	}
	return s.caseText(c, taken)
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
		if n, ok := s.around(pos, clauseBody).(*ast.CommClause); ok && taken {
			return n.Pos(), s.commText(n, taken)
		}
	case "switch.body", "typeswitch.body":
		if n, ok := s.around(pos, clauseBody).(*ast.CaseClause); ok && (taken || len(n.List) == 1 && !isCompound(n.List[0])) {
			return n.Pos(), s.caseText(n, taken)
		}
	case "if.then":
		n, _ := s.around(pos, ifBody).(*ast.IfStmt)
		if n == nil || isCompound(n.Cond) {
			break
		}
		return s.decision(n.Cond, n, in, taken)
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
