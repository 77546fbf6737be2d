package vetunit

import (
	"go/ast"
	"go/token"
	"strconv"

	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/summary"
	"github.com/lockleak/lockleak/internal/settings/declare"
)

// Which bodies can yield something in a fact is said by [summary.MayYield]; here it
// is found out what it asks of a body. The fact of ctrlflow says which functions
// never return: MayYield asks for this as well. Declarations, and what is passed on
// of imported packages, are read from comments and types. All other bodies are left
// out.
//
// Whether a call does something to locks is first a question of names, which are
// known before types are (names.go). Where there are none that may be of a lock
// operation, that is all. Else the bodies that have them are kept, and once their
// types are known, so is what the names stand for (uses.go). If it is one, all
// bodies are needed: what a function does to locks depends on those that it calls,
// and on what others do to the same fields.

// The elements of literals in the initial values of variables are left out in the
// same way: the type of a literal is written in front of it.

// A leftOut is what has been left out: the body of a function, or the elements of a
// literal.
type leftOut struct {
	decl *ast.FuncDecl
	body *ast.BlockStmt

	literal  *ast.CompositeLit
	elements []ast.Expr
	typ      ast.Expr
}

func (l leftOut) restore() {
	if l.decl != nil {
		l.decl.Body = l.body
	} else {
		l.literal.Elts, l.literal.Type = l.elements, l.typ
	}
}

// checkTrimmed checks the types of the package, without the bodies that no fact
// can come of. Declared are the declarations of a setting.
func (u *unit) checkTrimmed(declared []declare.Line) error {
	n, err := u.namesOf(declared)
	if err != nil {
		return err
	}
	if n.scan(u.files) {
		return u.check()
	}
	u.leaveOut(n)
	if err := u.check(); err != nil {
		return err
	}
	if len(u.left) == 0 || !n.isUsed(u.info) {
		return nil
	}
	for _, l := range u.left {
		l.restore()
	}
	u.left = nil
	return u.check()
}

// leaveOut leaves out the bodies and literals that yield nothing, since they have
// none of the names.
func (u *unit) leaveOut(n *names) {
	s := u.shapes()
	n.findEnds(u.files)
	for _, f := range u.files {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Body != nil && !isGeneric(d) && !summary.MayYield(&body{d, f, s, n}) {
					u.leaveOutBody(d)
				}
			case *ast.GenDecl:
				if d.Tok == token.VAR {
					u.leaveOutElements(n, d)
				}
			}
		}
	}
}

func (u *unit) leaveOutBody(fd *ast.FuncDecl) {
	u.left = append(u.left, leftOut{decl: fd, body: fd.Body})
	if fd.Recv == nil && fd.Name.Name == "init" {
		fd.Body = &ast.BlockStmt{Lbrace: fd.Body.Lbrace, Rbrace: fd.Body.Rbrace} // it has to have one
	} else {
		fd.Body = nil
	}
}

// leaveOutElements leaves out the elements of literals in a declaration of
// variables, but for those with one of the names.
func (u *unit) leaveOutElements(n *names, d *ast.GenDecl) {
	ast.Inspect(d, func(x ast.Node) bool {
		switch x := x.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CompositeLit:
			typ, ok := typeOf(x)
			if !ok || len(x.Elts) == 0 || n.isIn(x) {
				return true
			}
			u.left = append(u.left, leftOut{literal: x, elements: x.Elts, typ: x.Type})
			x.Elts, x.Type = nil, typ
			return false
		}
		return true
	})
}

// typeOf returns the type of a literal as it would have to be written without the
// elements, which may be the length of an array, if that can be told.
func typeOf(lit *ast.CompositeLit) (ast.Expr, bool) {
	a, ok := lit.Type.(*ast.ArrayType)
	if !ok {
		return lit.Type, lit.Type != nil
	}
	dots, ok := a.Len.(*ast.Ellipsis)
	if !ok {
		return lit.Type, true
	}
	for _, e := range lit.Elts {
		if _, hasIndex := e.(*ast.KeyValueExpr); hasIndex {
			return nil, false
		}
	}
	length := &ast.BasicLit{ValuePos: dots.Ellipsis, Kind: token.INT, Value: strconv.Itoa(len(lit.Elts))}
	return &ast.ArrayType{Lbrack: a.Lbrack, Len: length, Elt: a.Elt}, true
}

// A body is the syntax of a function, as a [summary.Body].
type body struct {
	*ast.FuncDecl
	file   *ast.File
	shapes *shapes
	names  *names
}

// OperatesOnLocks implements [summary.Body].
func (b *body) OperatesOnLocks() bool { return b.names.in[b.FuncDecl] }

// TakesFunc implements [summary.Body].
func (b *body) TakesFunc() bool {
	return b.shapes.any(b.file, b.Recv, isFunc) || b.shapes.any(b.file, b.Type.Params, isFunc)
}

// MakesKey implements [summary.Body].
func (b *body) MakesKey() bool {
	return b.Recv == nil && b.Name.IsExported() && lexicon.IsRepeatable(b.Name.Name) &&
		b.Type.Params.NumFields() > 0 && b.Type.Results.NumFields() == 1 &&
		b.shapes.all(b.file, b.Type.Params, isPlain) && b.shapes.all(b.file, b.Type.Results, isPlain)
}

// MayNotReturn implements [summary.Body].
func (b *body) MayNotReturn() bool { return !b.names.returns(b.Body) }

// MayRecover implements [summary.Body].
func (b *body) MayRecover() bool {
	return mentions(b.Body, func(name string) bool { return name == "recover" })
}

// isGeneric reports whether a function has type parameters, by itself or by its
// receiver. It has to have its body.
func isGeneric(fd *ast.FuncDecl) bool {
	if fd.Type.TypeParams.NumFields() > 0 {
		return true
	}
	if fd.Recv.NumFields() == 0 {
		return false
	}
	t := ast.Unparen(fd.Recv.List[0].Type)
	if p, ok := t.(*ast.StarExpr); ok {
		t = ast.Unparen(p.X)
	}
	_, isName := t.(*ast.Ident)
	return !isName
}
