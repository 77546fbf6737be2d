package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/lockleak/lockleak/internal/engine/lexicon"
)

// quiet tells whether code can be run with a lock held that it was run without:
// it waits for nobody and acquires nothing. It errs on the side of no.
type quiet struct {
	*source
	seen map[*ast.FuncDecl]bool
}

// harmless are the packages of the standard library whose functions call back nothing
// but what they are given, and wait for nothing.
var harmless = []string{"errors", "strings", "bytes", "strconv", "unicode", "unicode/utf8", "math", "math/bits", "path", "path/filepath", "slices", "maps", "cmp", "sort"}

func (q *quiet) is(n ast.Node) bool {
	ok := true
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt, *ast.SelectStmt, *ast.SendStmt, *ast.FuncLit, *ast.DeferStmt:
			ok = false
		case *ast.UnaryExpr:
			ok = ok && n.Op != token.ARROW
		case *ast.RangeStmt:
			switch q.pass.TypesInfo.TypeOf(n.X).Underlying().(type) {
			case *types.Chan, *types.Signature:
				ok = false
			}
		case *ast.CallExpr:
			ok = ok && q.isCall(n)
		}
		return ok
	})
	return ok
}

func (q *quiet) isCall(call *ast.CallExpr) bool {
	tv := q.pass.TypesInfo.Types[call.Fun]
	if tv.IsType() {
		return true
	}
	if tv.IsBuiltin() {
		id, ok := ast.Unparen(call.Fun).(*ast.Ident)
		return !ok || id.Name != "close" && id.Name != "panic"
	}
	fn := typeutil.StaticCallee(q.pass.TypesInfo, call)
	if fn == nil || fn.Pkg() == nil {
		return false
	}
	if fn.Pkg() != q.pass.Pkg {
		return slices.Contains(harmless, fn.Pkg().Path()) && !slices.ContainsFunc(call.Args, func(x ast.Expr) bool {
			t := q.pass.TypesInfo.TypeOf(x)
			return t == nil || lexicon.IsFunc(t) || types.IsInterface(t) && !isError(t)
		})
	}
	decl, ok := q.declaration(fn.Pos()).(*ast.FuncDecl)
	if !ok || decl.Body == nil {
		return false
	}
	if q.seen[decl] {
		return true
	}
	q.seen[decl] = true
	return q.is(decl.Body)
}
