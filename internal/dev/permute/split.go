package permute

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"
)

// A file is cut where a declaration ends, behind the comment that may stand on
// the same line. All that stands between two declarations, such as the doc
// comment and directives, belongs to the second one.

// A splitter cuts one file.
type splitter struct {
	tok    *token.File
	syntax *ast.File
	text   []byte
	info   *types.Info
}

func (s *splitter) split() (*file, []*declaration) {
	f := &file{name: s.tok.Name(), version: s.info.FileVersions[s.syntax], closed: s.isClosed()}
	if s.isFixed() {
		f.header = s.text
		return f, nil
	}
	end := s.after(s.syntax.Name.End())
	first := 0
	for i, d := range s.syntax.Decls {
		if d, ok := d.(*ast.GenDecl); ok && d.Tok == token.IMPORT {
			first, end = i+1, s.after(d.End())
		}
	}
	f.header = s.text[:end]
	f.imports = s.imports()
	var decls []*declaration
	count := make(map[string]int)
	for i, d := range s.syntax.Decls[first:] {
		next := s.after(d.End())
		x := &declaration{
			text:  s.text[end:next],
			place: float64(i+1) / float64(len(s.syntax.Decls)-first+1),
			uses:  s.uses(d),
		}
		s.describe(d, x)
		if x.nameless {
			count[x.name]++
			x.name += fmt.Sprintf(" #%d of %s", count[x.name], filepath.Base(f.name))
		}
		x.moves = x.moves && !f.closed
		decls = append(decls, x)
		end = next
	}
	f.footer = s.text[end:]
	return f, decls
}

// isFixed reports whether the file is to stay as it is: cgo has a view of its own
// of the text, and so have those who set positions.
func (s *splitter) isFixed() bool {
	return bytes.Contains(s.text, []byte("\n//line ")) ||
		slices.ContainsFunc(s.syntax.Imports, func(x *ast.ImportSpec) bool { return x.Path.Value == `"C"` })
}

// isClosed reports whether declarations mean something else in other files.
func (s *splitter) isClosed() bool {
	return s.isFixed() ||
		slices.ContainsFunc(s.syntax.Imports, func(x *ast.ImportSpec) bool { return x.Name != nil && x.Name.Name == "." })
}

// after returns the offset behind what ends at pos and what belongs to it on the
// same line: a semicolon, comments, and the end of the line if nothing else
// follows.
func (s *splitter) after(pos token.Pos) int {
	i := s.tok.Offset(pos)
	for i < len(s.text) {
		rest := s.text[i:]
		switch {
		case rest[0] == '\n':
			return i + 1
		case bytes.HasPrefix(rest, []byte("//")):
			if n := bytes.IndexByte(rest, '\n'); n >= 0 {
				return i + n + 1
			}
			return len(s.text)
		case bytes.HasPrefix(rest, []byte("/*")):
			i += bytes.Index(rest, []byte("*/")) + len("*/")
		case bytes.IndexByte([]byte(" \t\r;"), rest[0]) >= 0:
			i++
		default:
			return i
		}
	}
	return i
}

// describe sets what x, which is d, is called, and what it is.
func (s *splitter) describe(d ast.Decl, x *declaration) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		x.name = d.Name.Name
		x.isInit = d.Recv == nil && x.name == "init"
		x.nameless = x.isInit || x.name == "_"
		if d.Recv != nil && len(d.Recv.List) > 0 {
			x.name = fmt.Sprintf("(%s).%s", types.ExprString(d.Recv.List[0].Type), x.name)
			x.moves = d.Body != nil && !bytes.Contains(x.text, []byte("//go:linkname"))
		}
	case *ast.GenDecl:
		var names []string
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				names = append(names, spec.Name.Name)
			case *ast.ValueSpec:
				for _, n := range spec.Names {
					names = append(names, n.Name)
				}
			}
		}
		x.name = d.Tok.String() + " " + strings.Join(names, ", ")
		x.nameless = !slices.ContainsFunc(names, func(n string) bool { return n != "_" })
	}
}
