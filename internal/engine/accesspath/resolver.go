// Package accesspath names SSA values by their structure, so that different ways
// to write the same lock are the same identity.
//
// This is value numbering (Alpern, Wegman and Zadeck, POPL 1988) extended to
// access paths. A load has the term of its address as long as
// nothing in the function and its literals writes there. Otherwise it is named
// by itself, and whether two such loads see the same value depends on the path,
// which the engine follows. Calls are assumed not to change what is loaded.
//
// The naming is not exact. limits_test.go lists values that get the same term
// and may differ, and values that are equal and get different terms.
package accesspath

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/scc"
)

// A Resolver names the values of one package. It is not safe for concurrent
// use. Declared and Affects must be set before it is asked for anything.
type Resolver struct {
	Table *lock.Table

	// What has been found out so far.
	terms    map[ssa.Value]lock.Term
	families map[*ssa.Function]*family                  // by the outermost function
	makers   map[*ssa.Function]*ssa.MakeClosure         // see Maker
	shared   map[*ssa.Alloc]bool                        // see IsShared
	inits    map[*ssa.Alloc]ssa.Value                   // see initializer
	called   map[*ssa.MakeClosure]bool                  // see OnlyCalled
	cyclic   map[*ssa.Function]map[*ssa.BasicBlock]bool // see InCycle

	// Repeatable reports whether a function without a body returns equal
	// results for equal arguments. If it is nil, none does.
	Repeatable func(*ssa.Function) bool
	// Declared reports whether a declaration says what a method of a type does
	// to locks. Then its name does not count.
	Declared func(recv types.Type, m *types.Func) bool
	// Affects reports whether a call does something to a lock. It is asked when a
	// value is named, which is not done before the answer is known for certain, or
	// has to be undone by [Resolver.Forget].
	Affects func(*ssa.Call) bool
	// Confined reports whether nothing but their own names leads to the locks of a
	// class. If it is nil, that is not known of any.
	Confined func(lock.Class) bool
}

// NewResolver returns a resolver that has named nothing yet.
func NewResolver() *Resolver {
	return &Resolver{
		Table:    lock.NewTable(symbolName),
		terms:    make(map[ssa.Value]lock.Term),
		families: make(map[*ssa.Function]*family),
		makers:   make(map[*ssa.Function]*ssa.MakeClosure),
		shared:   make(map[*ssa.Alloc]bool),
		inits:    make(map[*ssa.Alloc]ssa.Value),
		called:   make(map[*ssa.MakeClosure]bool),
		cyclic:   make(map[*ssa.Function]map[*ssa.BasicBlock]bool),
	}
}

// Plain returns a resolver with names of its own, which takes no call to affect a
// lock. It can be asked about any function of the package, whatever is known of
// the functions that are called there. It shares with r what depends on nothing
// but the bodies of functions, and the table.
func (r *Resolver) Plain() *Resolver {
	p := *r
	p.terms = make(map[ssa.Value]lock.Term)
	p.Affects = func(*ssa.Call) bool { return false }
	return &p
}

// Forget drops the names of the values in the declared function fn and its
// literals. They may be others when [Resolver.Affects] has another answer.
func (r *Resolver) Forget(fn *ssa.Function) {
	Family(fn, func(f *ssa.Function) {
		for _, v := range f.Params {
			delete(r.terms, ssa.Value(v))
		}
		for _, v := range f.FreeVars {
			delete(r.terms, ssa.Value(v))
		}
		for _, b := range f.Blocks {
			for _, in := range b.Instrs {
				if v, ok := in.(ssa.Value); ok {
					delete(r.terms, v)
				}
			}
		}
	})
}

// symbolName returns the name for messages of the symbol of a root or a call.
func symbolName(sym any) string {
	switch s := sym.(type) {
	case lock.Global:
		return s.Name
	case lock.Func:
		return s.Name
	case *ssa.Alloc:
		if s.Comment != "" && token.IsIdentifier(s.Comment) {
			return s.Comment
		}
		return s.Name()
	case *ssa.Phi:
		if token.IsIdentifier(s.Comment) {
			return s.Comment
		}
		return s.Name()
	case *ssa.Call:
		if n := lexicon.CalleeName(&s.Call); n != "" {
			return n + "()"
		}
		return s.Name()
	case ssa.Value:
		return s.Name()
	case string:
		return s
	}
	return "?"
}

