package explain

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lockleak/lockleak/internal/result/finding"
)

// A syntax is what the syntax tree of a file tells: where its functions are, and
// how far reaches what begins at a place. It is empty for what is no Go.
type syntax struct {
	functions []lines
	ends      map[place]place
}

type lines struct{ first, last int }

// A place is a line and a column, in bytes, both 1-based.
type place struct{ line, col int }

// syntax returns that of a file, which is parsed once.
func (p *printer) syntax(file string) *syntax {
	s, ok := p.files[file]
	if !ok {
		text, _ := p.view.Text(file)
		s = parse(text)
		p.files[file] = s
	}
	return s
}

// parse reads a file as far as it is Go.
func parse(text string) *syntax {
	s := &syntax{ends: make(map[place]place)}
	fset := token.NewFileSet()
	f, _ := parser.ParseFile(fset, "", text, parser.SkipObjectResolution)
	if f == nil {
		return s
	}
	at := func(pos token.Pos) place {
		posn := fset.PositionFor(pos, false)
		return place{posn.Line, posn.Column}
	}
	for _, decl := range f.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok {
			s.functions = append(s.functions, lines{at(fn.Type.Pos()).line, at(fn.End()).line})
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			s.ends[at(call.Lparen)] = at(call.End()) // where go/ssa has the call
		}
		if n == nil || !isOne(n) {
			return true
		}
		// The outermost of those that begin at a place comes first.
		if begin := at(n.Pos()); s.ends[begin] == (place{}) {
			s.ends[begin] = at(n.End())
		}
		return true
	})
	return s
}

// isOne reports whether n is what a step may be about: an expression, though of
// conditions that are joined, each is one of its own, or a simple statement.
func isOne(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		return n.Op != token.LAND && n.Op != token.LOR
	case ast.Expr, *ast.ReturnStmt, *ast.DeferStmt, *ast.GoStmt, *ast.BranchStmt:
		return true
	}
	return false
}

// function returns the first line of the function that a line is in, 0 if it is
// in none.
func (s *syntax) function(line int) int {
	for _, fn := range s.functions {
		if fn.first <= line && line <= fn.last {
			return fn.first
		}
	}
	return 0
}

// span returns the bytes of the line that a step is about, as far as they are in
// it: up to the end of the step, else of what the syntax has there, else of a
// word or a character. Without a column, it is all but the indentation.
func (p *printer) span(s finding.Step, line string) (from, to int) {
	text := strings.TrimRight(line, " \t")
	if s.At.Col < 1 {
		return len(text) - len(strings.TrimLeft(text, " \t")), len(text)
	}
	from = min(s.At.Col-1, len(text))
	end := place{s.End.Line, s.End.Col}
	if s.End.File != s.At.File || s.End.Line < s.At.Line || s.End.Line == s.At.Line && s.End.Col <= s.At.Col {
		end = p.syntax(s.At.File).ends[place{s.At.Line, s.At.Col}]
	}
	switch {
	case end.line > s.At.Line:
		to = len(text)
	case end.line == s.At.Line:
		to = min(end.col-1, len(text))
	default:
		to = from + len(firstWord(text[from:]))
	}
	return from, max(to, from)
}

// firstWord returns the identifier, keyword or number that text begins with, or
// its first character.
func firstWord(text string) string {
	end := strings.IndexFunc(text, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	switch {
	case end < 0:
		return text
	case end == 0:
		_, end = utf8.DecodeRuneInString(text)
	}
	return text[:end]
}
