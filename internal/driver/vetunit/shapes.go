package vetunit

import (
	"go/ast"
	"go/types"
)

// shapes tells what types are by their syntax, before they are checked: as far as
// it can be told in a file with the declarations of the package and the packages
// that it imports.
type shapes struct {
	specs    map[string]typeSpec // the types of the package
	imported map[*ast.File]map[string]*types.Package
}

type typeSpec struct {
	*ast.TypeSpec
	file *ast.File
}

func (u *unit) shapes() *shapes {
	s := &shapes{specs: make(map[string]typeSpec), imported: make(map[*ast.File]map[string]*types.Package)}
	for _, f := range u.files {
		names := make(map[string]*types.Package)
		for _, spec := range f.Imports {
			if pkg, err := u.importPackage(importPath(spec)); err == nil {
				name := pkg.Name()
				if spec.Name != nil {
					name = spec.Name.Name
				}
				names[name] = pkg
			}
		}
		s.imported[f] = names
		for _, d := range f.Decls {
			if g, ok := d.(*ast.GenDecl); ok {
				for _, spec := range g.Specs {
					if t, ok := spec.(*ast.TypeSpec); ok {
						s.specs[t.Name.Name] = typeSpec{t, f}
					}
				}
			}
		}
	}
	return s
}

// any reports whether is may be true of the type of a field in the list.
func (s *shapes) any(f *ast.File, list *ast.FieldList, is func(shape) bool) bool {
	if list == nil {
		return false
	}
	for _, field := range list.List {
		if is(s.of(f, field.Type)) {
			return true
		}
	}
	return false
}

// all reports whether is may be true of the types of all fields in the list.
func (s *shapes) all(f *ast.File, list *ast.FieldList, is func(shape) bool) bool {
	return !s.any(f, list, func(x shape) bool { return !is(x) })
}

// A shape is the underlying type of an expression: as it is written, or as it was
// imported. If it has neither, it is not known.
type shape struct {
	expr ast.Expr
	t    types.Type
}

// maxSteps is how many names are followed to what they stand for: they may go
// round in a circle.
const maxSteps = 20

// of returns the shape of an expression for a type in a file.
func (s *shapes) of(f *ast.File, e ast.Expr) shape {
	for range maxSteps {
		switch x := e.(type) {
		case *ast.ParenExpr:
			e = x.X
		case *ast.Ident:
			spec, ok := s.specs[x.Name]
			switch {
			case ok && spec.TypeParams != nil:
				return shape{}
			case ok:
				f, e = spec.file, spec.Type
			default:
				return s.universal(f, x.Name)
			}
		case *ast.SelectorExpr:
			return s.selected(f, x)
		case *ast.IndexExpr, *ast.IndexListExpr:
			return shape{}
		default:
			return shape{expr: e}
		}
	}
	return shape{}
}

// universal returns the shape of a name that the package does not declare.
func (s *shapes) universal(f *ast.File, name string) shape {
	tn, ok := types.Universe.Lookup(name).(*types.TypeName)
	if _, dot := s.imported[f]["."]; !ok || dot {
		return shape{}
	}
	return shape{t: tn.Type().Underlying()}
}

// selected returns the shape of a type of another package.
func (s *shapes) selected(f *ast.File, x *ast.SelectorExpr) shape {
	id, ok := x.X.(*ast.Ident)
	if !ok || s.imported[f][id.Name] == nil {
		return shape{}
	}
	tn, ok := s.imported[f][id.Name].Scope().Lookup(x.Sel.Name).(*types.TypeName)
	if !ok {
		return shape{}
	}
	return shape{t: tn.Type().Underlying()}
}

// isFunc reports whether x may be a function.
func isFunc(x shape) bool {
	switch {
	case x.t != nil:
		_, ok := x.t.(*types.Signature)
		return ok
	case x.expr != nil:
		_, ok := x.expr.(*ast.FuncType)
		return ok
	}
	return true
}

// isPlain reports whether x may be a basic type, or a structure or array of such.
func isPlain(x shape) bool {
	switch {
	case x.t != nil:
		switch x.t.(type) {
		case *types.Basic, *types.Struct, *types.Array:
			return true
		}
		return false
	case x.expr != nil:
		switch t := x.expr.(type) {
		case *ast.StructType:
			return true
		case *ast.ArrayType:
			return t.Len != nil
		}
		return false
	}
	return true
}
