// Package accesspath names SSA values by structure, so that two ways to write
// the same lock are the same identity.
//
// The naming is value numbering over access paths: a load is named by its
// address as long as nothing in the function and its literals writes there,
// and by itself otherwise; whether two loads of a variable that is written see
// the same value is then a question of the path, which the engine's facts
// answer. Calls are taken not to change what is loaded.
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
// use.
type Resolver struct {
	Table    *lock.Table
	terms    map[ssa.Value]lock.Term
	families map[*ssa.Function]*family
	makers   map[*ssa.Function]*ssa.MakeClosure
	shared   map[*ssa.Alloc]bool
	inits    map[*ssa.Alloc]ssa.Value
	called   map[*ssa.MakeClosure]bool
	cyclic   map[*ssa.Function]map[*ssa.BasicBlock]bool

	// Repeatable reports whether a function without a body gives equal results
	// for equal arguments.
	Repeatable func(*ssa.Function) bool
	// Declared reports whether it is declared what a method of a type does to
	// locks, so that names do not count.
	Declared func(recv types.Type, m *types.Func) bool
	// Affects reports whether a call does something to a lock. It is asked when a
	// value is named, which is not done before the answer is known for certain, or
	// has to be undone by [Resolver.Forget].
	Affects func(*ssa.Call) bool
}

// NewResolver returns a resolver without any names yet.
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

// symbolName returns the name of a root or of a called function for messages.
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

// Maker returns the instruction that makes the function literal fn, nil if fn
// captures nothing or is no literal.
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
// there is none in sight.
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

// Term returns the name of v.
func (r *Resolver) Term(v ssa.Value) lock.Term {
	if t, ok := r.terms[v]; ok {
		return t
	}
	r.terms[v] = r.root(v) // what a cycle through phis finds
	t := r.term(v)
	if t.Depth() > maxDepth {
		t = r.root(v)
	}
	r.terms[v] = t
	return t
}

// maxDepth is how deeply names nest. What is computed by more steps than that
// names no lock, and decides nothing about one.
const maxDepth = 20

func (r *Resolver) root(v ssa.Value) lock.Term {
	var sym any = v
	if g, ok := v.(*ssa.Global); ok {
		sym = globalSymbol(g)
	}
	return r.Table.Make(lock.Root, sym, lock.Term{}, lock.Term{})
}

func globalSymbol(g *ssa.Global) lock.Global {
	return lock.Global{Pkg: g.Package().Pkg.Path(), Name: g.Name()}
}

func (r *Resolver) make(k lock.Kind, sym any, args ...ssa.Value) lock.Term {
	var x, y lock.Term
	if len(args) > 0 {
		x = r.Term(args[0])
	}
	if len(args) > 1 {
		y = r.Term(args[1])
	}
	return r.Table.Make(k, sym, x, y)
}

