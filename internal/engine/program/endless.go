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

// A function that never returns cuts each path through it: by a panic, a loop
// without an end, a select without a case, or a call of another one that never
// returns. Most functions have none of these. Package ctrlflow is given those that
// have, and then, as long as more are found that do not return, their callers.

// endless are the functions of a package that never return, as far as they are
// known.
type endless struct {
	pass     *analysis.Pass
	found    map[*types.Func]bool
	imported map[*types.Func]bool // of other packages: those that are called by a statement
	decls    map[*types.Func]*ast.FuncDecl
	callers  map[*types.Func][]*types.Func // of functions of the package
}

// findEndless returns what tells of a function whether it never returns, and
// exports the facts of ctrlflow about those of the package.
func findEndless(pass *analysis.Pass) (func(*types.Func) bool, error) {
	x := &endless{
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
			if cuts := x.scan(d, fn); fn != nil {
				x.decls[fn] = d
				due[fn] = cuts || isNamedSo(fn)
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
	// Of functions that call each other, ctrlflow takes the one that it comes to
	// first to return. So must we, to have the same as others.
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

// isNamedSo reports whether by its name fn may be one that ctrlflow knows to end
// the program or the goroutine without a look at its body.
func isNamedSo(fn *types.Func) bool {
	name := strings.ToLower(fn.Name())
	return strings.Contains(name, "exit") || strings.Contains(name, "fatal") || strings.Contains(name, "panic")
}

// scan reports whether the function fn of a declaration, without its literals,
// has something that cuts a path, and notes what is called there. Fn is nil for
// what is no function.
func (x *endless) scan(d ast.Node, fn *types.Func) (cuts bool) {
	ast.Inspect(d, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			if fn != nil {
				x.scan(n.Body, nil)
				return false
			}
		case *ast.ForStmt:
			cuts = cuts || n.Cond == nil
		case *ast.SelectStmt:
			cuts = cuts || len(n.Body.List) == 0
		case *ast.BranchStmt:
			cuts = cuts || n.Tok == token.GOTO
		case *ast.ExprStmt:
			if call, ok := n.X.(*ast.CallExpr); ok && x.calls(fn, call) {
				cuts = true
			}
		}
		return true
	})
	return cuts
}

// calls notes that fn has the statement call, and reports whether it is known that
// this does not return.
func (x *endless) calls(fn *types.Func, call *ast.CallExpr) bool {
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

// noReturn reports whether fn never returns. Of functions of other packages, those
// are known that a statement calls, as ctrlflow has it.
func (x *endless) noReturn(fn *types.Func) bool { return x.found[fn] || x.imported[fn] }

// isImported reports whether the function of another package never returns.
func (x *endless) isImported(fn *types.Func) bool {
	is, ok := x.imported[fn]
	if !ok {
		is = x.pass.ImportObjectFact(fn, x.newFact())
		x.imported[fn] = is
	}
	return is
}

// newFact returns a fact of ctrlflow: there is one type, which has no name outside.
func (x *endless) newFact() analysis.Fact {
	return reflect.New(reflect.TypeOf(ctrlflow.Analyzer.FactTypes[0]).Elem()).Interface().(analysis.Fact)
}

// test has ctrlflow look at the functions that are due, and returns those that
// never return, as was not known before.
func (x *endless) test(due map[*types.Func]bool) ([]*types.Func, error) {
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
