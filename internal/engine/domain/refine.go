package domain

import (
	"go/token"
	"math"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// Refine returns what is known where the condition t has the given truth, and whether
// it can have it at all.
func (r *Reasoner) Refine(f Facts, t lock.Term, truth bool) (Facts, bool) {
	t = r.decided(f, t)
	switch t.Kind() {
	case lock.Const:
		b, ok := t.Sym().(bool)
		return f, !ok || b == truth
	case lock.Unary:
		if t.Sym() == "!" {
			return r.Refine(f, t.X(), !truth)
		}
	case lock.Binary:
		switch t.Sym() {
		case "==":
			f, ok := r.selected(f, t, truth)
			if !ok {
				return f, false
			}
			return r.refineEqual(f, t, truth)
		case "<":
			return r.refineLess(f, t, truth)
		}
	case lock.Root:
		if truth {
			var ok bool
			if f, ok = r.impliedBy(f, t); !ok {
				return f, false
			}
		}
	}
	return r.learn(f, t, Value{Same: r.Paths.ConstOf(truth)}), true
}

// decided returns the condition t with its parts replaced by what they equal, as far as
// facts about those are kept. Where a loop changes a variable, facts about the variable
// are kept for the round, and none about what its value was computed from.
func (r *Reasoner) decided(f Facts, t lock.Term) lock.Term {
	resolved := r.Resolve(f, t)
	if resolved == t || r.IsFollowed(resolved) {
		return resolved
	}
	x, y := r.lastFollowed(f, t.X()), r.lastFollowed(f, t.Y())
	switch {
	case t.Kind() == lock.Unary && t.Sym() == "!":
		return r.Paths.Not(r.decided(f, t.X()))
	case t.Kind() != lock.Binary || t.Sym() != "==" && t.Sym() != "<":
		return r.lastFollowed(f, t)
	case t.Sym() == "==" && x.ID() > y.ID():
		x, y = y, x
	}
	if c := r.Paths.Table.Make(t.Kind(), t.Sym(), x, y); r.IsFollowed(c) {
		return c
	} else if r.IsFollowed(t) {
		return t
	}
	return resolved
}

// IsFollowed reports whether the condition t is decided, or a branch on it says
// something of which facts are kept.
func (r *Reasoner) IsFollowed(t lock.Term) bool {
	if t.Kind() == lock.Const || r.Tracked[t] {
		return true
	}
	if t.Kind() == lock.Unary && t.Sym() == "!" {
		return r.IsFollowed(t.X())
	}
	if t.Kind() != lock.Binary || t.Sym() != "==" && t.Sym() != "<" {
		return false
	}
	x, y := t.X(), t.Y()
	return x == y || x.Kind() == lock.Const && r.IsFollowed(y) || y.Kind() == lock.Const && r.IsFollowed(x)
}

// lastFollowed returns the last in the chain of terms that t equals of which facts are
// kept; what t resolves to if none are.
func (r *Reasoner) lastFollowed(f Facts, t lock.Term) lock.Term {
	last := r.Resolve(f, t)
	if last == t || last.Kind() == lock.Const || r.Tracked[last] {
		return last
	}
	for range maxEqualities {
		if r.Tracked[t] {
			last = t
		}
		s := f.Get(t).Same
		if s.IsZero() || s == t {
			break
		}
		t = s
	}
	return last
}

// learn returns f with v known of t, if facts about t are kept.
func (r *Reasoner) learn(f Facts, t lock.Term, v Value) Facts {
	if !r.Tracked[t] {
		return f
	}
	return f.Set(t, v)
}

// refineEqual is Refine for t, an equality.
func (r *Reasoner) refineEqual(f Facts, t lock.Term, truth bool) (Facts, bool) {
	x, c := t.X(), t.Y()
	if x.Kind() == lock.Const {
		x, c = c, x
	}
	if x == c {
		return f, truth // not so for NaN
	}
	if c.Kind() != lock.Const {
		if truth && (r.isLess(f, x, c) || r.isLess(f, c, x)) {
			return f, false
		}
		return r.learn(f, t, Value{Same: r.Paths.ConstOf(truth)}), true
	}
	if x.Kind() == lock.Const {
		return f, truth == (x == c)
	}
	if b, ok := c.Sym().(bool); ok {
		return r.Refine(f, x, b == truth)
	}
	v := r.known(f, x)
	if truth {
		if v.excludes(c) {
			return f, false
		}
		return r.learn(f, x, Value{Same: c}), true
	}
	if v.Limits().isOnly(c) {
		return f, false
	}
	return r.learn(f, x, v.without(c)), true
}

// isLess reports whether x < y is known on the path.
func (r *Reasoner) isLess(f Facts, x, y lock.Term) bool {
	return f.Get(r.Paths.Binary(token.LSS, x, y)).Same == r.Paths.ConstOf(true)
}

// refineLess is Refine for t, a comparison by <.
func (r *Reasoner) refineLess(f Facts, t lock.Term, truth bool) (Facts, bool) {
	x, y := t.X(), t.Y()
	if x == y {
		return f, !truth
	}
	lo, hi := int64(math.MinInt64), int64(math.MaxInt64)
	m, xc := intConst(x)
	n, yc := intConst(y)
	switch {
	case xc && yc:
		return f, truth == (m < n)
	case yc && truth: // x < n
		if n == math.MinInt64 {
			return f, false
		}
		hi = n - 1
	case yc: // x >= n
		lo = n
		if r.countsUpTo(x, y) {
			hi = n
		}
	case xc && truth: // m < y
		if m == math.MaxInt64 {
			return f, false
		}
		lo, x = m+1, y
	case xc: // m >= y
		hi, x = m, y
	default:
		return r.refineOrder(f, t, truth)
	}
	v, ok := r.known(f, x).within(lo, hi)
	if !ok {
		return f, false
	}
	return r.learn(f, x, v), true
}

// refineOrder is refineLess for two values that are not constant.
func (r *Reasoner) refineOrder(f Facts, t lock.Term, truth bool) (Facts, bool) {
	f = r.learn(f, t, Value{Same: r.Paths.ConstOf(truth)})
	if !truth {
		if r.countsUpTo(t.X(), t.Y()) {
			return r.refineEqual(f, r.Paths.Binary(token.EQL, t.X(), t.Y()), true)
		}
		return f, true
	}
	// x < y: they differ, and y < x does not hold.
	equal, greater := r.Paths.Binary(token.EQL, t.X(), t.Y()), r.Paths.Binary(token.LSS, t.Y(), t.X())
	if yes := r.Paths.ConstOf(true); f.Get(equal).Same == yes || f.Get(greater).Same == yes {
		return f, false
	}
	no := Value{Same: r.Paths.ConstOf(false)}
	return r.learn(r.learn(f, equal, no), greater, no), true
}

// impliedBy returns f with what follows from the truth of the call t, and
// whether it can be true: errors.Is and errors.As find nothing in nil.
func (r *Reasoner) impliedBy(f Facts, t lock.Term) (Facts, bool) {
	c, ok := t.Sym().(*ssa.Call)
	if !ok || len(c.Call.Args) == 0 {
		return f, true
	}
	if fn := c.Call.StaticCallee(); fn != nil && fn.Pkg != nil && fn.Pkg.Pkg.Path() == "errors" && (fn.Name() == "Is" || fn.Name() == "As") {
		x := r.Resolve(f, r.Paths.Term(c.Call.Args[0]))
		v := f.Get(x)
		v.NonNil = true
		return r.learn(f, x, v), x != r.Paths.ConstOf("nil")
	}
	return f, true
}
