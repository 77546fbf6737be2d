package vetunit

import (
	"go/ast"
	"go/token"
	"strconv"

	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/settings/declare"
)

// What facts there can be of a package in which no call does something to locks.
// Then the engine has no unit, and no summary has effects on locks that other
// packages are told of. What is left of a function is
//
//   - when it runs the functions that it is given (obligation/runs.go): it has a
//     parameter, or a receiver, that is a function. What it passes these on to
//     has one as well;
//   - whether it makes keys (accesspath/pure.go): asked of exported functions whose
//     signature and name may be those of one;
//   - whether it ever returns (ctrlflow, and obligation/panics.go): see returns.go;
//     and whether one that is deferred recovers.
//
// Declarations, and what is passed on of imported packages, are read from comments
// and types. Bodies that can have nothing of this are left out.
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

// leaveOut leaves out bodies, but for those that have one of the names.
func (u *unit) leaveOut(n *names) {
	s := u.shapes()
	var list []*ast.FuncDecl
	for _, f := range u.files {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Body != nil && !n.in[d] && !s.mustKeep(f, d) {
					list = append(list, d)
				}
			case *ast.GenDecl:
				if d.Tok == token.VAR {
					u.leaveOutElements(n, d)
				}
			}
		}
	}
	for _, fd := range n.surelyReturn(list, u.files) {
		u.left = append(u.left, leftOut{decl: fd, body: fd.Body})
		if fd.Recv == nil && fd.Name.Name == "init" {
			fd.Body = &ast.BlockStmt{Lbrace: fd.Body.Lbrace, Rbrace: fd.Body.Rbrace} // it has to have one
		} else {
			fd.Body = nil
		}
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

// mustKeep reports whether a fact can come of the body of a function, by its
// signature and its name; or whether it cannot be without one.
func (s *shapes) mustKeep(f *ast.File, fd *ast.FuncDecl) bool {
	if isGeneric(fd) {
		return true
	}
	if s.any(f, fd.Recv, isFunc) || s.any(f, fd.Type.Params, isFunc) {
		return true
	}
	return fd.Recv == nil && fd.Name.IsExported() && lexicon.IsRepeatable(fd.Name.Name) &&
		fd.Type.Params.NumFields() > 0 && fd.Type.Results.NumFields() == 1 &&
		s.all(f, fd.Type.Params, isPlain) && s.all(f, fd.Type.Results, isPlain)
}

// isGeneric reports whether a function has type parameters, by itself or by its
// receiver.
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