// Maker returns the instruction that makes the closure of the function literal
// fn. It is nil if fn captures nothing or is not a literal; but see
// TestMakerLimits.
func (r *Resolver) Maker(fn *ssa.Function) *ssa.MakeClosure {
	if m, ok := r.makers[fn]; ok {
		return m
	}
	r.makers[fn] = nil
	if p := fn.Parent(); p != nil {
		for _, b := range p.Blocks {
			for _, in := range b.Instrs {
				if m, ok := in.(*ssa.MakeClosure); ok {
					r.makers[m.Fn.(*ssa.Function)] = m
				}
			}
		}
	}
	return r.makers[fn]
}

// Binding returns the value in the enclosing function that fv captures, nil if
// that is not known.
func (r *Resolver) Binding(fv *ssa.FreeVar) ssa.Value {
	fn := fv.Parent()
	m := r.Maker(fn)
	if m == nil {
		return nil
	}
	for i, v := range fn.FreeVars {
		if v == fv {
			return m.Bindings[i]
		}
	}
	return nil
}

// captured returns the value outside of all function literals that v captures,
// v if it captures none, and nil if the value is not known.
func (r *Resolver) captured(v ssa.Value) ssa.Value {
	for {
		fv, ok := v.(*ssa.FreeVar)
		if !ok {
			return v
		}
		v = r.Binding(fv)
	}
}

// Term returns the term of v.
func (r *Resolver) Term(v ssa.Value) lock.Term {
	if t, ok := r.terms[v]; ok {
		return t
	}
	r.terms[v] = r.root(v) // for cycles through phis
	t := r.term(v)
	if t.Depth() > maxDepth {
		t = r.root(v)
	}
	r.terms[v] = t
	return t
}

// maxDepth is how deeply terms nest. A value that takes more steps to compute is
// named by itself: it hardly identifies a lock, or decides anything about one.
const maxDepth = 20

// root returns the term that names v by itself.
func (r *Resolver) root(v ssa.Value) lock.Term {
	var sym any = v
	if g, ok := v.(*ssa.Global); ok {
		sym = globalSymbol(g)
	}
	return r.Table.Make(lock.Root, sym, lock.Term{}, lock.Term{})
}

// globalSymbol returns the symbol of the root that is the address of g.
func globalSymbol(g *ssa.Global) lock.Global {
	return lock.Global{Pkg: g.Package().Pkg.Path(), Name: g.Name()}
}

// makeTerm returns the term of kind k whose arguments are the terms of args, of
// which there are at most two.
func (r *Resolver) makeTerm(k lock.Kind, sym any, args ...ssa.Value) lock.Term {
	var terms [2]lock.Term
	for i, a := range args {
		terms[i] = r.Term(a)
	}
	return r.Table.Make(k, sym, terms[0], terms[1])
}

