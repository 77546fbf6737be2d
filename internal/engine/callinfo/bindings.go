package callinfo

import (
	"go/ast"
	"go/types"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/binding"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/summary"
	"github.com/lockleak/lockleak/internal/settings/declare"
)

// Bindings is what is declared of functions and types: in the table of libraries, in
// the source, in the packages that are imported, and by a setting.
type Bindings struct {
	prog         *Program
	declarations *binding.Declared
	Public       []string            // the declarations in the source
	Malformed    []declare.Malformed // directives in the source that declare nothing, or what is wrong
	found        map[string][]declare.Found
}

func newBindings(p *Program) *Bindings {
	return &Bindings{prog: p, declarations: binding.NewDeclared(), found: make(map[string][]declare.Found)}
}

// declare collects what is declared.
func (b *Bindings) declare(setting []declare.Line) {
	rows, err := binding.Libraries()
	if err != nil {
		b.prog.note("internal error in the table of libraries: " + err.Error())
	}
	for _, l := range rows {
		b.declarations.Add(l.Target, l.Declaration)
	}
	b.importDeclarations()
	for _, l := range setting {
		b.declarations.Add(l.Target, l.Declaration)
	}
	for _, f := range b.prog.Pass.Files {
		for _, d := range f.Decls {
			b.declareDecl(d)
		}
	}
}

// importDeclarations adds what is declared in the source of other packages of
// their types and interfaces. What is declared of their functions is in the
// summaries of these.
func (b *Bindings) importDeclarations() {
	lines, err := declare.ParseLines(strings.Join(b.prog.Imports.facts().declared, "\n"))
	if err != nil {
		b.prog.note("internal error in the facts that are imported: " + err.Error())
	}
	for _, l := range lines {
		b.declarations.Add(l.Target, l.Declaration)
	}
}

// declareDecl adds what the doc comments of a function or of types declare.
func (b *Bindings) declareDecl(d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if fn, ok := b.prog.Pass.TypesInfo.Defs[d.Name].(*types.Func); ok {
			b.declareFunc(fn, d.Doc)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			if t, ok := spec.(*ast.TypeSpec); ok {
				b.declareType(d, t)
			}
		}
	}
}

// declareFunc adds what the comments of a function declare.
func (b *Bindings) declareFunc(fn *types.Func, docs ...*ast.CommentGroup) {
	b.declareIn(docs, binding.Target(fn), func(d declare.Declaration) error {
		_, err := binding.Bind(d, fn)
		return err
	})
}

// declareType adds what the doc comments of a type and, if it is an interface,
// of its methods declare.
func (b *Bindings) declareType(d *ast.GenDecl, spec *ast.TypeSpec) {
	tn, ok := b.prog.Pass.TypesInfo.Defs[spec.Name].(*types.TypeName)
	if !ok {
		return
	}
	docs := []*ast.CommentGroup{spec.Doc}
	if !d.Lparen.IsValid() {
		docs = append(docs, d.Doc)
	}
	b.declareIn(docs, b.prog.Pass.Pkg.Path()+"."+tn.Name(), func(d declare.Declaration) error { return binding.CheckType(d, tn) })
	if i, ok := spec.Type.(*ast.InterfaceType); ok {
		for _, m := range i.Methods.List {
			for _, name := range m.Names {
				if fn, ok := b.prog.Pass.TypesInfo.Defs[name].(*types.Func); ok {
					b.declareFunc(fn, m.Doc, m.Comment)
				}
			}
		}
	}
}

// declareIn adds the declarations in docs for the target, those that check
// finds no fault with.
func (b *Bindings) declareIn(docs []*ast.CommentGroup, target string, check func(declare.Declaration) error) {
	found, malformed := declare.FromComments(docs...)
	b.Malformed = append(b.Malformed, malformed...)
	for _, f := range found {
		if err := check(f.Declaration); err != nil {
			if !f.Foreign {
				b.Malformed = append(b.Malformed, declare.Malformed{Pos: f.Pos, End: f.End, Message: err.Error()})
			}
			continue
		}
		if !f.Foreign {
			b.found[target] = append(b.found[target], f)
		}
		b.declarations.Add(target, f.Declaration)
		b.Public = append(b.Public, target+": "+f.Declaration.String())
	}
}

