package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/check/syntax"
	"github.com/lockleak/lockleak/internal/engine/obligation"
)

// A source reads the syntax of a package, its text and what the engine says of
// it.
type source struct {
	pass      *analysis.Pass
	res       *obligation.Result
	files     map[*ast.File]*file
	completes map[*ast.CallExpr]bool // calls that complete a future with the lock held
	waiting   map[*ssa.Function]bool // whether functions wait for something; see waitsIn
	wrong     tally                  // what is wrong without any fix
	builds    int                    // how many variants of the package were built
}

func newSource(pass *analysis.Pass, res *obligation.Result) *source {
	return &source{
		pass:      pass,
		res:       res,
		files:     make(map[*ast.File]*file),
		completes: make(map[*ast.CallExpr]bool),
		waiting:   make(map[*ssa.Function]bool),
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
	f := syntax.FileAt(s.pass.Files, pos)
	if f == nil {
		return nil
	}
	if _, known := s.files[f]; !known {
		s.files[f] = s.open(f)
	}
	return s.files[f]
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

// callAt returns the call that an instruction at pos is of, nil if there is none.
func (s *source) callAt(pos token.Pos) *ast.CallExpr { return syntax.CallAt(s.pass.Files, pos) }

// placeOf returns the statement around pos, and whether it stands in a list.
func (s *source) placeOf(pos token.Pos) (syntax.Place, bool) {
	return syntax.PlaceOf(s.pass.Files, pos)
}

// functionAt returns the function around pos, and its body.
func (s *source) functionAt(pos token.Pos) (ast.Node, *ast.BlockStmt) {
	return syntax.Function(syntax.Enclosing(s.pass.Files, pos))
}

// declaration returns the declaration in the package that pos is in.
func (s *source) declaration(pos token.Pos) ast.Decl {
	return syntax.DeclarationAt(s.pass.Files, pos)
}

// object returns what an identifier stands for, nil if it is not known.
func (s *source) object(id *ast.Ident) types.Object { return s.pass.TypesInfo.ObjectOf(id) }
