package obligation

import (
	"go/token"
	"math"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// resolve returns t with every part replaced by what it equals on the path.
func (u *unit) resolve(f facts, t lock.Term) lock.Term {
	return u.resolveTo(f, t, maxNesting)
}

// maxNesting is how deeply terms are replaced by what they equal: facts about
// a loop can hold a term equal to one that is made of it.
const maxNesting = 12

func (u *unit) resolveTo(f facts, t lock.Term, depth int) lock.Term {
	if len(f) == 0 && !u.witness || t.IsZero() || depth == 0 {
		return t
	}
	for range 32 { // a chain of equalities; facts hold no cycles longer than a path makes them
		s := f.get(t).same
		if s.IsZero() || s == t {
			break
		}
		t = s
	}
	if t.X().IsZero() && t.Y().IsZero() {
		return t
	}
	x, y := u.resolveTo(f, t.X(), depth-1), u.resolveTo(f, t.Y(), depth-1)
	if u.witness {
		if sum, ok := u.sum(t, x, y); ok {
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
			return u.paths.ConstOf(!b)
		}
		return u.paths.Not(x)
	}
	t = u.paths.Table.Make(t.Kind(), t.Sym(), x, y)
	if s := f.get(t).same; !s.IsZero() {
		return s
	}
	return t
}

func (u *unit) resolveID(f facts, id lock.ID) lock.ID {
	if len(f) == 0 {
		return id
	}
	return lock.ID{Addr: u.resolve(f, id.Addr), Key: u.resolve(f, id.Key)}
}

// decided returns the condition t with its parts replaced by what they equal, as
// far as a fact about them can be kept: of a variable that a loop changes it is kept
// for the round, while nothing follows what the variable was made of.
func (u *unit) decided(f facts, t lock.Term) lock.Term {
	r := u.resolve(f, t)
	if r == t || u.isFollowed(r) {
		return r
	}
	x, y := u.lastFollowed(f, t.X()), u.lastFollowed(f, t.Y())
	switch {
	case t.Kind() == lock.Unary && t.Sym() == "!":
		return u.paths.Not(u.decided(f, t.X()))
	case t.Kind() != lock.Binary || t.Sym() != "==" && t.Sym() != "<":
		return u.lastFollowed(f, t)
	case t.Sym() == "==" && x.ID() > y.ID():
		x, y = y, x
	}
	if c := u.paths.Table.Make(t.Kind(), t.Sym(), x, y); u.isFollowed(c) {
		return c
	} else if u.isFollowed(t) {
		return t
	}
	return r
}

// isFollowed reports whether the condition t is decided, or this unit can learn from it.
func (u *unit) isFollowed(t lock.Term) bool {
	if t.Kind() == lock.Const || u.tracked[t] {
		return true
	}
	if t.Kind() == lock.Unary && t.Sym() == "!" {
		return u.isFollowed(t.X())
	}
	if t.Kind() != lock.Binary || t.Sym() != "==" && t.Sym() != "<" {
		return false
	}
	x, y := t.X(), t.Y()
	return x == y || x.Kind() == lock.Const && u.isFollowed(y) || y.Kind() == lock.Const && u.isFollowed(x)
}

// lastFollowed returns the last of the terms that t equals, one made of the other,
// about which this unit can learn; what t resolves to if there is none.
func (u *unit) lastFollowed(f facts, t lock.Term) lock.Term {
	r := u.resolve(f, t)
	if r == t || r.Kind() == lock.Const || u.tracked[r] {
		return r
	}
	last := r
	for range 32 { // as in resolveTo
		if u.tracked[t] {
			last = t
		}
		s := f.get(t).same
		if s.IsZero() || s == t {
			break
		}
		t = s
	}
	return last
}

// refine returns what is known when the condition t has the given truth, and
// whether it can have it at all.
func (u *unit) refine(f facts, t lock.Term, truth bool) (facts, bool) {
	t = u.decided(f, t)
	switch t.Kind() {
	case lock.Const:
		b, ok := t.Sym().(bool)
		return f, !ok || b == truth
	case lock.Unary:
		if t.Sym() == "!" {
			return u.refine(f, t.X(), !truth)
		}
	case lock.Binary:
		switch t.Sym() {
		case "==":
			f, ok := u.selected(f, t, truth)
			if !ok {
				return f, false
			}
			return u.refineEqual(f, t, truth)
		case "<":
			return u.refineLess(f, t, truth)
		}
	case lock.Root:
		if truth {
			var ok bool
			if f, ok = u.impliedBy(f, t); !ok {
				return f, false
			}
		}
	}
	return u.learn(f, t, value{same: u.paths.ConstOf(truth)}), true
}

// learn returns f with v known of t, if t is one of the terms that this unit
// follows.
func (u *unit) learn(f facts, t lock.Term, v value) facts {
	if !u.tracked[t] {
		return f
	}
	return f.set(t, v)
}

func (u *unit) refineEqual(f facts, t lock.Term, truth bool) (facts, bool) {
	x, c := t.X(), t.Y()
	if x.Kind() == lock.Const {
		x, c = c, x
	}
	if x == c {
		return f, truth // NaN apart
	}
	if c.Kind() != lock.Const {
		if truth && (u.isLess(f, x, c) || u.isLess(f, c, x)) {
			return f, false
		}
		return u.learn(f, t, value{same: u.paths.ConstOf(truth)}), true
	}
	if x.Kind() == lock.Const {
		return f, truth == (x == c)
	}
	if b, ok := c.Sym().(bool); ok {
		return u.refine(f, x, b == truth)
	}
	v := u.known(f, x)
	if truth {
		if v.excludes(c) {
			return f, false
		}
		return u.learn(f, x, value{same: c}), true
	}
	if v.limits().isOnly(c) {
		return f, false
	}
	return u.learn(f, x, v.without(c)), true
}

// isLess reports whether x < y is known on the path.
func (u *unit) isLess(f facts, x, y lock.Term) bool {
	return f.get(u.paths.Binary(token.LSS, x, y)).same == u.paths.ConstOf(true)
}

func (u *unit) refineLess(f facts, t lock.Term, truth bool) (facts, bool) {
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
		if u.countsUpTo(x, y) {
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
		return u.refineOrder(f, t, truth)
	}
	v, ok := u.known(f, x).within(lo, hi)
	if !ok {
		return f, false
	}
	return u.learn(f, x, v), true
}

// refineOrder is refineLess for two values neither of which is constant.
func (u *unit) refineOrder(f facts, t lock.Term, truth bool) (facts, bool) {
	f = u.learn(f, t, value{same: u.paths.ConstOf(truth)})
	if !truth {
		if u.countsUpTo(t.X(), t.Y()) {
			return u.refineEqual(f, u.paths.Binary(token.EQL, t.X(), t.Y()), true)
		}
		return f, true
	}
	// x < y: they differ, and y < x does not hold.
	equal, greater := u.paths.Binary(token.EQL, t.X(), t.Y()), u.paths.Binary(token.LSS, t.Y(), t.X())
	if yes := u.paths.ConstOf(true); f.get(equal).same == yes || f.get(greater).same == yes {
		return f, false
	}
	no := value{same: u.paths.ConstOf(false)}
	return u.learn(u.learn(f, equal, no), greater, no), true
}

// known returns what is known of x on the path and by its nature.
func (u *unit) known(f facts, x lock.Term) value {
	v := f.get(x)
	if !v.same.IsZero() {
		x = u.resolve(f, x)
	}
	v.nonNil = v.nonNil || isNonNil(x)
	if x.Kind() == lock.Call && (x.Sym() == "len" || x.Sym() == "cap") {
		v, _ = v.within(0, math.MaxInt64)
	}
	if x.Kind() == lock.Binary {
		v = u.shifted(f, x, v)
	}
	return v
}

// impliedBy returns f with what follows from the truth of the call t, and
// whether it can be true: errors.Is and errors.As find nothing in nil.
func (u *unit) impliedBy(f facts, t lock.Term) (facts, bool) {
	c, ok := t.Sym().(*ssa.Call)
	if !ok || len(c.Call.Args) == 0 {
		return f, true
	}
	if fn := c.Call.StaticCallee(); fn != nil && fn.Pkg != nil && fn.Pkg.Pkg.Path() == "errors" && (fn.Name() == "Is" || fn.Name() == "As") {
		x := u.resolve(f, u.paths.Term(c.Call.Args[0]))
		v := f.get(x)
		v.nonNil = true
		return u.learn(f, x, v), x != u.paths.ConstOf("nil")
	}
	return f, true
}

// isNonNil reports whether t cannot be nil: the address of a variable, a
// function literal, a new error, an error variable of a package.
func isNonNil(t lock.Term) bool {
	switch t.Kind() {
	case lock.Root:
		switch v := t.Sym().(type) {
		case *ssa.Alloc, *ssa.MakeClosure, *ssa.Function, *ssa.MakeMap, *ssa.MakeChan, *ssa.MakeSlice, lock.Global:
			return true
		case *ssa.Call:
			fn := v.Call.StaticCallee()
			if fn == nil || fn.Pkg == nil {
				return false
			}
			switch fn.Pkg.Pkg.Path() + "." + fn.Name() {
			case "errors.New", "fmt.Errorf":
				return true
			}
		}
	case lock.Load:
		return t.Sym() == accesspath.ErrorVariable
	case lock.Index:
		return t.Sym() == nil // the address of an element
	case lock.Const:
		_, isString := t.Sym().(string)
		return isString && t.Sym() != "nil"
	}
	return false
}
