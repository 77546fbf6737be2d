package layers

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The bounds of a layer of the engine. What outgrows one has taken on a second
// question, and is to be taken apart.
const (
	maxLines         = 2500 // of a package, without its tests
	maxMethods       = 60   // of a type
	maxFields        = 20   // of a struct type
	maxFunctionLines = 60
)

// TestSizes holds the layers of the engine to their bounds.
func TestSizes(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..", "engine")
	dirs, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range dirs {
		t.Run(d.Name(), func(t *testing.T) {
			t.Parallel()
			s := sizesOf(t, filepath.Join(root, d.Name()))
			if s.lines == 0 {
				t.Fatal("no source")
			}
			if s.lines > maxLines {
				t.Errorf("%d lines", s.lines)
			}
			for name, n := range s.methods {
				if n > maxMethods {
					t.Errorf("%s has %d methods", name, n)
				}
			}
			for name, n := range s.fields {
				if n > maxFields {
					t.Errorf("%s has %d fields", name, n)
				}
			}
			for name, n := range s.functions {
				if n > maxFunctionLines {
					t.Errorf("%s has %d lines", name, n)
				}
			}
		})
	}
}

// sizes are the sizes of what a package has, by name.
type sizes struct {
	lines                      int
	methods, fields, functions map[string]int
}

func sizesOf(t *testing.T, dir string) sizes {
	t.Helper()
	s := sizes{methods: make(map[string]int), fields: make(map[string]int), functions: make(map[string]int)}
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		line := func(p token.Pos) int { return fset.Position(p).Line }
		s.lines += fset.File(f.FileStart).LineCount() - 1
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				name := n.Name.Name
				if n.Recv != nil {
					recv := receiverOf(n)
					s.methods[recv]++
					name = recv + "." + name
				}
				s.functions[name] = line(n.End()) - line(n.Pos()) + 1
			case *ast.TypeSpec:
				if x, ok := n.Type.(*ast.StructType); ok {
					s.fields[n.Name.Name] = x.Fields.NumFields()
				}
			}
			return true
		})
	}
	return s
}

// receiverOf returns the name of the type that a method belongs to.
func receiverOf(d *ast.FuncDecl) string {
	x := d.Recv.List[0].Type
	if p, ok := x.(*ast.StarExpr); ok {
		x = p.X
	}
	if i, ok := x.(*ast.IndexExpr); ok {
		x = i.X
	}
	if id, ok := x.(*ast.Ident); ok {
		return id.Name
	}
	return "?"
}
