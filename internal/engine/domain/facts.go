package domain

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
type Value struct {
	Same   lock.Term // equal to this term
	NonNil bool
	rest   unique.Handle[limits] // zero for none; few values have any, and there are many values
}

// limits say which constants a value can be. They are not changed in place.
type limits struct {
	Bounded bool // lo and hi hold
	Lo, Hi  int64
	Not     [4]lock.Term // none of these constants, in order of ID; zero at the end
}

func (v Value) Limits() limits {
	if v.rest == (unique.Handle[limits]{}) {
		return limits{}
	}
	return v.rest.Value()
}

// limited returns v with l as its limits.
func (v Value) limited(l limits) Value {
	v.rest = unique.Handle[limits]{}
	if l != (limits{}) {
		v.rest = unique.Make(l)
	}
	return v
}

// between returns v with [lo, hi] in place of the interval it has.
func (v Value) between(lo, hi int64) Value {
	l := v.Limits()
	l.Bounded, l.Lo, l.Hi = true, lo, hi
	return v.limited(l)
}

func (v Value) IsTop() bool { return v == Value{} }

// excludes reports whether v cannot be the constant c.
func (v Value) excludes(c lock.Term) bool {
	l := v.Limits()
	if slices.Contains(l.Not[:], c) {
		return true
	}
	if c.Sym() == "nil" {
		return v.NonNil
	}
	if n, ok := c.Sym().(int64); ok && l.Bounded {
		return n < l.Lo || n > l.Hi
	}
	return false
}

// without returns v with the constant c excluded. More than four excluded
// constants are forgotten, but for the limits of an interval.
func (v Value) without(c lock.Term) Value {
	if c.Sym() == "nil" {
		v.NonNil = true
		return v
	}
	return v.limited(v.Limits().without(c))
}

// isOnly reports whether nothing but the constant c is within l.
func (l limits) isOnly(c lock.Term) bool {
	n, ok := c.Sym().(int64)
	return ok && l.Bounded && l.Lo == n && l.Hi == n
}

func (l limits) without(c lock.Term) limits {
	if n, ok := c.Sym().(int64); ok && l.Bounded {
		if n == l.Lo && n < l.Hi {
			l.Lo++
		} else if n == l.Hi && n > l.Lo {
			l.Hi--
		}
	}
	var not []lock.Term
	for _, t := range l.Not {
		if !t.IsZero() {
			not = append(not, t)
		}
	}
	if slices.Contains(not, c) || len(not) == len(l.Not) {
		return l
	}
	not = append(not, c)
	slices.SortFunc(not, func(a, b lock.Term) int { return int(a.ID() - b.ID()) })
	copy(l.Not[:], not)
	return l
}

// within returns v limited to [lo, hi] and whether that leaves anything.
func (v Value) within(lo, hi int64) (Value, bool) {
	l, ok := v.Limits().within(lo, hi)
	return v.limited(l), ok
}

func (l limits) within(lo, hi int64) (limits, bool) {
	if !l.Bounded {
		l.Lo, l.Hi, l.Bounded = math.MinInt64, math.MaxInt64, true
	}
	l.Lo, l.Hi = max(l.Lo, lo), min(l.Hi, hi)
	if l.Lo == math.MinInt64 && l.Hi == math.MaxInt64 {
		l.Lo, l.Hi, l.Bounded = 0, 0, false
	}
	for range l.Not { // as often as one of them can be a limit
		for _, c := range l.Not {
			if n, ok := c.Sym().(int64); ok && l.Bounded && l.Lo <= l.Hi {
				switch n {
				case l.Lo:
					if n == math.MaxInt64 {
						return l, false
					}
					l.Lo++
				case l.Hi:
					l.Hi--
				}
			}
		}
	}
	return l, !l.Bounded || l.Lo <= l.Hi
}

// join returns what holds of a term of which v holds or w holds.
func (v Value) Join(w Value) Value {
	if v == w {
		return v
	}
	var out Value
	if v.Same == w.Same {
		out.Same = v.Same
	}
	out.NonNil = v.KnownNonNil() && w.KnownNonNil()
	a, b := v.ranged(), w.ranged()
	if a == (limits{}) && b == (limits{}) {
		return out
	}
	var l limits
	if a.Bounded && b.Bounded {
		l.Lo, l.Hi, l.Bounded = min(a.Lo, b.Lo), max(a.Hi, b.Hi), true
	}
	// What one excludes, the other has to exclude as well, or to be another constant.
	exclude := func(not [4]lock.Term, other limits, same lock.Term) {
		for _, c := range not {
			if c.IsZero() || !slices.Contains(other.Not[:], c) && !(same.Kind() == lock.Const && same != c) {
				continue
			}
			if c.Sym() == "nil" {
				out.NonNil = true
			} else {
				l = l.without(c)
			}
		}
	}
	exclude(a.Not, b, w.Same)
	exclude(b.Not, limits{}, v.Same)
	return out.limited(l)
}

