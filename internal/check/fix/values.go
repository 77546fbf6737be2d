package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"math"
	"strconv"
	"strings"
)

// isPlain reports whether the value of x is the same before and behind a
// release: it reads nothing that others can write, and it calls nothing.
func (s *source) isPlain(x ast.Expr) bool {
	tv, ok := s.pass.TypesInfo.Types[x]
	if ok && (tv.Value != nil || tv.IsNil() || tv.IsType()) {
		return true
	}
	switch x := x.(type) {
	case *ast.ParenExpr:
		return s.isPlain(x.X)
	case *ast.Ident:
		return s.isPlainName(x)
	case *ast.SelectorExpr:
		return isSentinel(s.object(x.Sel))
	case *ast.CompositeLit:
		for _, e := range x.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok {
				if _, isMap := tv.Type.Underlying().(*types.Map); isMap && !s.isPlain(kv.Key) {
					return false
				}
				e = kv.Value
			}
			if !s.isPlain(e) {
				return false
			}
		}
		return true
	case *ast.UnaryExpr:
		_, isLit := x.X.(*ast.CompositeLit)
		return (x.Op != token.AND && x.Op != token.ARROW || isLit) && s.isPlain(x.X)
	case *ast.BinaryExpr:
		return isBasic(s.pass.TypesInfo.TypeOf(x.X)) && s.isPlain(x.X) && s.isPlain(x.Y)
	case *ast.CallExpr:
		return s.isPlainCall(x)
	}
	return false
}

// isPlainName reports whether id is a function, a variable of the function that
// nobody else can write, or an error that is a variable by convention only.
func (s *source) isPlainName(id *ast.Ident) bool {
	switch obj := s.object(id).(type) {
	case *types.Func:
		return true
	case *types.Var:
		return isSentinel(obj) || obj.Parent() != s.pass.Pkg.Scope() && obj.Pkg() == s.pass.Pkg && !s.isExposed(obj, id.Pos())
	}
	return false
}

// isSentinel reports whether obj is a variable of a package that holds an error
// and is named like one.
func isSentinel(obj types.Object) bool {
	v, ok := obj.(*types.Var)
	if !ok || v.IsField() || v.Pkg() == nil || v.Parent() != v.Pkg().Scope() || !isError(v.Type()) {
		return false
	}
	return strings.HasPrefix(v.Name(), "Err") || strings.HasPrefix(v.Name(), "err") || v.Name() == "EOF"
}

// isError reports whether t is an interface of errors.
func isError(t types.Type) bool {
	return types.IsInterface(t) && types.Implements(t, types.Universe.Lookup("error").Type().Underlying().(*types.Interface))
}

func isBasic(t types.Type) bool {
	_, ok := t.Underlying().(*types.Basic)
	return ok
}

// isOwn reports whether a variable of the type t has its length itself, which
// nobody else changes.
func isOwn(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Basic, *types.Slice, *types.Array:
		return true
	}
	return false
}

// isPlainCall reports whether a call is a conversion, a length, or makes an error or a
// string of plain values: basic ones and errors.
func (s *source) isPlainCall(call *ast.CallExpr) bool {
	if tv := s.pass.TypesInfo.Types[call.Fun]; tv.IsType() {
		return len(call.Args) == 1 && s.isPlain(call.Args[0]) && (isBasic(tv.Type) || !isBasic(s.pass.TypesInfo.TypeOf(call.Args[0])))
	}
	if id, ok := call.Fun.(*ast.Ident); ok && s.pass.TypesInfo.Types[id].IsBuiltin() {
		return id.Name == "len" && s.isPlain(call.Args[0]) && isOwn(s.pass.TypesInfo.TypeOf(call.Args[0]))
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || call.Ellipsis.IsValid() {
		return false
	}
	fn, ok := s.object(sel.Sel).(*types.Func)
	if !ok {
		return false
	}
	switch fn.FullName() {
	case "errors.New", "fmt.Errorf", "fmt.Sprintf":
	default:
		return false
	}
	for _, a := range call.Args {
		if t := s.pass.TypesInfo.TypeOf(a); !s.isPlain(a) || !isBasic(t) && !isError(t) {
			return false
		}
	}
	return true
}

// isExposed reports whether somebody else may write the local variable obj: a
// function literal has it and something assigns to it, or its address is taken,
// also by a method call.
func (s *source) isExposed(obj *types.Var, pos token.Pos) bool {
	exposed, captured, depth := false, false, 0
	is := func(x ast.Expr) bool {
		for {
			switch y := ast.Unparen(x).(type) {
			case *ast.Ident:
				return s.object(y) == obj
			case *ast.SelectorExpr:
				x = y.X
			case *ast.IndexExpr:
				x = y.X
			default:
				return false
			}
		}
	}
	var visit func(ast.Node) bool
	visit = func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			if n.Pos() <= obj.Pos() && obj.Pos() < n.End() {
				return true
			}
			depth++
			ast.Inspect(n.Body, visit)
			depth--
			return false
		case *ast.Ident:
			captured = captured || depth > 0 && s.object(n) == obj
		case *ast.UnaryExpr:
			exposed = exposed || n.Op == token.AND && is(n.X)
		case *ast.SliceExpr:
			exposed = exposed || is(n.X)
		case *ast.SelectorExpr:
			if sel := s.pass.TypesInfo.Selections[n]; sel != nil && sel.Kind() == types.MethodVal && is(n.X) {
				_, ptr := sel.Obj().(*types.Func).Signature().Recv().Type().(*types.Pointer)
				_, has := obj.Type().(*types.Pointer)
				exposed = exposed || ptr && !has
			}
		}
		return !exposed
	}
	if d := s.declaration(pos); d != nil {
		ast.Inspect(d, visit)
	}
	return exposed || captured && s.isAssigned(obj, pos, token.NoPos, math.MaxInt)
}

// fresh returns a name like base that nothing in the declaration at pos is
// called, and that no other name taken is.
func (s *source) fresh(base string, pos token.Pos, taken map[string]bool) string {
	used := make(map[string]bool)
	if d := s.declaration(pos); d != nil {
		ast.Inspect(d, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				used[id.Name] = true
			}
			return true
		})
	}
	name := base
	for i := 2; used[name] || taken[name] || s.pass.Pkg.Scope().Lookup(name) != nil; i++ {
		name = base + strconv.Itoa(i)
	}
	taken[name] = true
	return name
}