// term returns the term of v, regardless of how deeply it nests.
func (r *Resolver) term(v ssa.Value) lock.Term {
	switch v := v.(type) {
	case *ssa.Const:
		return r.Const(v)
	case *ssa.FreeVar:
		if b := r.Binding(v); b != nil {
			return r.Term(b)
		}
	case *ssa.FieldAddr:
		return r.makeTerm(lock.Field, fieldName(lexicon.Deref(v.X.Type()), v.Field), v.X)
	case *ssa.Field:
		return r.fieldOf(r.Term(v.X), fieldName(v.X.Type(), v.Field))
	case *ssa.IndexAddr:
		return r.makeTerm(lock.Index, nil, v.X, v.Index)
	case *ssa.Index:
		return r.makeTerm(lock.Index, "value", v.X, v.Index)
	case *ssa.Lookup:
		if !v.CommaOk && !r.family(v.Parent()).maps[entriesOf(v.X)] {
			return r.makeTerm(lock.Lookup, nil, v.X, v.Index)
		}
	case *ssa.Extract:
		return r.extract(v)
	case *ssa.UnOp:
		return r.unary(v)
	case *ssa.BinOp:
		return r.Binary(v.Op, r.Term(v.X), r.Term(v.Y))
	case *ssa.Call:
		return r.call(v)
	case *ssa.TypeAssert:
		if !v.CommaOk {
			return r.makeTerm(lock.Assert, types.TypeString(v.AssertedType, nil), v.X)
		}
	case *ssa.ChangeType:
		return r.Term(v.X)
	case *ssa.ChangeInterface:
		return r.Term(v.X)
	case *ssa.MakeInterface:
		if c, ok := v.X.(*ssa.Const); ok {
			return r.boxed(c)
		}
		return r.Term(v.X)
	case *ssa.Convert:
		return r.makeTerm(lock.Unary, types.TypeString(v.Type(), nil), v.X)
	case *ssa.Phi:
		return r.phi(v)
	case *ssa.Slice:
		if a, ok := v.X.(*ssa.Alloc); ok && v.Low == nil && v.High == nil {
			if t, ok := r.literal(a); ok {
				return t
			}
		}
	}
	return r.root(v)
}

// Const returns the term of a constant. Its type does not count, except for the
// zero values of structs and arrays.
func (r *Resolver) Const(c *ssa.Const) lock.Term {
	var sym any = "nil"
	switch {
	case c.Value == nil:
		if _, ok := c.Type().Underlying().(*types.Struct); ok {
			sym = "zero " + types.TypeString(c.Type(), nil)
		} else if _, ok := c.Type().Underlying().(*types.Array); ok {
			sym = "zero " + types.TypeString(c.Type(), nil)
		}
	case c.Value.Kind() == constant.Bool:
		sym = constant.BoolVal(c.Value)
	case c.Value.Kind() == constant.Int:
		if n, exact := constant.Int64Val(c.Value); exact {
			sym = n
		} else {
			sym = "int " + c.Value.ExactString()
		}
	default:
		sym = c.Value.ExactString()
	}
	return r.Table.Make(lock.Const, sym, lock.Term{}, lock.Term{})
}

// boxed returns the term of a constant in an interface. There, 1 of type int and
// 1 of type int64 differ, and so do nil and a nil pointer. Constants of the
// types bool, int and string keep their term.
func (r *Resolver) boxed(c *ssa.Const) lock.Term {
	t := r.Const(c)
	if c.Value != nil {
		switch c.Type() {
		case types.Typ[types.Bool], types.Typ[types.Int], types.Typ[types.String]:
			return t
		}
	}
	return r.ConstOf(types.TypeString(c.Type(), nil) + " " + t.String())
}

// ConstOf returns the term of the constant with the given symbol: a bool, an
// int64, the string "nil", or the text of another constant.
func (r *Resolver) ConstOf(sym any) lock.Term {
	return r.Table.Make(lock.Const, sym, lock.Term{}, lock.Term{})
}

// fieldOf returns the term of field f of the struct x. A field of what is loaded
// is what is loaded from the field.
func (r *Resolver) fieldOf(x lock.Term, f lock.FieldName) lock.Term {
	if x.Kind() == lock.Load {
		return r.Table.Make(lock.Load, nil, r.Table.Make(lock.Field, f, x.X(), lock.Term{}), lock.Term{})
	}
	return r.Table.Make(lock.Field, f, x, lock.Term{})
}

// fieldName returns the symbol for field i of the struct type t.
func fieldName(t types.Type, i int) lock.FieldName {
	if s, ok := t.Underlying().(*types.Struct); ok {
		return lock.FieldName{Name: s.Field(i).Name(), Index: i}
	}
	return lock.FieldName{Name: "field", Index: i}
}