// ranged returns the limits of v with the interval that a constant integer is.
func (v Value) ranged() limits {
	l := v.Limits()
	if n, ok := v.Same.Sym().(int64); ok && v.Same.Kind() == lock.Const {
		l.Lo, l.Hi, l.Bounded = n, n, true
	}
	return l
}

func (v Value) KnownNonNil() bool { return v.NonNil || IsNonNil(v.Same) }

func (v Value) String() string {
	var parts []string
	if !v.Same.IsZero() {
		parts = append(parts, "= "+v.Same.String())
	}
	if v.NonNil {
		parts = append(parts, "!= nil")
	}
	l := v.Limits()
	if l.Bounded {
		parts = append(parts, "in ["+bound(l.Lo)+", "+bound(l.Hi)+"]")
	}
	for _, c := range l.Not {
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
type Facts []Fact

type Fact struct {
	Term lock.Term
	Value
}

func (f Facts) find(t lock.Term) (int, bool) {
	return slices.BinarySearchFunc(f, t, func(x Fact, t lock.Term) int { return int(x.Term.ID()) - int(t.ID()) })
}

func (f Facts) Get(t lock.Term) Value {
	if i, ok := f.find(t); ok {
		return f[i].Value
	}
	return Value{}
}

// set returns f with v as what is known of t.
func (f Facts) Set(t lock.Term, v Value) Facts {
	i, ok := f.find(t)
	switch {
	case ok && f[i].Value == v:
		return f
	case v.IsTop() && !ok:
		return f
	case v.IsTop():
		return append(slices.Clone(f[:i]), f[i+1:]...)
	case ok:
		out := slices.Clone(f)
		out[i].Value = v
		return out
	}
	out := make(Facts, 0, len(f)+1)
	out = append(out, f[:i]...)
	out = append(out, Fact{t, v})
	return append(out, f[i:]...)
}

// drop returns f without the facts for which gone reports true.
func (f Facts) Drop(gone func(Fact) bool) Facts {
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
func (f Facts) Forget(sym any) Facts {
	return f.Drop(func(x Fact) bool { return x.Term.DependsOn(sym) || x.Same.DependsOn(sym) })
}

// meet returns the facts that hold on both of two paths.
func (f Facts) meet(g Facts) Facts {
	if slices.Equal(f, g) {
		return f
	}
	var out Facts
	same := true // out would be the facts of f that have been looked at
	leave := func(i int) {
		if same {
			out = append(make(Facts, 0, len(f)), f[:i]...)
			same = false
		}
	}
	i, j := 0, 0
	for i < len(f) && j < len(g) {
		switch a, b := f[i], g[j]; {
		case a.Term.ID() < b.Term.ID():
			leave(i)
			i++
		case a.Term.ID() > b.Term.ID():
			j++
		default:
			v := a.Join(b.Value)
			if v != a.Value {
				leave(i)
			}
			if !same && !v.IsTop() {
				out = append(out, Fact{a.Term, v})
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
func (f Facts) Key() string {
	var b strings.Builder
	for _, x := range f {
		b.WriteString(strconv.Itoa(int(x.Term.ID())))
		b.WriteByte(':')
		b.WriteString(strconv.Itoa(int(x.Same.ID())))
		if x.NonNil {
			b.WriteByte('n')
		}
		l := x.Limits()
		if l.Bounded {
			b.WriteString(strconv.FormatInt(l.Lo, 36) + ".." + strconv.FormatInt(l.Hi, 36))
		}
		for _, c := range l.Not {
			if !c.IsZero() {
				b.WriteString("!" + strconv.Itoa(int(c.ID())))
			}
		}
		b.WriteByte(';')
	}
	return b.String()
}

func (f Facts) String() string {
	var parts []string
	for _, x := range f {
		parts = append(parts, x.Term.String()+" "+x.Value.String())
	}
	return strings.Join(parts, ", ")
}
