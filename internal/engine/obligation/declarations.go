package obligation

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/lockleak/lockleak/internal/engine/binding"
	"github.com/lockleak/lockleak/internal/engine/summary"
	"github.com/lockleak/lockleak/internal/settings/declare"
)

// What is declared: in the table of libraries, in the source, in the packages
// that are imported, and by a setting.

// Declarations is a setting: declarations as lines "TARGET: DECL", which
// semicolons separate. It implements [flag.Value].
type Declarations struct {
	text  string
	lines []declare.Line
}

// Set replaces the declarations by those in text.
func (d *Declarations) Set(text string) error {
	lines, err := declare.ParseLines(text)
	if err != nil {
		return err
	}
	d.text, d.lines = text, lines
	return nil
}

func (d *Declarations) String() string { return d.text }

// A BadDirective is a directive in the source that cannot be understood.
type BadDirective struct {
	Pos, End token.Pos
	Message  string
}

// declare collects what is declared.
func (e *engine) declare() {
	rows, err := binding.Libraries()
	if err != nil {
		e.internal = append(e.internal, "internal error in the table of libraries: "+err.Error())
	}
	for _, l := range rows {
		e.declarations.Add(l.Target, l.Declaration)
	}
	e.importDeclarations()
	for _, l := range e.settings.Declare.lines {
		e.declarations.Add(l.Target, l.Declaration)
	}
	for _, f := range e.pass.Files {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if fn, ok := e.pass.TypesInfo.Defs[d.Name].(*types.Func); ok {
					e.declareFunc(fn, d.Doc)
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					if t, ok := spec.(*ast.TypeSpec); ok {
						e.declareType(d, t)
					}
				}
			}
		}
	}
}

// declareFunc adds what the doc comment of a function declares.
func (e *engine) declareFunc(fn *types.Func, docs ...*ast.CommentGroup) {
	e.declareIn(docs, binding.Target(fn), func(d declare.Declaration) error {
		_, err := binding.Bind(d, fn)
		return err
	})
}

// declareType adds what the doc comments of a type and, if it is an interface,
// of its methods declare.
func (e *engine) declareType(d *ast.GenDecl, spec *ast.TypeSpec) {
	tn, ok := e.pass.TypesInfo.Defs[spec.Name].(*types.TypeName)
	if !ok {
		return
	}
	docs := []*ast.CommentGroup{spec.Doc}
	if !d.Lparen.IsValid() {
		docs = append(docs, d.Doc)
	}
	e.declareIn(docs, e.pass.Pkg.Path()+"."+tn.Name(), func(d declare.Declaration) error { return binding.CheckType(d, tn) })
	if i, ok := spec.Type.(*ast.InterfaceType); ok {
		for _, m := range i.Methods.List {
			for _, name := range m.Names {
				if fn, ok := e.pass.TypesInfo.Defs[name].(*types.Func); ok {
					e.declareFunc(fn, m.Doc, m.Comment)
				}
			}
		}
	}
}

// declareIn adds the declarations in docs for the target, those that check
// finds no fault with.
func (e *engine) declareIn(docs []*ast.CommentGroup, target string, check func(declare.Declaration) error) {
	docs = slices.DeleteFunc(docs, func(g *ast.CommentGroup) bool { return g == nil })
	found, malformed := declare.FromComments(docs...)
	for _, m := range malformed {
		e.directives = append(e.directives, BadDirective(m))
	}
	for _, f := range found {
		if err := check(f.Declaration); err != nil {
			if !f.Foreign {
				e.directives = append(e.directives, BadDirective{f.Pos, f.End, err.Error()})
			}
			continue
		}
		e.declarations.Add(target, f.Declaration)
		e.public = append(e.public, target+": "+f.Declaration.String())
	}
}

// declared returns the summary that fn is declared to have, nil if there is no
// declaration.
func (e *engine) declared(fn *types.Func) *summary.Func {
	f, ok, err := e.declarations.Func(fn)
	if err != nil {
		e.note("declaration " + err.Error()) // of a setting; those in the source have been checked
	}
	if !ok {
		return nil
	}
	if f == nil {
		return none
	}
	return f
}

// note adds a line to the internal errors, once.
func (e *engine) note(line string) {
	if !slices.Contains(e.internal, line) {
		e.internal = append(e.internal, line)
	}
}

// isDeclared reports whether a declaration says what the method m of the type
// recv does to locks, so that its name does not count.
func (e *engine) isDeclared(recv types.Type, m *types.Func) bool {
	if e.declarations.NotLock(recv) {
		return true
	}
	f := e.declared(m)
	return f != nil && (f.IsZero() || len(f.Effects) > 0)
}

// importDeclarations adds what is declared in the source of other packages of
// their types and interfaces. What is declared of their functions is in the
// summaries of these.
func (e *engine) importDeclarations() {
	lines, err := declare.ParseLines(strings.Join(e.facts().declared, "\n"))
	if err != nil {
		e.note("internal error in the facts that are imported: " + err.Error())
	}
	for _, l := range lines {
		e.declarations.Add(l.Target, l.Declaration)
	}
}
