package obligation

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unique"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// A value is what a path knows of a term: the other term that it equals, if
// there is one, and else which constants it can be. It errs on the side of
// knowing too little.
type value struct {
	same   lock.Term // equal to this term
	nonNil bool
	rest   unique.Handle[limits] // zero for none; few values have any, and there are many values
}

// limits say which constants a value can be. They are not changed in place.
type limits struct {
	bounded bool // lo and hi hold
	lo, hi  int64
	not     [4]lock.Term // none of these constants, in order of ID; zero at the end
}

func (v value) limits() limits {
	if v.rest == (unique.Handle[limits]{}) {
		return limits{}
	}
	return v.rest.Value()
}

// limited returns v with l as its limits.
func (v value) limited(l limits) value {
	v.rest = unique.Handle[limits]{}
	if l != (limits{}) {
		v.rest = unique.Make(l)
	}
	return v
}

// between returns v with [lo, hi] in place of the interval it has.
func (v value) between(lo, hi int64) value {
	l := v.limits()
	l.bounded, l.lo, l.hi = true, lo, hi
	return v.limited(l)
}

func (v value) isTop() bool { return v == value{} }

// excludes reports whether v cannot be the constant c.
func (v value) excludes(c lock.Term) bool {
	l := v.limits()
	if slices.Contains(l.not[:], c) {
		return true
	}
	if c.Sym() == "nil" {
		return v.nonNil
	}
	if n, ok := c.Sym().(int64); ok && l.bounded {
		return n < l.lo || n > l.hi
	}
	return false
}

// without returns v with the constant c excluded. More than four excluded
// constants are forgotten, but for the limits of an interval.
func (v value) without(c lock.Term) value {
	if c.Sym() == "nil" {
		v.nonNil = true
		return v
	}
	return v.limited(v.limits().without(c))
}

// isOnly reports whether nothing but the constant c is within l.
func (l limits) isOnly(c lock.Term) bool {
	n, ok := c.Sym().(int64)
	return ok && l.bounded && l.lo == n && l.hi == n
}

func (l limits) without(c lock.Term) limits {
	if n, ok := c.Sym().(int64); ok && l.bounded {
		if n == l.lo && n < l.hi {
			l.lo++
		} else if n == l.hi && n > l.lo {
			l.hi--
		}
	}
	var not []lock.Term
	for _, t := range l.not {
		if !t.IsZero() {
			not = append(not, t)
		}
	}
	if slices.Contains(not, c) || len(not) == len(l.not) {
		return l
	}
	not = append(not, c)
	slices.SortFunc(not, func(a, b lock.Term) int { return int(a.ID() - b.ID()) })
	copy(l.not[:], not)
	return l
}

// within returns v limited to [lo, hi] and whether that leaves anything.
func (v value) within(lo, hi int64) (value, bool) {
	l, ok := v.limits().within(lo, hi)
	return v.limited(l), ok
}

func (l limits) within(lo, hi int64) (limits, bool) {
	if !l.bounded {
		l.lo, l.hi, l.bounded = math.MinInt64, math.MaxInt64, true
	}
	l.lo, l.hi = max(l.lo, lo), min(l.hi, hi)
	if l.lo == math.MinInt64 && l.hi == math.MaxInt64 {
		l.lo, l.hi, l.bounded = 0, 0, false
	}
	for range l.not { // as often as one of them can be a limit
		for _, c := range l.not {
			if n, ok := c.Sym().(int64); ok && l.bounded && l.lo <= l.hi {
				switch n {
				case l.lo:
					if n == math.MaxInt64 {
						return l, false
					}
					l.lo++
				case l.hi:
					l.hi--
				}
			}
		}
	}
	return l, !l.bounded || l.lo <= l.hi
}

// join returns what holds of a term of which v holds or w holds.
func (v value) join(w value) value {
	if v == w {
		return v
	}
	var out value
	if v.same == w.same {
		out.same = v.same
	}
	out.nonNil = v.knownNonNil() && w.knownNonNil()
	a, b := v.ranged(), w.ranged()
	if a == (limits{}) && b == (limits{}) {
		return out
	}
	var l limits
	if a.bounded && b.bounded {
		l.lo, l.hi, l.bounded = min(a.lo, b.lo), max(a.hi, b.hi), true
	}
	// What one excludes, the other has to exclude as well, or to be another constant.
	exclude := func(not [4]lock.Term, other limits, same lock.Term) {
		for _, c := range not {
			if c.IsZero() || !slices.Contains(other.not[:], c) && !(same.Kind() == lock.Const && same != c) {
				continue
			}
			if c.Sym() == "nil" {
				out.nonNil = true
			} else {
				l = l.without(c)
			}
		}
	}
	exclude(a.not, b, w.same)
	exclude(b.not, limits{}, v.same)
	return out.limited(l)
}

