package mutants

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// mistakes returns the mistakes that can be made in a body, those of function literals
// in it left out.
func (b *body) mistakes() (found []Mutant) {
	for _, l := range b.lists {
		for i, s := range l.stmts {
			op, ok := b.release(s)
			if !ok || !b.acquiredBefore(op) {
				continue
			}
			found = append(found, b.drop(s, op)...)
			found = append(found, b.early(l, i, op)...)
			found = append(found, b.renamed(op)...)
			found = append(found, b.late(l, i, op)...)
		}
	}
	return found
}

// mutant returns a mistake with a release.
func (b *body) mutant(kind Kind, op operation, edits ...Edit) Mutant {
	at := b.at(op.call.Pos())
	return Mutant{Kind: kind, File: at.Filename, Line: at.Line, Lock: op.String(), Acquires: b.acquires(op), Edits: edits}
}

// replace returns the edit that puts text in place of a node.
func (b *body) replace(n ast.Node, text string) Edit {
	return Edit{Start: b.at(n.Pos()).Offset, End: b.at(n.End()).Offset, New: text}
}

// insert returns the edit that puts text at a place.
func (b *body) insert(p token.Pos, text string) Edit {
	offset := b.at(p).Offset
	return Edit{Start: offset, End: offset, New: text}
}

// release returns the operation of a statement that releases, by hand or by defer.
func (b *body) release(s ast.Stmt) (op operation, ok bool) {
	switch s := s.(type) {
	case *ast.DeferStmt:
		op, ok = b.ops[s.Call]
	case *ast.ExprStmt:
		if call, isCall := s.X.(*ast.CallExpr); isCall {
			op, ok = b.ops[call]
		}
	}
	return op, ok && op.releases()
}

// acquiredBefore reports whether the body acquires a lock above its release. Else it is
// a caller that does, and a mistake would be one in the contract between the two.
func (b *body) acquiredBefore(release operation) bool {
	for _, op := range b.ops {
		if !op.releases() && op.pairs(release) && op.call.Pos() < release.call.Pos() {
			return true
		}
	}
	return false
}

// acquires returns the lines on which the body acquires the lock of a release, in
// order.
func (b *body) acquires(release operation) (lines []int) {
	for _, op := range b.ops {
		if !op.releases() && op.pairs(release) {
			lines = append(lines, b.at(op.call.Pos()).Line)
		}
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

// drop deletes a release, if there is no other one in the body or a literal in it.
func (b *body) drop(s ast.Stmt, op operation) []Mutant {
	n := 0
	for _, other := range b.within {
		if other.releases() && other.pairs(op) {
			n++
		}
	}
	if n != 1 {
		return nil
	}
	return []Mutant{b.mutant(Drop, op, b.replace(s, ""))}
}

// early deletes a release by hand between which and an exit the lock is not touched, if
// the lock is released by hand elsewhere, too, and not by defer.
func (b *body) early(l list, i int, op operation) []Mutant {
	exit := exitOf(l)
	if exit == "" {
		return nil
	}
	byHand := 0
	for _, other := range b.ops {
		if !other.releases() || !other.pairs(op) {
			continue
		}
		if other.deferred {
			return nil
		}
		byHand++
	}
	if byHand < 2 || b.touches(op, l.stmts[i+1:]...) {
		return nil
	}
	m := b.mutant(Early, op, b.replace(l.stmts[i], ""))
	m.Exit = exit
	return []Mutant{m}
}

// exitOf tells how control leaves at the end of a list: out of the function, or to
// another place in it. It is "" if it goes on after the list.
func exitOf(l list) string {
	switch last := l.stmts[len(l.stmts)-1].(type) {
	case *ast.ReturnStmt:
		return "return"
	case *ast.BranchStmt:
		if last.Tok != token.FALLTHROUGH {
			return last.Tok.String()
		}
	case *ast.ExprStmt:
		if call, ok := last.X.(*ast.CallExpr); ok {
			if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "panic" {
				return "panic"
			}
		}
	}
	if l.outer {
		return "end"
	}
	return ""
}

// touches reports whether statements have an operation of a lock in them, in any mode.
func (b *body) touches(op operation, stmts ...ast.Stmt) bool {
	for _, other := range b.within {
		for _, s := range stmts {
			if other.isOf(op) && s.Pos() <= other.call.Pos() && other.call.End() <= s.End() {
				return true
			}
		}
	}
	return false
}

// renamed has another method of the lock called in place of the release.
func (b *body) renamed(op operation) []Mutant {
	found := []Mutant{b.mutant(Typo, op, b.replace(op.method, op.family.acquire))}
	sel := ast.Unparen(op.call.Fun).(*ast.SelectorExpr)
	if op.family.write != "" && b.alike(sel, op.family.release, op.family.write) {
		found = append(found, b.mutant(Mode, op, b.replace(op.method, op.family.write)))
	}
	return found
}

// late takes a release that is deferred right after the acquire. Either it is deferred
// only after the next if statement that returns, or there is another one by hand before
// that return.
func (b *body) late(l list, i int, op operation) []Mutant {
	if _, ok := l.stmts[i].(*ast.DeferStmt); !ok || i == 0 || !b.isAcquire(l.stmts[i-1], op) {
		return nil
	}
	call := text(op.call)
	if call == "" {
		return nil
	}
	for _, s := range l.stmts[i+1:] {
		if b.touches(op, s) || b.changes(s, op) {
			return nil
		}
		ret := returnOf(s)
		if ret == nil {
			continue
		}
		return []Mutant{
			b.mutant(Late, op, b.replace(l.stmts[i], ""), b.insert(s.End(), "; defer "+call)),
			b.mutant(Double, op, b.insert(ret.Pos(), call+"; ")),
		}
	}
	return nil
}

// isAcquire reports whether a statement acquires the lock of a release, for sure.
func (b *body) isAcquire(s ast.Stmt, release operation) bool {
	x, ok := s.(*ast.ExprStmt)
	if !ok {
		return false
	}
	call, ok := x.X.(*ast.CallExpr)
	if !ok {
		return false
	}
	op, ok := b.ops[call]
	return ok && op.pairs(release) && op.method.Name == op.family.acquire
}

// returnOf returns the return statement that ends an if statement without an else, or
// nil.
func returnOf(s ast.Stmt) *ast.ReturnStmt {
	x, ok := s.(*ast.IfStmt)
	if !ok || x.Else != nil || len(x.Body.List) == 0 {
		return nil
	}
	ret, _ := x.Body.List[len(x.Body.List)-1].(*ast.ReturnStmt)
	return ret
}

// text returns an expression as source text on one line, or "" if it has a literal with
// a body, which types.ExprString leaves out.
func text(x ast.Expr) string {
	whole := true
	ast.Inspect(x, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.FuncLit, *ast.CompositeLit, *ast.StructType, *ast.InterfaceType:
			whole = false
		}
		return whole
	})
	s := types.ExprString(x)
	if !whole || strings.Contains(s, "\n") {
		return ""
	}
	return s
}