func (r *Resolver) term(v ssa.Value) lock.Term {
	switch v := v.(type) {
	case *ssa.Const:
		return r.Const(v)
	case *ssa.FreeVar:
		if b := r.Binding(v); b != nil {
			return r.Term(b)
		}
	case *ssa.FieldAddr:
		return r.make(lock.Field, fieldName(lexicon.Deref(v.X.Type()), v.Field), v.X)
	case *ssa.Field:
		return r.fieldOf(r.Term(v.X), fieldName(v.X.Type(), v.Field))
	case *ssa.IndexAddr:
		return r.make(lock.Index, nil, v.X, v.Index)
	case *ssa.Index:
		return r.make(lock.Index, "value", v.X, v.Index)
	case *ssa.Lookup:
		if !v.CommaOk && !r.family(v.Parent()).maps[mapPlace(v.X)] {
			return r.make(lock.Lookup, nil, v.X, v.Index)
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
			return r.make(lock.Assert, types.TypeString(v.AssertedType, nil), v.X)
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
		return r.make(lock.Unary, types.TypeString(v.Type(), nil), v.X)
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

// Const returns the name of a constant.
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

// boxed returns the name of a constant in an interface. There, 1 of type int and
// 1 of type int64 differ, and so do nil and a nil pointer. Those of the types
// that constants have by default are named like the constants.
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

// ConstOf returns the constant with the given symbol: a bool, an int64, the
// string "nil", or the text of another constant.
func (r *Resolver) ConstOf(sym any) lock.Term {
	return r.Table.Make(lock.Const, sym, lock.Term{}, lock.Term{})
}

func (r *Resolver) fieldOf(x lock.Term, f lock.FieldName) lock.Term {
	if x.Kind() == lock.Load {
		return r.Table.Make(lock.Load, nil, r.Table.Make(lock.Field, f, x.X(), lock.Term{}), lock.Term{})
	}
	return r.Table.Make(lock.Field, f, x, lock.Term{})
}

func fieldName(t types.Type, i int) lock.FieldName {
	if s, ok := t.Underlying().(*types.Struct); ok {
		return lock.FieldName{Name: s.Field(i).Name(), Index: i}
	}
	return lock.FieldName{Name: "field", Index: i}
}

func (r *Resolver) extract(v *ssa.Extract) lock.Term {
	switch t := v.Tuple.(type) {
	case *ssa.Lookup:
		if r.family(t.Parent()).maps[mapPlace(t.X)] {
			break
		}
		if v.Index == 1 {
			return r.make(lock.Has, nil, t.X, t.Index)
		}
		return r.make(lock.Lookup, nil, t.X, t.Index)
	case *ssa.TypeAssert:
		kind := lock.Assert
		if v.Index == 1 {
			kind = lock.IsType
		}
		return r.make(kind, types.TypeString(t.AssertedType, nil), t.X)
	}
	return r.make(lock.Extract, v.Index, v.Tuple)
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
	return r.make(lock.Unary, v.Op.String(), v.X)
}

// Not returns the name of the negation of x.
func (r *Resolver) Not(x lock.Term) lock.Term {
	if x.Kind() == lock.Unary && x.Sym() == "!" {
		return x.X()
	}
	return r.Table.Make(lock.Unary, "!", x, lock.Term{})
}

func (r *Resolver) load(v *ssa.UnOp) lock.Term {
	addr := v.X
	if fv, ok := addr.(*ssa.FreeVar); ok {
		for ok {
			b := r.Binding(fv)
			if b == nil {
				return r.root(v)
			}
			addr = b
			fv, ok = b.(*ssa.FreeVar)
		}
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

// IsWritten reports whether something in the family of v's function stores to
// the place that v loads from: then v is named by itself.
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

// Content returns the name of what is stored at addr at the moment.
func (r *Resolver) Content(addr ssa.Value) lock.Term {
	var sym any
	if g, ok := addr.(*ssa.Global); ok && isErrorVariable(g) {
		sym = ErrorVariable
	}
	return r.Table.Make(lock.Load, sym, r.Term(addr), lock.Term{})
}

// ErrorVariable is the symbol of a [lock.Load] from a package-level variable
// that holds an error, and so is not nil.
const ErrorVariable = "error"

func isErrorVariable(g *ssa.Global) bool {
	if !types.Identical(lexicon.Deref(g.Type()), types.Universe.Lookup("error").Type()) {
		return false
	}
	return strings.HasPrefix(strings.ToLower(g.Name()), "err") || token.IsExported(g.Name()) // io.EOF, context.Canceled
}

// Binary returns the name of x op y: comparisons are brought to ==, < and
// their negations, with the operands of == in one order.
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
		return r.root(v) // each try is another one
	}
	if v.Call.IsInvoke() {
		return r.Table.Make(lock.Call, funcSymbol(v.Call.Method), r.list(append([]ssa.Value{v.Call.Value}, v.Call.Args...)), lock.Term{})
	}
	if fn := v.Call.StaticCallee(); fn != nil && fn.Object() != nil {
		return r.Table.Make(lock.Call, funcSymbol(fn.Object()), r.list(v.Call.Args), lock.Term{})
	}
	return r.root(v)
}

func funcSymbol(o types.Object) lock.Func {
	f := o.(*types.Func).Origin()
	return lock.Func{Full: f.FullName(), Name: f.Name()}
}

// isFixed reports whether the length of v cannot change while v is named the
// same: it is no map that the function changes, and no channel.
func (r *Resolver) isFixed(v ssa.Value) bool {
	switch v.Type().Underlying().(type) {
	case *types.Map:
		return v.Parent() == nil || !r.family(v.Parent()).maps[mapPlace(v)]
	case *types.Chan:
		return false
	}
	return true
}

func (r *Resolver) list(args []ssa.Value) lock.Term {
	var l lock.Term
	for i := len(args) - 1; i >= 0; i-- {
		l = r.Table.Make(lock.Cons, nil, r.Term(args[i]), l)
	}
	return l
}

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

// InCycle reports whether control can come back to b.
func (r *Resolver) InCycle(b *ssa.BasicBlock) bool {
	fn := b.Parent()
	if IsYieldFunc(fn) {
		return true // the body of a loop
	}
	in, ok := r.cyclic[fn]
	if !ok {
		in = cycles(fn)
		r.cyclic[fn] = in
	}
	return in[b]
}

// cycles returns the blocks of fn that lie on a cycle.
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

// literalLen returns the length of v if v is all of a new array, as a slice literal
// is, -1 if not.
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
