package fix

import (
	"bytes"
	"go/ast"
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// indent returns the white space that the line of pos begins with, and whether
// there is nothing else before pos.
func (s *source) indent(pos token.Pos) (space string, first bool) {
	f := s.fileAt(pos)
	end := f.tok.Offset(pos)
	start := bytes.LastIndexByte(f.text[:end], '\n') + 1
	n := start
	for n < end && (f.text[n] == ' ' || f.text[n] == '\t') {
		n++
	}
	return string(f.text[start:n]), n == end
}

// before returns an edit that puts a statement in front of the one at pos.
func (s *source) before(pos token.Pos, statement string) analysis.TextEdit {
	space, first := s.indent(pos)
	sep := "; "
	if first {
		sep = "\n" + space
	}
	return analysis.TextEdit{Pos: pos, End: pos, NewText: []byte(statement + sep)}
}

// behind returns an edit that puts a statement behind stmt, on a line of its own
// and after what comments the line.
func (s *source) behind(stmt ast.Stmt, statement string) (analysis.TextEdit, bool) {
	space, first := s.indent(stmt.Pos())
	end := s.lineEnd(stmt.End())
	rest := strings.TrimSpace(s.between(stmt.End(), end))
	if !first || rest != "" && !strings.HasPrefix(rest, "//") {
		return analysis.TextEdit{}, false
	}
	return analysis.TextEdit{Pos: end, End: end, NewText: []byte("\n" + space + statement)}, true
}

// atEnd returns an edit that puts a statement at the end of a block.
func (s *source) atEnd(b *ast.BlockStmt, statement string) analysis.TextEdit {
	space, first := s.indent(b.Rbrace)
	if !first {
		return analysis.TextEdit{Pos: b.Rbrace, End: b.Rbrace, NewText: []byte("; " + statement + " ")}
	}
	start := b.Rbrace - token.Pos(len(space))
	return analysis.TextEdit{Pos: start, End: start, NewText: []byte(space + "\t" + statement + "\n")}
}

// without returns an edit that removes a statement: with its line, if there is
// nothing else on it.
func (s *source) without(stmt ast.Stmt) (analysis.TextEdit, bool) {
	space, first := s.indent(stmt.Pos())
	end := s.lineEnd(stmt.End())
	rest := strings.TrimSpace(s.between(stmt.End(), end))
	switch {
	case first && rest == "":
		start, end := stmt.Pos()-token.Pos(len(space)), s.nextLine(end)
		above, below := s.lineAbove(start), strings.TrimSpace(s.between(end, s.lineEnd(end)))
		switch {
		case below == "" && (above == "" || strings.HasSuffix(above, "{") || strings.HasSuffix(above, ":")):
			end = s.nextLine(s.lineEnd(end)) // gofmt wants no second blank line
		case above == "" && strings.HasPrefix(below, "}"):
			start -= token.Pos(len(s.textAbove(start)))
		}
		return analysis.TextEdit{Pos: start, End: end}, true
	case first && strings.HasPrefix(rest, "//"):
		comment := stmt.End() + token.Pos(strings.Index(s.between(stmt.End(), end), "//"))
		return analysis.TextEdit{Pos: stmt.Pos(), End: comment}, true
	}
	return analysis.TextEdit{}, false
}

// lineEnd returns the end of the line of pos, without what ends it.
func (s *source) lineEnd(pos token.Pos) token.Pos {
	f := s.fileAt(pos)
	from := f.tok.Offset(pos)
	line, _, _ := bytes.Cut(f.text[from:], []byte("\n"))
	return pos + token.Pos(len(bytes.TrimSuffix(line, []byte("\r"))))
}

// nextLine returns the beginning of the line behind the one that ends at end.
func (s *source) nextLine(end token.Pos) token.Pos {
	f := s.fileAt(end)
	from := f.tok.Offset(end)
	n := bytes.IndexByte(f.text[from:], '\n')
	if n < 0 {
		return end
	}
	return end + token.Pos(n) + 1
}

// lineAbove returns the line in front of the one that begins at start, without
// the white space around it.
func (s *source) lineAbove(start token.Pos) string {
	return strings.TrimSpace(s.textAbove(start))
}

// textAbove returns the line in front of the one that begins at start, with its
// end.
func (s *source) textAbove(start token.Pos) string {
	f := s.fileAt(start)
	before := f.text[:f.tok.Offset(start)]
	from := bytes.LastIndexByte(bytes.TrimSuffix(before, []byte("\n")), '\n') + 1
	return string(before[from:])
}

// withLineEnds returns the edits with the line ends of the file that they are in.
func (s *source) withLineEnds(edits []analysis.TextEdit) []analysis.TextEdit {
	f := s.fileAt(edits[0].Pos)
	if !bytes.Contains(f.text, []byte("\r\n")) {
		return edits
	}
	for i := range edits {
		text := bytes.ReplaceAll(edits[i].NewText, []byte("\r\n"), []byte("\n"))
		edits[i].NewText = bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))
	}
	return edits
}

// replace returns an edit that writes text in the place of n.
func replace(n ast.Node, text string) analysis.TextEdit {
	return analysis.TextEdit{Pos: n.Pos(), End: n.End(), NewText: []byte(text)}
}
