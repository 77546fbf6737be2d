package callinfo

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/lockleak/lockleak/internal/engine/binding"
	"github.com/lockleak/lockleak/internal/engine/summary"
	"github.com/lockleak/lockleak/internal/settings/declare"
)

// What is declared: in the table of libraries, in the source, in the packages
// that are imported, and by a setting.

// declare collects what is declared.
func (bs *Bindings) declare(setting []declare.Line) {
	rows, err := binding.Libraries()
	if err != nil {
		bs.prog.Internal = append(bs.prog.Internal, "internal error in the table of libraries: "+err.Error())
	}
	for _, l := range rows {
		bs.declarations.Add(l.Target, l.Declaration)
	}
	bs.importDeclarations()
	for _, l := range setting {
		bs.declarations.Add(l.Target, l.Declaration)
	}
	for _, f := range bs.prog.Pass.Files {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if fn, ok := bs.prog.Pass.TypesInfo.Defs[d.Name].(*types.Func); ok {
					bs.declareFunc(fn, d.Doc)
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					if t, ok := spec.(*ast.TypeSpec); ok {
						bs.declareType(d, t)
					}
				}
			}
		}
	}
}

// declareFunc adds what the doc comment of a function declares.
func (bs *Bindings) declareFunc(fn *types.Func, docs ...*ast.CommentGroup) {
	bs.declareIn(docs, binding.Target(fn), func(d declare.Declaration) error {
		_, err := binding.Bind(d, fn)
		return err
	})
}

// declareType adds what the doc comments of a type and, if it is an interface,
// of its methods declare.
func (bs *Bindings) declareType(d *ast.GenDecl, spec *ast.TypeSpec) {
	tn, ok := bs.prog.Pass.TypesInfo.Defs[spec.Name].(*types.TypeName)
	if !ok {
		return
	}
	docs := []*ast.CommentGroup{spec.Doc}
	if !d.Lparen.IsValid() {
		docs = append(docs, d.Doc)
	}
	bs.declareIn(docs, bs.prog.Pass.Pkg.Path()+"."+tn.Name(), func(d declare.Declaration) error { return binding.CheckType(d, tn) })
	if i, ok := spec.Type.(*ast.InterfaceType); ok {
		for _, m := range i.Methods.List {
			for _, name := range m.Names {
				if fn, ok := bs.prog.Pass.TypesInfo.Defs[name].(*types.Func); ok {
					bs.declareFunc(fn, m.Doc, m.Comment)
				}
			}
		}
	}
}

// declareIn adds the declarations in docs for the target, those that check
// finds no fault with.
func (bs *Bindings) declareIn(docs []*ast.CommentGroup, target string, check func(declare.Declaration) error) {
	docs = slices.DeleteFunc(docs, func(g *ast.CommentGroup) bool { return g == nil })
	found, malformed := declare.FromComments(docs...)
	bs.Malformed = append(bs.Malformed, malformed...)
	for _, f := range found {
		if err := check(f.Declaration); err != nil {
			if !f.Foreign {
				bs.Malformed = append(bs.Malformed, declare.Malformed{f.Pos, f.End, err.Error()})
			}
			continue
		}
		bs.declarations.Add(target, f.Declaration)
		bs.Public = append(bs.Public, target+": "+f.Declaration.String())
	}
}

// declared returns the summary that fn is declared to have, nil if there is no
// declaration.
func (bs *Bindings) declared(fn *types.Func) *summary.Func {
	f, ok, err := bs.declarations.Func(fn)
	if err != nil {
		bs.note("declaration " + err.Error()) // of a setting; those in the source have been checked
	}
	if !ok {
		return nil
	}
	if f == nil {
		return None
	}
	return f
}

// note adds a line to the internal errors, once.
func (bs *Bindings) note(line string) {
	if !slices.Contains(bs.prog.Internal, line) {
		bs.prog.Internal = append(bs.prog.Internal, line)
	}
}

// isDeclared reports whether a declaration says what the method m of the type
// recv does to locks, so that its name does not count.
func (bs *Bindings) isDeclared(recv types.Type, m *types.Func) bool {
	if bs.declarations.NotLock(recv) {
		return true
	}
	f := bs.declared(m)
	return f != nil && (f.IsZero() || len(f.Effects) > 0)
}

// importDeclarations adds what is declared in the source of other packages of
// their types and interfaces. What is declared of their functions is in the
// summaries of these.
func (bs *Bindings) importDeclarations() {
	lines, err := declare.ParseLines(strings.Join(bs.prog.Imports.facts().declared, "\n"))
	if err != nil {
		bs.note("internal error in the facts that are imported: " + err.Error())
	}
	for _, l := range lines {
		bs.declarations.Add(l.Target, l.Declaration)
	}
}