// ranged returns the limits of v with the interval that a constant integer is.
func (v value) ranged() limits {
	l := v.limits()
	if n, ok := v.same.Sym().(int64); ok && v.same.Kind() == lock.Const {
		l.lo, l.hi, l.bounded = n, n, true
	}
	return l
}

func (v value) knownNonNil() bool { return v.nonNil || isNonNil(v.same) }

func (v value) String() string {
	var parts []string
	if !v.same.IsZero() {
		parts = append(parts, "= "+v.same.String())
	}
	if v.nonNil {
		parts = append(parts, "!= nil")
	}
	l := v.limits()
	if l.bounded {
		parts = append(parts, "in ["+bound(l.lo)+", "+bound(l.hi)+"]")
	}
	for _, c := range l.not {
		if !c.IsZero() {
			parts = append(parts, "!= "+c.String())
		}
	}
	return strings.Join(parts, " ")
}

func bound(n int64) string {
	switch n {
	case math.MinInt64:
		return "-inf"
	case math.MaxInt64:
		return "+inf"
	}
	return strconv.FormatInt(n, 10)
}

// facts is what a path knows, sorted by the terms' IDs. It is never changed in
// place.
type facts []fact

type fact struct {
	term lock.Term
	value
}

func (f facts) find(t lock.Term) (int, bool) {
	return slices.BinarySearchFunc(f, t, func(x fact, t lock.Term) int { return int(x.term.ID()) - int(t.ID()) })
}

func (f facts) get(t lock.Term) value {
	if i, ok := f.find(t); ok {
		return f[i].value
	}
	return value{}
}

// set returns f with v as what is known of t.
func (f facts) set(t lock.Term, v value) facts {
	i, ok := f.find(t)
	switch {
	case ok && f[i].value == v:
		return f
	case v.isTop() && !ok:
		return f
	case v.isTop():
		return append(slices.Clone(f[:i]), f[i+1:]...)
	case ok:
		out := slices.Clone(f)
		out[i].value = v
		return out
	}
	out := make(facts, 0, len(f)+1)
	out = append(out, f[:i]...)
	out = append(out, fact{t, v})
	return append(out, f[i:]...)
}

// drop returns f without the facts for which gone reports true.
func (f facts) drop(gone func(fact) bool) facts {
	i := slices.IndexFunc(f, gone)
	if i < 0 {
		return f
	}
	out := slices.Clone(f[:i])
	for _, x := range f[i+1:] {
		if !gone(x) {
			out = append(out, x)
		}
	}
	return out
}

// forget returns f without what it says about values defined at sym.
func (f facts) forget(sym any) facts {
	return f.drop(func(x fact) bool { return x.term.DependsOn(sym) || x.same.DependsOn(sym) })
}

// meet returns the facts that hold on both of two paths.
func (f facts) meet(g facts) facts {
	if slices.Equal(f, g) {
		return f
	}
	var out facts
	same := true // out would be the facts of f that have been looked at
	leave := func(i int) {
		if same {
			out = append(make(facts, 0, len(f)), f[:i]...)
			same = false
		}
	}
	i, j := 0, 0
	for i < len(f) && j < len(g) {
		switch a, b := f[i], g[j]; {
		case a.term.ID() < b.term.ID():
			leave(i)
			i++
		case a.term.ID() > b.term.ID():
			j++
		default:
			v := a.join(b.value)
			if v != a.value {
				leave(i)
			}
			if !same && !v.isTop() {
				out = append(out, fact{a.term, v})
			}
			i++
			j++
		}
	}
	if same {
		return f[:i:i]
	}
	return out
}

// key returns a string that is the same for equal facts only.
func (f facts) key() string {
	var b strings.Builder
	for _, x := range f {
		b.WriteString(strconv.Itoa(int(x.term.ID())))
		b.WriteByte(':')
		b.WriteString(strconv.Itoa(int(x.same.ID())))
		if x.nonNil {
			b.WriteByte('n')
		}
		l := x.limits()
		if l.bounded {
			b.WriteString(strconv.FormatInt(l.lo, 36) + ".." + strconv.FormatInt(l.hi, 36))
		}
		for _, c := range l.not {
			if !c.IsZero() {
				b.WriteString("!" + strconv.Itoa(int(c.ID())))
			}
		}
		b.WriteByte(';')
	}
	return b.String()
}

func (f facts) String() string {
	var parts []string
	for _, x := range f {
		parts = append(parts, x.term.String()+" "+x.value.String())
	}
	return strings.Join(parts, ", ")
}
