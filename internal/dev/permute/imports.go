package permute

import (
	"go/ast"
	"go/types"
	"strconv"
)

// A method that moves to another file needs its imports there, and may have been
// the last one to use them where it was. There they become blank, so that the
// package still depends on the same ones.

// An imported is an import of a file by a name.
type imported struct {
	name, path string
	from, to   int // where in the header the name is, or is to be
}

// imports returns the imports of the file that have a name.
func (s *splitter) imports() []imported {
	var out []imported
	for _, spec := range s.syntax.Imports {
		pkg := s.info.PkgNameOf(spec)
		path, err := strconv.Unquote(spec.Path.Value)
		if pkg == nil || err != nil || pkg.Name() == "_" || pkg.Name() == "." {
			continue
		}
		x := imported{name: pkg.Name(), path: path}
		x.from = s.tok.Offset(spec.Path.Pos())
		x.to = x.from
		if spec.Name != nil {
			x.from, x.to = s.tok.Offset(spec.Name.Pos()), s.tok.Offset(spec.Name.End())
		}
		out = append(out, x)
	}
	return out
}

// uses returns the imports that a declaration uses: their paths by name.
func (s *splitter) uses(d ast.Decl) map[string]string {
	out := make(map[string]string)
	ast.Inspect(d, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if pkg, ok := s.info.Uses[id].(*types.PkgName); ok {
				out[pkg.Name()] = pkg.Imported().Path()
			}
		}
		return true
	})
	return out
}