// extract returns the term of a component of a tuple: of a map lookup or a type
// assertion with the comma ok form, or of the results of a call.
func (r *Resolver) extract(v *ssa.Extract) lock.Term {
	switch t := v.Tuple.(type) {
	case *ssa.Lookup:
		if r.family(t.Parent()).maps[entriesOf(t.X)] {
			break
		}
		if v.Index == 1 {
			return r.makeTerm(lock.Has, nil, t.X, t.Index)
		}
		return r.makeTerm(lock.Lookup, nil, t.X, t.Index)
	case *ssa.TypeAssert:
		kind := lock.Assert
		if v.Index == 1 {
			kind = lock.IsType
		}
		return r.makeTerm(kind, types.TypeString(t.AssertedType, nil), t.X)
	}
	return r.makeTerm(lock.Extract, v.Index, v.Tuple)
}

func (r *Resolver) unary(v *ssa.UnOp) lock.Term {
	switch v.Op {
	case token.MUL:
		return r.load(v)
	case token.ARROW:
		return r.root(v)
	case token.NOT:
		return r.Not(r.Term(v.X))
	}
	return r.makeTerm(lock.Unary, v.Op.String(), v.X)
}

// Not returns the term of the negation of x.
func (r *Resolver) Not(x lock.Term) lock.Term {
	if x.Kind() == lock.Unary && x.Sym() == "!" {
		return x.X()
	}
	return r.Table.Make(lock.Unary, "!", x, lock.Term{})
}

// load returns the term of the load v.
func (r *Resolver) load(v *ssa.UnOp) lock.Term {
	addr := r.captured(v.X)
	if addr == nil {
		return r.root(v)
	}
	if a, ok := addr.(*ssa.Alloc); ok {
		if init := r.initializer(a); init != nil {
			return r.Term(init)
		}
		if t, ok := r.literal(a); ok {
			return t
		}
	}
	if r.IsWritten(v) {
		return r.root(v)
	}
	return r.Content(v.X)
}

// IsWritten reports whether something in the family of v's function, or code
// that is not known, may store to the place that v loads from. Then v is named
// by itself.
func (r *Resolver) IsWritten(v *ssa.UnOp) bool {
	p := r.placeOf(v.X)
	if a, ok := p.sym.(*ssa.Alloc); ok && r.IsShared(a) {
		return true
	}
	fam := r.family(v.Parent())
	if a, ok := p.sym.(*ssa.Alloc); ok && fam.parts[a] > 0 {
		return true
	}
	return len(fam.stores[p]) > 0
}

// Content returns the term of what is stored at addr, whether or not something
// writes there.
func (r *Resolver) Content(addr ssa.Value) lock.Term {
	var sym any
	if g, ok := addr.(*ssa.Global); ok && isErrorVariable(g) {
		sym = ErrorVariable
	}
	return r.Table.Make(lock.Load, sym, r.Term(addr), lock.Term{})
}

// ErrorVariable is the symbol of a [lock.Load] from a package-level variable
// for an error such as io.EOF, which is never nil.
const ErrorVariable = "error"

// isErrorVariable reports whether g is such a variable, by its type and name.
func isErrorVariable(g *ssa.Global) bool {
	if !types.Identical(lexicon.Deref(g.Type()), types.Universe.Lookup("error").Type()) {
		return false
	}
	return strings.HasPrefix(strings.ToLower(g.Name()), "err") || token.IsExported(g.Name()) // io.EOF, context.Canceled
}

// Binary returns the term of x op y. Comparisons become ==, <, or the negation
// of one of these, and the operands of == are sorted. That is wrong for NaN,
// which is neither less than a number nor not.
func (r *Resolver) Binary(op token.Token, x, y lock.Term) lock.Term {
	switch op {
	case token.NEQ:
		return r.Not(r.Binary(token.EQL, x, y))
	case token.GTR:
		return r.Binary(token.LSS, y, x)
	case token.LEQ:
		return r.Not(r.Binary(token.LSS, y, x))
	case token.GEQ:
		return r.Not(r.Binary(token.LSS, x, y))
	case token.EQL:
		if x.ID() > y.ID() {
			x, y = y, x
		}
	}
	return r.Table.Make(lock.Binary, op.String(), x, y)
}

