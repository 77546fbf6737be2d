package domain

import (
	"go/types"
	"math"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// A Reasoner draws conclusions from what a path knows.
type Reasoner struct {
	Paths    *accesspath.Resolver
	Tracked  map[lock.Term]bool // the terms about which facts are kept
	Counting bool               // what loops count is followed
}

// resolve returns t with every part replaced by what it equals on the path.
func (re *Reasoner) Resolve(f Facts, t lock.Term) lock.Term {
	return re.resolveTo(f, t, maxNesting)
}

func (re *Reasoner) resolveTo(f Facts, t lock.Term, depth int) lock.Term {
	if len(f) == 0 && !re.Counting || t.IsZero() || depth == 0 {
		return t
	}
	for range 32 { // a chain of equalities; facts hold no cycles longer than a path makes them
		s := f.Get(t).Same
		if s.IsZero() || s == t {
			break
		}
		t = s
	}
	if t.X().IsZero() && t.Y().IsZero() {
		return t
	}
	x, y := re.resolveTo(f, t.X(), depth-1), re.resolveTo(f, t.Y(), depth-1)
	if re.Counting {
		if sum, ok := re.sum(t, x, y); ok {
			return sum
		}
	}
	if x == t.X() && y == t.Y() {
		return t
	}
	switch {
	case t.Kind() == lock.Binary && t.Sym() == "==" && x.ID() > y.ID():
		x, y = y, x
	case t.Kind() == lock.Unary && t.Sym() == "!":
		if b, ok := x.Sym().(bool); ok && x.Kind() == lock.Const {
			return re.Paths.ConstOf(!b)
		}
		return re.Paths.Not(x)
	}
	t = re.Paths.Table.Make(t.Kind(), t.Sym(), x, y)
	if s := f.Get(t).Same; !s.IsZero() {
		return s
	}
	return t
}

func (re *Reasoner) ResolveID(f Facts, id lock.ID) lock.ID {
	if len(f) == 0 {
		return id
	}
	return lock.ID{Addr: re.Resolve(f, id.Addr), Key: re.Resolve(f, id.Key)}
}

// known returns what is known of x on the path and by its nature.
func (re *Reasoner) known(f Facts, x lock.Term) Value {
	v := f.Get(x)
	if !v.Same.IsZero() {
		x = re.Resolve(f, x)
	}
	v.NonNil = v.NonNil || IsNonNil(x)
	if x.Kind() == lock.Call && (x.Sym() == "len" || x.Sym() == "cap") {
		v, _ = v.within(0, math.MaxInt64)
	}
	if x.Kind() == lock.Binary {
		v = re.shifted(f, x, v)
	}
	return v
}

// valueOf returns what is known of v: that it is what it is.
func (re *Reasoner) ValueOf(f Facts, v ssa.Value) Value {
	t := re.Resolve(f, re.Paths.Term(v))
	if _, ok := v.(*ssa.FieldAddr); ok && t.Depth() <= maxNesting {
		return Value{Same: t, NonNil: true} // or it has panicked
	}
	if t.Depth() > maxNesting {
		return Value{NonNil: IsNonNil(t)}
	}
	if t.Kind() == lock.Const || IsNonNil(t) || re.Tracked[t] || IsFunc(v.Type()) {
		return Value{Same: t}
	}
	if _, ok := v.(*ssa.MakeInterface); ok {
		return Value{NonNil: true}
	}
	if t.Kind() == lock.Binary || t.Kind() == lock.Unary {
		return Value{Same: t}
	}
	if k := re.known(f, t); !k.IsTop() {
		return k
	}
	return Value{Same: t}
}

// factOf returns what is known of t, a value of type typ, that a condition can
// say; 0 if nothing.
func (re *Reasoner) FactOf(f Facts, t lock.Term, typ types.Type) summary.Fact {
	switch t.Sym() {
	case true:
		return summary.True
	case false:
		return summary.False
	case "nil":
		if t.Kind() == lock.Const {
			return summary.Nil
		}
	}
	if lexicon.IsBool(typ) {
		return 0
	}
	if IsNonNil(t) || f.Get(t).KnownNonNil() || lexicon.IsError(typ) && re.makesError(f, t) {
		return summary.NonNil
	}
	return 0
}

// content returns the term for what is at addr, whatever it is.
func (re *Reasoner) Content(f Facts, addr ssa.Value) lock.Term {
	return re.Paths.Table.Make(lock.Load, nil, re.Resolve(f, re.Paths.Term(addr)), lock.Term{})
}

// keepRound returns kept with what f knows of the variable of a loop in the round that
// a was made for. From now on, a is the variable of the next round.
func (re *Reasoner) KeepRound(kept, f Facts, a *ssa.Alloc) Facts {
	for _, ref := range *a.Referrers() {
		p, ok := ref.(*ssa.Phi)
		if !ok || !accesspath.IsLoopVariable(p) || f.Get(re.Paths.Term(p)).Same != re.Paths.Term(a) {
			continue
		}
		if v := f.Get(re.Paths.Content(a)); !v.Same.DependsOn(a) {
			kept = kept.Set(re.Paths.Content(p), v)
		}
	}
	return kept
}

func (re *Reasoner) ResultTerm(i int) lock.Term {
	return re.Paths.Table.Make(lock.Root, resultSym{i}, lock.Term{}, lock.Term{})
}

// forgetLocals returns f without what it says of values that only live in fn.
func (re *Reasoner) ForgetLocals(f Facts, fn *ssa.Function) Facts {
	local := func(t lock.Term) bool {
		for _, r := range t.Roots() {
			if v, ok := r.(ssa.Value); ok && v.Parent() == fn {
				return true
			}
			if _, ok := r.(resultSym); ok {
				return true
			}
		}
		return false
	}
	return f.Drop(func(x Fact) bool { return local(x.Term) || local(x.Same) })
}

// A resultSym is the symbol of the result of a function literal that has just
// returned.
type resultSym struct{ i int }
