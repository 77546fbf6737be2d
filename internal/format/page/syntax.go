package page

import (
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"path/filepath"
	"sort"
)

// A syntax is what is known of a file in Go. Of one that does not parse, it is
// what can be made out.
type syntax struct {
	starts    []int        // of the lines, in bytes
	functions []lineSpan   // the declared ones
	tokens    [][]markSpan // for each line, in order
}

// A lineSpan is lines, the last one included, 1-based.
type lineSpan struct{ first, last int }

// A markSpan is a part of a line, in bytes, and how it is shown.
type markSpan struct {
	from, to int
	class    string
}

func newSyntax(file, text string) *syntax {
	s := &syntax{starts: []int{0}}
	for i := range len(text) {
		if text[i] == '\n' {
			s.starts = append(s.starts, i+1)
		}
	}
	s.tokens = make([][]markSpan, len(s.starts))
	if filepath.Ext(file) == ".go" {
		s.findFunctions(text)
		s.scan(text)
	}
	return s
}

// line returns the line, from 0, that a byte is in.
func (s *syntax) line(offset int) int {
	return sort.Search(len(s.starts), func(i int) bool { return s.starts[i] > offset }) - 1
}

func (s *syntax) findFunctions(text string) {
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, "", text, parser.SkipObjectResolution)
	if f == nil || err != nil && len(f.Decls) == 0 {
		return
	}
	for _, decl := range f.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok {
			// Without line directives: they say where the text is from.
			first, last := set.PositionFor(fn.Pos(), false).Line, set.PositionFor(fn.End(), false).Line
			s.functions = append(s.functions, lineSpan{first, last})
		}
	}
}

// function returns the function that a line is in.
func (s *syntax) function(line int) (lineSpan, bool) {
	for _, f := range s.functions {
		if f.first <= line && line <= f.last {
			return f, true
		}
	}
	return lineSpan{}, false
}

// scan finds keywords, literals of strings, and comments.
func (s *syntax) scan(text string) {
	file := token.NewFileSet().AddFile("", -1, len(text))
	var sc scanner.Scanner
	sc.Init(file, []byte(text), func(token.Position, string) {}, scanner.ScanComments)
	for {
		pos, tok, lit := sc.Scan()
		class := ""
		switch {
		case tok == token.EOF:
			return
		case tok == token.COMMENT:
			class = "com"
		case tok == token.STRING || tok == token.CHAR:
			class = "str"
		case tok.IsKeyword():
			class = "key"
		default:
			continue
		}
		start := file.Offset(pos)
		s.add(start, min(start+len(lit), len(text)), class)
	}
}

// add adds a token, which may go over several lines.
func (s *syntax) add(start, end int, class string) {
	for i := s.line(start); i < len(s.starts) && s.starts[i] < end; i++ {
		from, to := max(start, s.starts[i]), end
		if i+1 < len(s.starts) {
			to = min(end, s.starts[i+1]-1) // without the line feed
		}
		if from < to {
			s.tokens[i] = append(s.tokens[i], markSpan{from - s.starts[i], to - s.starts[i], class})
		}
	}
}