// call returns the term of the result of v.
func (r *Resolver) call(v *ssa.Call) lock.Term {
	if b, ok := v.Call.Value.(*ssa.Builtin); ok {
		if b.Name() == "len" {
			if n := literalLen(v.Call.Args[0]); n >= 0 {
				return r.ConstOf(n)
			}
		}
		if (b.Name() == "len" || b.Name() == "cap") && r.isFixed(v.Call.Args[0]) {
			return r.Table.Make(lock.Call, b.Name(), r.list(v.Call.Args), lock.Term{})
		}
		return r.root(v)
	}
	if r.isPure(&v.Call) {
		return r.Table.Make(lock.Call, funcSymbol(v.Call.StaticCallee().Object()), r.list(v.Call.Args), lock.Term{})
	}
	if !lexicon.IsGetter(&v.Call) || r.InCycle(v.Block()) || r.Affects(v) {
		return r.root(v) // another call, another result
	}
	if v.Call.IsInvoke() {
		return r.Table.Make(lock.Call, funcSymbol(v.Call.Method), r.list(append([]ssa.Value{v.Call.Value}, v.Call.Args...)), lock.Term{})
	}
	if fn := v.Call.StaticCallee(); fn != nil && fn.Object() != nil {
		return r.Table.Make(lock.Call, funcSymbol(fn.Object()), r.list(v.Call.Args), lock.Term{})
	}
	return r.root(v)
}

// funcSymbol returns the symbol of a call of o. The instances of a generic
// function have the same one.
func funcSymbol(o types.Object) lock.Func {
	f := o.(*types.Func).Origin()
	return lock.Func{Full: f.FullName(), Name: f.Name()}
}

// isFixed reports whether the length of v cannot change as long as v has the
// same term. It can if v is a channel, or a map that the family changes.
func (r *Resolver) isFixed(v ssa.Value) bool {
	switch v.Type().Underlying().(type) {
	case *types.Map:
		return v.Parent() == nil || !r.family(v.Parent()).maps[entriesOf(v)]
	case *types.Chan:
		return false
	}
	return true
}

// list returns the list of the terms of args.
func (r *Resolver) list(args []ssa.Value) lock.Term {
	var l lock.Term
	for i := len(args) - 1; i >= 0; i-- {
		l = r.Table.Make(lock.Cons, nil, r.Term(args[i]), l)
	}
	return l
}

// phi returns the term that all edges of v have, apart from v itself, or that of
// v if they do not agree.
func (r *Resolver) phi(v *ssa.Phi) lock.Term {
	var same lock.Term
	self := r.root(v)
	for _, e := range v.Edges {
		t := r.Term(e)
		if t == self {
			continue
		}
		if !same.IsZero() && t != same {
			return self
		}
		same = t
	}
	for _, s := range same.Roots() {
		if p, ok := s.(*ssa.Phi); ok && p == v {
			return self
		}
	}
	return same
}

// InCycle reports whether b may run again: it lies on a cycle of the control
// flow, or in the body of a range-over-func loop.
func (r *Resolver) InCycle(b *ssa.BasicBlock) bool {
	fn := b.Parent()
	if IsYieldFunc(fn) {
		return true
	}
	in, ok := r.cyclic[fn]
	if !ok {
		in = cycles(fn)
		r.cyclic[fn] = in
	}
	return in[b]
}

// cycles returns the blocks of fn that lie on a cycle of the control flow.
func cycles(fn *ssa.Function) map[*ssa.BasicBlock]bool {
	in := make(map[*ssa.BasicBlock]bool)
	succs := func(b *ssa.BasicBlock) []*ssa.BasicBlock { return b.Succs }
	for _, c := range scc.Components(slices.Values(fn.Blocks), succs) {
		if len(c) == 1 && !slices.Contains(c[0].Succs, c[0]) {
			continue
		}
		for _, b := range c {
			in[b] = true
		}
	}
	return in
}

// literalLen returns the length of v if v is a slice of a whole array, as slice
// literals are, and -1 otherwise.
func literalLen(v ssa.Value) int64 {
	s, ok := v.(*ssa.Slice)
	if !ok || s.Low != nil || s.High != nil {
		return -1
	}
	p, ok := s.X.Type().Underlying().(*types.Pointer)
	if !ok {
		return -1
	}
	a, ok := p.Elem().Underlying().(*types.Array)
	if !ok {
		return -1
	}
	return a.Len()
}
