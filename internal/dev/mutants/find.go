package mutants

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// Find returns the mistakes that can be made in the files of a package, in order. The
// info has to have types, selections, definitions and uses. Test files are left out,
// and so are generated ones and those with //line comments: what is analyzed there is
// not what people write.
func Find(fset *token.FileSet, files []*ast.File, pkg *types.Package, info *types.Info) []Mutant {
	f := finder{fset: fset, pkg: pkg, info: info}
	for _, file := range files {
		if f.skips(file) {
			continue
		}
		for _, decl := range file.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				if d.Body != nil {
					f.declared(d, functionName(d, info), d.Body)
				}
			case *ast.GenDecl:
				f.variables(d)
			}
		}
	}
	slices.SortStableFunc(f.found, func(a, b Mutant) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return f.found
}

// A finder collects mistakes.
type finder struct {
	fset  *token.FileSet
	pkg   *types.Package
	info  *types.Info
	found []Mutant
}

// skips reports whether a file is left out.
func (f *finder) skips(file *ast.File) bool {
	moved := func(p token.Pos) bool { return f.fset.Position(p) != f.fset.PositionFor(p, false) }
	return ast.IsGenerated(file) || moved(file.Package) || moved(file.End()) ||
		strings.HasSuffix(f.at(file.Package).Filename, "_test.go")
}

func (f *finder) at(p token.Pos) token.Position { return f.fset.PositionFor(p, false) }

// variables looks into the literals that variables of the package are set to.
func (f *finder) variables(d *ast.GenDecl) {
	for _, spec := range d.Specs {
		v, ok := spec.(*ast.ValueSpec)
		if !ok {
			continue
		}
		for _, lit := range literalsIn(v) {
			f.declared(v, "var "+v.Names[0].Name, lit.Body)
		}
	}
}

// declared looks into a function body that stands in a declaration, and into all
// literals in it.
func (f *finder) declared(decl ast.Node, name string, block *ast.BlockStmt) {
	for bodies := []*ast.BlockStmt{block}; len(bodies) > 0; {
		b := f.newBody(bodies[0])
		for _, m := range b.mistakes() {
			m.Package, m.Function = f.pkg.Path(), name
			m.First, m.Last = f.at(decl.Pos()).Line, f.at(decl.End()).Line
			f.found = append(f.found, m)
		}
		bodies = bodies[1:]
		for _, lit := range b.literals {
			bodies = append(bodies, lit.Body)
		}
	}
}

// literalsIn returns the function literals in n that stand in no other one.
func literalsIn(n ast.Node) (literals []*ast.FuncLit) {
	ast.Inspect(n, func(n ast.Node) bool {
		lit, ok := n.(*ast.FuncLit)
		if ok {
			literals = append(literals, lit)
		}
		return !ok
	})
	return literals
}

// functionName returns the name of a function: f, T.f or (*T).f.
func functionName(d *ast.FuncDecl, info *types.Info) string {
	fn, ok := info.Defs[d.Name].(*types.Func)
	if !ok || fn.Signature().Recv() == nil {
		return d.Name.Name
	}
	recv := types.TypeString(fn.Signature().Recv().Type(), func(*types.Package) string { return "" })
	if strings.HasPrefix(recv, "*") {
		recv = fmt.Sprintf("(%s)", recv)
	}
	return recv + "." + fn.Name()
}

// A body is that of a function or a literal, together with those of the literals that
// it defers, which run as a part of it.
type body struct {
	*finder
	lists    []list
	ops      map[*ast.CallExpr]operation // by hand and deferred
	literals []*ast.FuncLit              // that are bodies of their own
	within   []operation                 // with those of all literals
}

// A list is a list of statements.
type list struct {
	stmts    []ast.Stmt
	outer    bool // of the body itself: its end is that of the function
	deferred bool // in a literal that is deferred
}

func (f *finder) newBody(block *ast.BlockStmt) *body {
	b := &body{finder: f, ops: make(map[*ast.CallExpr]operation), within: f.operations(block)}
	b.walk(block, block, false)
	return b
}

// walk takes in what is below n.
func (b *body) walk(n ast.Node, outer *ast.BlockStmt, deferred bool) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			b.literals = append(b.literals, n)
			return false
		case *ast.DeferStmt:
			b.walkDefer(n)
			return false
		case *ast.CallExpr:
			if op, ok := b.operation(n); ok {
				op.deferred = deferred
				b.ops[n] = op
			}
		case *ast.BlockStmt:
			b.lists = append(b.lists, list{n.List, n == outer, deferred})
		case *ast.CaseClause:
			b.lists = append(b.lists, list{n.Body, false, deferred})
		case *ast.CommClause:
			b.lists = append(b.lists, list{n.Body, false, deferred})
		}
		return true
	})
}

func (b *body) walkDefer(d *ast.DeferStmt) {
	lit, ok := d.Call.Fun.(*ast.FuncLit)
	if !ok {
		b.walk(d.Call, nil, true)
		return
	}
	b.walk(lit.Body, nil, true)
	for _, arg := range d.Call.Args {
		b.walk(arg, nil, false)
	}
}
