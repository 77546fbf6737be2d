package codebase

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"

	"github.com/lockleak/lockleak/internal/result/finding"
)

// A functionFinder finds the declared functions around positions. It parses
// each file once.
type functionFinder struct {
	files map[string]*parsedFile
}

type parsedFile struct {
	fset *token.FileSet
	ast  *ast.File // nil if there is no such Go file
}

func newFunctionFinder() functionFinder { return functionFinder{make(map[string]*parsedFile)} }

// function names the declared function that a finding is in: f, T.f or (*T).f.
// In a literal at package level it is the variable, as in "var v"; and it is
// the name of the file where that is no Go source, as a //line comment may
// have it.
func (ff functionFinder) function(f finding.Finding) string {
	p := ff.files[f.At.File]
	if p == nil {
		p = &parsedFile{fset: token.NewFileSet()}
		if tree, err := parser.ParseFile(p.fset, f.At.File, nil, parser.SkipObjectResolution); err == nil {
			p.ast = tree
		}
		ff.files[f.At.File] = p
	}
	if p.ast != nil {
		if name := p.around(f.At.Line, f.At.Col); name != "" {
			return name
		}
	}
	return filepath.Base(f.At.File)
}

// around names the declaration around a place, "" if there is none.
func (p *parsedFile) around(line, col int) string {
	within := func(n ast.Node) bool {
		// Not the positions of //line comments: the file is the one that was read.
		from, to := p.fset.PositionFor(n.Pos(), false), p.fset.PositionFor(n.End(), false)
		return before(from.Line, from.Column, line, col) && before(line, col, to.Line, to.Column)
	}
	for _, d := range p.ast.Decls {
		if !within(d) {
			continue
		}
		switch d := d.(type) {
		case *ast.FuncDecl:
			return functionName(d)
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if v, ok := spec.(*ast.ValueSpec); ok && within(v) {
					return "var " + v.Names[0].Name
				}
			}
		}
	}
	return ""
}

func before(line, col, otherLine, otherCol int) bool {
	return line < otherLine || line == otherLine && col <= otherCol
}

// functionName returns the name of a function with that of its receiver, but
// without type parameters.
func functionName(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return d.Name.Name
	}
	t, pointer := ast.Unparen(d.Recv.List[0].Type), false
	if star, ok := t.(*ast.StarExpr); ok {
		t, pointer = ast.Unparen(star.X), true
	}
	switch generic := t.(type) {
	case *ast.IndexExpr:
		t = generic.X
	case *ast.IndexListExpr:
		t = generic.X
	}
	name := ""
	if id, ok := ast.Unparen(t).(*ast.Ident); ok {
		name = id.Name
	}
	if pointer {
		return fmt.Sprintf("(*%s).%s", name, d.Name.Name)
	}
	return name + "." + d.Name.Name
}
