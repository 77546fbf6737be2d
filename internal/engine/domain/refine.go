package domain

import (
	"go/token"
	"math"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// decided returns the condition t with its parts replaced by what they equal, as
// far as a fact about them can be kept: of a variable that a loop changes it is kept
// for the round, while nothing follows what the variable was made of.
func (re *Reasoner) decided(f Facts, t lock.Term) lock.Term {
	r := re.Resolve(f, t)
	if r == t || re.IsFollowed(r) {
		return r
	}
	x, y := re.lastFollowed(f, t.X()), re.lastFollowed(f, t.Y())
	switch {
	case t.Kind() == lock.Unary && t.Sym() == "!":
		return re.Paths.Not(re.decided(f, t.X()))
	case t.Kind() != lock.Binary || t.Sym() != "==" && t.Sym() != "<":
		return re.lastFollowed(f, t)
	case t.Sym() == "==" && x.ID() > y.ID():
		x, y = y, x
	}
	if c := re.Paths.Table.Make(t.Kind(), t.Sym(), x, y); re.IsFollowed(c) {
		return c
	} else if re.IsFollowed(t) {
		return t
	}
	return r
}

// isFollowed reports whether the condition t is decided, or this unit can learn from it.
func (re *Reasoner) IsFollowed(t lock.Term) bool {
	if t.Kind() == lock.Const || re.Tracked[t] {
		return true
	}
	if t.Kind() == lock.Unary && t.Sym() == "!" {
		return re.IsFollowed(t.X())
	}
	if t.Kind() != lock.Binary || t.Sym() != "==" && t.Sym() != "<" {
		return false
	}
	x, y := t.X(), t.Y()
	return x == y || x.Kind() == lock.Const && re.IsFollowed(y) || y.Kind() == lock.Const && re.IsFollowed(x)
}

// lastFollowed returns the last of the terms that t equals, one made of the other,
// about which this unit can learn; what t resolves to if there is none.
func (re *Reasoner) lastFollowed(f Facts, t lock.Term) lock.Term {
	r := re.Resolve(f, t)
	if r == t || r.Kind() == lock.Const || re.Tracked[r] {
		return r
	}
	last := r
	for range 32 { // as in resolveTo
		if re.Tracked[t] {
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

// refine returns what is known when the condition t has the given truth, and
// whether it can have it at all.
func (re *Reasoner) Refine(f Facts, t lock.Term, truth bool) (Facts, bool) {
	t = re.decided(f, t)
	switch t.Kind() {
	case lock.Const:
		b, ok := t.Sym().(bool)
		return f, !ok || b == truth
	case lock.Unary:
		if t.Sym() == "!" {
			return re.Refine(f, t.X(), !truth)
		}
	case lock.Binary:
		switch t.Sym() {
		case "==":
			f, ok := re.selected(f, t, truth)
			if !ok {
				return f, false
			}
			return re.refineEqual(f, t, truth)
		case "<":
			return re.refineLess(f, t, truth)
		}
	case lock.Root:
		if truth {
			var ok bool
			if f, ok = re.impliedBy(f, t); !ok {
				return f, false
			}
		}
	}
	return re.learn(f, t, Value{Same: re.Paths.ConstOf(truth)}), true
}

// learn returns f with v known of t, if t is one of the terms that this unit
// follows.
func (re *Reasoner) learn(f Facts, t lock.Term, v Value) Facts {
	if !re.Tracked[t] {
		return f
	}
	return f.Set(t, v)
}

func (re *Reasoner) refineEqual(f Facts, t lock.Term, truth bool) (Facts, bool) {
	x, c := t.X(), t.Y()
	if x.Kind() == lock.Const {
		x, c = c, x
	}
	if x == c {
		return f, truth // NaN apart
	}
	if c.Kind() != lock.Const {
		if truth && (re.isLess(f, x, c) || re.isLess(f, c, x)) {
			return f, false
		}
		return re.learn(f, t, Value{Same: re.Paths.ConstOf(truth)}), true
	}
	if x.Kind() == lock.Const {
		return f, truth == (x == c)
	}
	if b, ok := c.Sym().(bool); ok {
		return re.Refine(f, x, b == truth)
	}
	v := re.known(f, x)
	if truth {
		if v.excludes(c) {
			return f, false
		}
		return re.learn(f, x, Value{Same: c}), true
	}
	if v.Limits().isOnly(c) {
		return f, false
	}
	return re.learn(f, x, v.without(c)), true
}

// isLess reports whether x < y is known on the path.
func (re *Reasoner) isLess(f Facts, x, y lock.Term) bool {
	return f.Get(re.Paths.Binary(token.LSS, x, y)).Same == re.Paths.ConstOf(true)
}

func (re *Reasoner) refineLess(f Facts, t lock.Term, truth bool) (Facts, bool) {
	x, y := t.X(), t.Y()
	if x == y {
		return f, !truth
	}
	lo, hi := int64(math.MinInt64), int64(math.MaxInt64)
	m, xc := x.Sym().(int64)
	n, yc := y.Sym().(int64)
	xc, yc = xc && x.Kind() == lock.Const, yc && y.Kind() == lock.Const
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
		if re.countsUpTo(x, y) {
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
		return re.refineOrder(f, t, truth)
	}
	v, ok := re.known(f, x).within(lo, hi)
	if !ok {
		return f, false
	}
	return re.learn(f, x, v), true
}

// refineOrder is refineLess for two values neither of which is constant.
func (re *Reasoner) refineOrder(f Facts, t lock.Term, truth bool) (Facts, bool) {
	f = re.learn(f, t, Value{Same: re.Paths.ConstOf(truth)})
	if !truth {
		if re.countsUpTo(t.X(), t.Y()) {
			return re.refineEqual(f, re.Paths.Binary(token.EQL, t.X(), t.Y()), true)
		}
		return f, true
	}
	// x < y: they differ, and y < x does not hold.
	equal, greater := re.Paths.Binary(token.EQL, t.X(), t.Y()), re.Paths.Binary(token.LSS, t.Y(), t.X())
	if yes := re.Paths.ConstOf(true); f.Get(equal).Same == yes || f.Get(greater).Same == yes {
		return f, false
	}
	no := Value{Same: re.Paths.ConstOf(false)}
	return re.learn(re.learn(f, equal, no), greater, no), true
}

// impliedBy returns f with what follows from the truth of the call t, and
// whether it can be true: errors.Is and errors.As find nothing in nil.
func (re *Reasoner) impliedBy(f Facts, t lock.Term) (Facts, bool) {
	c, ok := t.Sym().(*ssa.Call)
	if !ok || len(c.Call.Args) == 0 {
		return f, true
	}
	if fn := c.Call.StaticCallee(); fn != nil && fn.Pkg != nil && fn.Pkg.Pkg.Path() == "errors" && (fn.Name() == "Is" || fn.Name() == "As") {
		x := re.Resolve(f, re.Paths.Term(c.Call.Args[0]))
		v := f.Get(x)
		v.NonNil = true
		return re.learn(f, x, v), x != re.Paths.ConstOf("nil")
	}
	return f, true
}
