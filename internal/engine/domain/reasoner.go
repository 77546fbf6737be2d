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
	Tracked  map[lock.Term]bool // the terms of which facts are kept
	Counting bool               // whether the variables of loops are counted
}

// Resolve returns t with every part replaced by what it equals on the path.
func (r *Reasoner) Resolve(f Facts, t lock.Term) lock.Term {
	return r.resolveTo(f, t, maxNesting)
}

func (r *Reasoner) resolveTo(f Facts, t lock.Term, depth int) lock.Term {
	if len(f) == 0 && !r.Counting || t.IsZero() || depth == 0 {
		return t
	}
	for range maxEqualities {
		s := f.Get(t).Same
		if s.IsZero() || s == t {
			break
		}
		t = s
	}
	if t.X().IsZero() && t.Y().IsZero() {
		return t
	}
	x, y := r.resolveTo(f, t.X(), depth-1), r.resolveTo(f, t.Y(), depth-1)
	if r.Counting {
		if sum, ok := r.sum(t, x, y); ok {
			return sum
		}
	}
	if x == t.X() && y == t.Y() {
		return t
	}
	return r.rebuilt(f, t, x, y)
}

// rebuilt returns t with x and y as its parts, or what that equals.
func (r *Reasoner) rebuilt(f Facts, t, x, y lock.Term) lock.Term {
	switch {
	case t.Kind() == lock.Binary && t.Sym() == "==" && x.ID() > y.ID():
		x, y = y, x
	case t.Kind() == lock.Unary && t.Sym() == "!":
		if b, ok := x.Sym().(bool); ok && x.Kind() == lock.Const {
			return r.Paths.ConstOf(!b)
		}
		return r.Paths.Not(x)
	}
	t = r.Paths.Table.Make(t.Kind(), t.Sym(), x, y)
	if s := f.Get(t).Same; !s.IsZero() {
		return s
	}
	return t
}

// ResolveID returns id with the parts of its terms replaced by what they equal.
func (r *Reasoner) ResolveID(f Facts, id lock.ID) lock.ID {
	if len(f) == 0 {
		return id
	}
	return lock.ID{Addr: r.Resolve(f, id.Addr), Key: r.Resolve(f, id.Key)}
}

// Content returns the term of what is at addr, whatever it is.
func (r *Reasoner) Content(f Facts, addr ssa.Value) lock.Term {
	return r.Paths.Table.Make(lock.Load, nil, r.Resolve(f, r.Paths.Term(addr)), lock.Term{})
}

// known returns what is known of x on the path and by its nature.
func (r *Reasoner) known(f Facts, x lock.Term) Value {
	v := f.Get(x)
	if !v.Same.IsZero() {
		x = r.Resolve(f, x)
	}
	v.NonNil = v.NonNil || r.isNonNil(f, x)
	if x.Kind() == lock.Call && (x.Sym() == "len" || x.Sym() == "cap") {
		v, _ = v.within(0, math.MaxInt64)
	}
	if x.Kind() == lock.Binary {
		v = r.shifted(f, x, v)
	}
	return v
}

// ValueOf returns what is known of v where it is assigned: what it equals, as far as
// that can be followed, and otherwise what it can be.
func (r *Reasoner) ValueOf(f Facts, v ssa.Value) Value {
	t := r.Resolve(f, r.Paths.Term(v))
	if t.Depth() > maxNesting {
		return Value{NonNil: IsNonNil(t)}
	}
	if _, ok := v.(*ssa.FieldAddr); ok {
		return Value{Same: t, NonNil: true} // or it has panicked
	}
	if t.Kind() == lock.Const || IsNonNil(t) || r.Tracked[t] || lexicon.IsFunc(v.Type()) {
		return Value{Same: t}
	}
	if _, ok := v.(*ssa.MakeInterface); ok {
		return Value{NonNil: true}
	}
	if t.Kind() == lock.Binary || t.Kind() == lock.Unary {
		return Value{Same: t}
	}
	if k := r.known(f, t); !k.IsTop() {
		return k
	}
	return Value{Same: t}
}

// FactOf returns what a condition of a summary can say of t, a value of type typ; 0 if
// it can say nothing.
func (r *Reasoner) FactOf(f Facts, t lock.Term, typ types.Type) summary.Fact {
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
	if r.isNonNil(f, t) {
		return summary.NonNil
	}
	return 0
}

// KeepRound returns kept with what f knows of the variable of a loop in the round that
// a was made for. From now on, a is the variable of the next round.
func (r *Reasoner) KeepRound(kept, f Facts, a *ssa.Alloc) Facts {
	for _, ref := range *a.Referrers() {
		p, ok := ref.(*ssa.Phi)
		if !ok || !accesspath.IsLoopVariable(p) || f.Get(r.Paths.Term(p)).Same != r.Paths.Term(a) {
			continue
		}
		if v := f.Get(r.Paths.Content(a)); !v.Same.DependsOn(a) {
			kept = kept.Set(r.Paths.Content(p), v)
		}
	}
	return kept
}

// A resultSym is the symbol of a result of a function literal that has just returned.
type resultSym struct{ index int }

// ResultTerm returns the term of the result, by index, of a function literal that has
// just returned.
func (r *Reasoner) ResultTerm(index int) lock.Term {
	return r.Paths.Table.Make(lock.Root, resultSym{index}, lock.Term{}, lock.Term{})
}

// ForgetLocals returns f without what it says of values that only live in fn, and of
// results.
func (r *Reasoner) ForgetLocals(f Facts, fn *ssa.Function) Facts {
	isLocal := func(t lock.Term) bool {
		for _, root := range t.Roots() {
			if v, ok := root.(ssa.Value); ok && v.Parent() == fn {
				return true
			}
			if _, ok := root.(resultSym); ok {
				return true
			}
		}
		return false
	}
	return f.Drop(func(x Fact) bool { return isLocal(x.Term) || isLocal(x.Same) })
}
