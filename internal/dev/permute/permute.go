// Package permute writes a Go package down in another order.
//
// The order of declarations means nothing in Go. So whatever an analysis says of
// a package, it has to say of every permutation of it. A permutation shuffles the
// declarations of each file, moves methods to other files of the package, and
// shuffles the files.
//
// Declarations are moved as text, with their comments and directives (split.go):
// what a declaration says, and where in the declaration, stays as it is. Imports
// follow the methods that need them (imports.go). The order of init functions in a
// file stays, since they run in it. That of variables does not: where one
// initializer needs another variable, Go finds that out. An initializer that
// depends on the side effects of another would be a different program.
package permute

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
)

// A File is a source file.
type File struct {
	Name string
	Text []byte
}

// A Package is a package whose declarations can be moved. It is not changed by
// that.
type Package struct {
	files []*file
	decls []*declaration
}

// A file is a source file, split. The declarations stand between header and
// footer.
type file struct {
	name    string
	header  []byte // with the imports
	footer  []byte
	imports []imported
	version string
	closed  bool // nothing may be moved into the file, or out of it
}

// A declaration is what moves as one.
type declaration struct {
	name     string // the same in all permutations, unlike that of any other
	text     []byte
	file     int
	place    float64 // in the file, between 0 and 1
	isInit   bool
	nameless bool              // others may be called the same
	moves    bool              // to other files
	uses     map[string]string // the paths of the imports that it uses, by name
}

// New returns the package with the given syntax, of which texts are the files.
// The info has to have what the type checker knows of definitions, uses, implicit
// objects and file versions.
func New(fset *token.FileSet, syntax []*ast.File, texts [][]byte, info *types.Info) (*Package, error) {
	if len(syntax) != len(texts) {
		return nil, fmt.Errorf("%d files have %d texts", len(syntax), len(texts))
	}
	p := new(Package)
	for i, f := range syntax {
		s := splitter{tok: fset.File(f.FileStart), syntax: f, text: texts[i], info: info}
		if s.tok.Size() != len(s.text) {
			return nil, fmt.Errorf("%s: the text is not that of the syntax", s.tok.Name())
		}
		file, decls := s.split()
		for _, d := range decls {
			d.file = i
		}
		p.files = append(p.files, file)
		p.decls = append(p.decls, decls...)
	}
	return p, nil
}

// Declarations returns the text of each declaration, by its name.
func (p *Package) Declarations() map[string]string {
	out := make(map[string]string)
	for _, d := range p.decls {
		out[d.name] = string(d.text)
	}
	return out
}
