package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/astutil"

	"github.com/lockleak/lockleak/internal/engine/obligation"
)

// A source reads the syntax of a package, its text and what the engine says of
// it.
type source struct {
	pass      *analysis.Pass
	res       *obligation.Result
	files     map[*ast.File]*file
	completes map[*ast.CallExpr]bool // calls that complete a future with the lock held
	wrong     tally                  // what is wrong without any fix
}

func newSource(pass *analysis.Pass, res *obligation.Result) *source {
	return &source{
		pass:      pass,
		res:       res,
		files:     make(map[*ast.File]*file),
		completes: make(map[*ast.CallExpr]bool),
		wrong:     count(pass.Files, res),
	}
}

// A file is a source file that may be changed.
type file struct {
	tok  *token.File
	name string
	text []byte
}

// fileAt returns the file that pos is in, and its syntax. There is none, nil, if
// it must not be changed: it is generated, written by hand in another file that
// line directives name, or its text is not the one that was parsed.
func (s *source) fileAt(pos token.Pos) *file {
	for _, f := range s.pass.Files {
		if f.FileStart <= pos && pos < f.FileEnd {
			if known, ok := s.files[f]; ok {
				return known
			}
			s.files[f] = s.open(f)
			return s.files[f]
		}
	}
	return nil
}

func (s *source) open(f *ast.File) *file {
	tok := s.pass.Fset.File(f.FileStart)
	if tok == nil || ast.IsGenerated(f) || s.hasLineDirective(f) {
		return nil
	}
	text, err := s.pass.ReadFile(tok.Name())
	if err != nil || len(text) != tok.Size() {
		return nil
	}
	return &file{tok, tok.Name(), text}
}

// hasLineDirective reports whether a comment says that the text comes from
// somewhere else, as cgo writes it.
func (s *source) hasLineDirective(f *ast.File) bool {
	for _, g := range f.Comments {
		for _, c := range g.List {
			if strings.HasPrefix(c.Text, "//line ") || strings.HasPrefix(c.Text, "/*line ") {
				return true
			}
		}
	}
	return false
}

// text returns the text of n as the file has it.
func (s *source) text(n ast.Node) string { return s.between(n.Pos(), n.End()) }

// between returns the text from one position to another one in the same file.
func (s *source) between(from, to token.Pos) string {
	f := s.fileAt(from)
	if f == nil || to < from {
		return ""
	}
	return string(f.text[f.tok.Offset(from):f.tok.Offset(to)])
}

// around returns the syntax around pos, innermost first.
func (s *source) around(pos token.Pos) []ast.Node {
	for _, f := range s.pass.Files {
		if f.FileStart <= pos && pos < f.FileEnd {
			part := *f
			part.Decls = nil // a search of all takes long in large files
			if d := declarationAt(f, pos); d != nil {
				part.Decls = []ast.Decl{d}
			}
			path, _ := astutil.PathEnclosingInterval(&part, pos, pos)
			return path
		}
	}
	return nil
}

func declarationAt(f *ast.File, pos token.Pos) ast.Decl {
	i := slices.IndexFunc(f.Decls, func(d ast.Decl) bool { return d.Pos() <= pos && pos < d.End() })
	if i < 0 {
		return nil
	}
	return f.Decls[i]
}

// callAt returns the call whose opening parenthesis, or whose defer keyword, is
// at pos, nil if there is none.
func (s *source) callAt(pos token.Pos) *ast.CallExpr {
	for _, n := range s.around(pos) {
		switch n := n.(type) {
		case *ast.CallExpr:
			if n.Lparen == pos {
				return n
			}
		case *ast.DeferStmt:
			if n.Defer == pos {
				return n.Call
			}
		}
	}
	return nil
}

// A place is a statement in a list of statements.
type place struct {
	list  []ast.Stmt
	i     int
	owner ast.Node // the block or clause whose list it is
	outer []ast.Node
}

func (p place) stmt() ast.Stmt { return p.list[p.i] }

// next returns the statement behind, nil if it is the last one.
func (p place) next() ast.Stmt {
	if p.i+1 < len(p.list) {
		return p.list[p.i+1]
	}
	return nil
}

// function returns the function around the place, and its body.
func (p place) function() (ast.Node, *ast.BlockStmt) { return functionOf(p.outer) }

func functionOf(outer []ast.Node) (ast.Node, *ast.BlockStmt) {
	for _, n := range outer {
		switch n := n.(type) {
		case *ast.FuncLit:
			return n, n.Body
		case *ast.FuncDecl:
			return n, n.Body
		}
	}
	return nil, nil
}

// placeOf returns the innermost statement around pos that stands in a list, and
// whether there is one in the function.
func (s *source) placeOf(pos token.Pos) (place, bool) {
	path := s.around(pos)
	for k, n := range path {
		if _, ok := n.(*ast.FuncLit); ok {
			return place{}, false
		}
		stmt, ok := n.(ast.Stmt)
		if !ok || k+1 == len(path) {
			continue
		}
		list := listOf(path[k+1])
		if i := slices.Index(list, stmt); i >= 0 {
			return place{list, i, path[k+1], path[k+1:]}, true
		}
	}
	return place{}, false
}

// listOf returns the statements of a block or clause.
func listOf(n ast.Node) []ast.Stmt {
	switch n := n.(type) {
	case *ast.BlockStmt:
		return n.List
	case *ast.CaseClause:
		return n.Body
	case *ast.CommClause:
		return n.Body
	}
	return nil
}

// isUnder reports whether a loop, or what only n is true of, is around the place
// within its function.
func (p place) isUnder(is func(ast.Node) bool) bool {
	for _, n := range p.outer {
		switch n.(type) {
		case *ast.FuncLit, *ast.FuncDecl:
			return false
		}
		if is(n) {
			return true
		}
	}
	return false
}

func isLoop(n ast.Node) bool {
	switch n.(type) {
	case *ast.ForStmt, *ast.RangeStmt:
		return true
	}
	return false
}

// calls returns the calls in n in source order, without those in function
// literals.
func calls(n ast.Node) []*ast.CallExpr {
	var out []*ast.CallExpr
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			out = append(out, n)
		}
		return true
	})
	return out
}

// callOf returns the call that a statement is, nil if it is none.
func callOf(stmt ast.Stmt) *ast.CallExpr {
	if x, ok := stmt.(*ast.ExprStmt); ok {
		if c, ok := ast.Unparen(x.X).(*ast.CallExpr); ok {
			return c
		}
	}
	return nil
}

// object returns what an identifier stands for, nil if it is not known.
func (s *source) object(id *ast.Ident) types.Object { return s.pass.TypesInfo.ObjectOf(id) }