// Contradict notes that the body of fn has the outcomes outs where a directive declares
// the effect e. Annotations for gVisor's checklocks have no conditions, and are not noted.
func (b *Bindings) Contradict(fn *ssa.Function, e summary.Effect, outs []summary.Outcome) {
	obj, ok := fn.Object().(*types.Func)
	if !ok {
		return
	}
	for _, f := range b.found[binding.Target(obj)] {
		g, err := binding.Bind(f.Declaration, obj)
		if err != nil || len(g.Effects) == 0 || !reflect.DeepEqual(g.Effects[0].Outcomes, e.Outcomes) || g.Effects[0].Lock != e.Lock || g.Effects[0].Key != e.Key {
			continue
		}
		msg := "the body of " + obj.Name() + " does so under other conditions, which count"
		if d, ok := binding.Conditional(f.Declaration, obj, outs); ok {
			msg = "the body of " + obj.Name() + " says " + d.String() + ", which counts"
		}
		b.Malformed = append(b.Malformed, declare.Malformed{Pos: f.Pos, End: f.End, Message: f.Declaration.String() + ": " + msg})
	}
}

// Of returns the summary that fn, a function of the package, is declared to have,
// nil if there is no declaration.
func (b *Bindings) Of(fn *ssa.Function) *summary.Func {
	if obj, ok := fn.Object().(*types.Func); ok {
		return b.declared(obj)
	}
	return nil
}

// declared returns the summary that fn is declared to have, nil if there is no
// declaration.
func (b *Bindings) declared(fn *types.Func) *summary.Func {
	f, ok, err := b.declarations.Func(fn)
	if err != nil {
		b.prog.note("declaration " + err.Error()) // of a setting; those in the source have been checked
	}
	if !ok {
		return nil
	}
	if f == nil {
		return None
	}
	return f
}

// isDeclared reports whether a declaration says what the method m of the type
// recv does to locks, so that its name does not count.
func (b *Bindings) isDeclared(recv types.Type, m *types.Func) bool {
	if b.declarations.NotLock(recv) {
		return true
	}
	f := b.declared(m)
	return f != nil && saysLocks(f)
}

// saysLocks reports whether the declared summary f says what the function does to
// locks, be it nothing, and not just something else.
func saysLocks(f *summary.Func) bool { return f.IsZero() || len(f.Effects) > 0 }

// IsDeclaredCall reports whether it is declared what c does to locks.
func (p *Program) IsDeclaredCall(c ssa.CallInstruction) bool {
	fn := c.Common().Method
	if !c.Common().IsInvoke() {
		callee := c.Common().StaticCallee()
		if callee == nil {
			return false
		}
		if fn, _ = callee.Object().(*types.Func); fn == nil {
			return false
		}
	}
	return p.Bindings.declared(fn) != nil
}

// future returns the future that a call of a method of a type that is declared to be
// one completes, or registers a function with, and which of both it does, nil if it
// does neither; and whether the type is declared.
func (b *Bindings) future(c *ssa.CallCommon) (future ssa.Value, isComplete, ok bool) {
	recv := c.Value
	if !c.IsInvoke() {
		if c.Signature().Recv() == nil || len(c.Args) == 0 {
			return nil, false, false
		}
		recv = c.Args[0]
	}
	complete, register, ok := b.declarations.Future(recv.Type())
	if !ok || len(complete)+len(register) == 0 {
		return nil, false, false // by its methods' names
	}
	switch name := lexicon.CalleeName(c); {
	case slices.Contains(complete, name):
		return recv, true, true
	case slices.Contains(register, name):
		return recv, false, true
	}
	return nil, false, true
}
