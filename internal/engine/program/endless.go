package program

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/ctrlflow"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"
)

// A function that never returns has something that ends each path through it: a
// panic, an infinite loop, a select without cases, or a call of a function that
// never returns. Most functions have none of these. Package ctrlflow analyzes
// those that have, and then the callers of those that do not return, until it
// finds no more.

// An endlessFinder finds the functions that never return.
type endlessFinder struct {
	pass     *analysis.Pass
	found    map[*types.Func]bool // of this package: those found so far
	imported map[*types.Func]bool // of other packages: whether it never returns
	decls    map[*types.Func]*ast.FuncDecl
	callers  map[*types.Func][]*types.Func // of the functions of this package
}

// findEndless returns a function that reports whether another one never
// returns. It exports the facts of ctrlflow about the functions of the package.
func findEndless(pass *analysis.Pass) (func(*types.Func) bool, error) {
	x := &endlessFinder{
		pass:     pass,
		found:    make(map[*types.Func]bool),
		imported: make(map[*types.Func]bool),
		decls:    make(map[*types.Func]*ast.FuncDecl),
		callers:  make(map[*types.Func][]*types.Func),
	}
	due := make(map[*types.Func]bool)
	for _, f := range pass.Files {
		for _, decl := range f.Decls {
			d, _ := decl.(*ast.FuncDecl)
			if d == nil {
				x.scan(decl, nil)
				continue
			}
			fn, _ := pass.TypesInfo.Defs[d.Name].(*types.Func)
			if ends := x.scan(d, fn); fn != nil {
				x.decls[fn] = d
				due[fn] = ends || mayBeKnown(fn)
			}
		}
	}
	for len(due) > 0 {
		more, err := x.test(due)
		if err != nil {
			return nil, err
		}
		clear(due)
		for _, fn := range more {
			for _, caller := range x.callers[fn] {
				due[caller] = !x.found[caller]
			}
		}
	}
	// Among functions that call each other, ctrlflow assumes that the one which it
	// analyzes first returns. One run over all that were found has the same
	// result.
	all := x.found
	x.found = make(map[*types.Func]bool)
	final, err := x.test(all)
	if err != nil {
		return nil, err
	}
	for _, fn := range final {
		pass.ExportObjectFact(fn, x.newFact())
	}
	return x.noReturn, nil
}

// mayBeKnown reports whether fn, by its name, may be one of the functions of
// which ctrlflow knows that they never return, whatever their bodies are.
func mayBeKnown(fn *types.Func) bool {
	name := strings.ToLower(fn.Name())
	return strings.Contains(name, "exit") || strings.Contains(name, "fatal") || strings.Contains(name, "panic")
}

// scan reports whether the declaration d of fn, without the function literals in
// it, has something that may end a path. It records the calls there. Fn is nil
// if d declares something else or is a function literal.
func (x *endlessFinder) scan(d ast.Node, fn *types.Func) (ends bool) {
	ast.Inspect(d, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			if fn != nil {
				x.scan(n.Body, nil)
				return false
			}
		case *ast.ForStmt:
			ends = ends || n.Cond == nil
		case *ast.SelectStmt:
			ends = ends || len(n.Body.List) == 0
		case *ast.BranchStmt:
			ends = ends || n.Tok == token.GOTO
		case *ast.ExprStmt:
			if call, ok := n.X.(*ast.CallExpr); ok && x.recordCall(fn, call) {
				ends = true
			}
		}
		return true
	})
	return ends
}

// recordCall records that fn has call as a statement, and reports whether the
// call is known not to return.
func (x *endlessFinder) recordCall(fn *types.Func, call *ast.CallExpr) bool {
	if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "panic" {
		return true
	}
	callee := typeutil.StaticCallee(x.pass.TypesInfo, call)
	if callee == nil {
		return false
	}
	if callee.Pkg() != x.pass.Pkg {
		return x.isImported(callee)
	}
	if list := x.callers[callee]; fn != nil && (len(list) == 0 || list[len(list)-1] != fn) {
		x.callers[callee] = append(list, fn)
	}
	return false
}

// noReturn reports whether fn never returns. Like ctrlflow, it knows of functions
// of other packages only if a statement calls them.
func (x *endlessFinder) noReturn(fn *types.Func) bool { return x.found[fn] || x.imported[fn] }

// isImported reports whether fn, a function of another package, never returns.
func (x *endlessFinder) isImported(fn *types.Func) bool {
	is, ok := x.imported[fn]
	if !ok {
		is = x.pass.ImportObjectFact(fn, x.newFact())
		x.imported[fn] = is
	}
	return is
}

// newFact returns a new fact of ctrlflow. Its type, the only one of that
// analyzer, is not exported.
func (x *endlessFinder) newFact() analysis.Fact {
	return reflect.New(reflect.TypeOf(ctrlflow.Analyzer.FactTypes[0]).Elem()).Interface().(analysis.Fact)
}

// test runs ctrlflow on the functions that are due. It adds those that never
// return to found, and returns the ones that are new there.
func (x *endlessFinder) test(due map[*types.Func]bool) ([]*types.Func, error) {
	fns := slices.DeleteFunc(slices.Collect(maps.Keys(due)), func(fn *types.Func) bool { return !due[fn] })
	slices.SortFunc(fns, func(a, b *types.Func) int { return int(a.Pos() - b.Pos()) })
	file := &ast.File{Name: ast.NewIdent(x.pass.Pkg.Name())}
	for _, fn := range fns {
		file.Decls = append(file.Decls, x.decls[fn])
	}
	var more []*types.Func
	part := *x.pass
	part.Analyzer = ctrlflow.Analyzer
	part.Files = []*ast.File{file}
	part.ResultOf = map[*analysis.Analyzer]any{inspect.Analyzer: inspector.New(part.Files)}
	part.ImportObjectFact = func(obj types.Object, _ analysis.Fact) bool {
		fn, ok := obj.(*types.Func)
		return ok && x.noReturn(fn)
	}
	part.ExportObjectFact = func(obj types.Object, _ analysis.Fact) {
		if fn := obj.(*types.Func); !x.found[fn] {
			x.found[fn] = true
			more = append(more, fn)
		}
	}
	if _, err := ctrlflow.Analyzer.Run(&part); err != nil {
		return nil, fmt.Errorf("which functions return: %w", err)
	}
	return more, nil
}
