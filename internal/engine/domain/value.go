package domain

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unique"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// A Value is what a path knows of a term: another term that it equals, if there is one,
// and otherwise which constants it can be. It errs on the side of knowing too little.
// The zero Value, the top of the lattice, is that nothing is known.
type Value struct {
	Same   lock.Term // equal to this term
	NonNil bool
	rest   unique.Handle[limits] // zero for none; few values have any, and there are many values
}

// limits say which constants a value can be. They are not changed in place.
type limits struct {
	Bounded bool // Lo and Hi hold
	Lo, Hi  int64
	Not     [maxExcluded]lock.Term // none of these constants, in order of ID; zero at the end
}

// Limits returns the limits of v, the zero ones if it has none.
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

// bounded returns the limits of an interval, the zero ones if every integer is in it.
func bounded(lo, hi int64) limits {
	if lo == math.MinInt64 && hi == math.MaxInt64 {
		return limits{}
	}
	return limits{Bounded: true, Lo: lo, Hi: hi}
}

// between returns v with [lo, hi] in place of the interval it has.
func (v Value) between(lo, hi int64) Value {
	l := v.Limits()
	l.Bounded, l.Lo, l.Hi = true, lo, hi
	return v.limited(l)
}

// IsTop reports whether v says nothing.
func (v Value) IsTop() bool { return v == Value{} }

// KnownNonNil reports whether v says that the term is not nil.
func (v Value) KnownNonNil() bool { return v.NonNil || IsNonNil(v.Same) }

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

// Admits reports whether v holds of a variable to which the constant c is assigned.
func (v Value) Admits(c lock.Term) bool {
	return v.Same == c || v.Same.IsZero() && !v.excludes(c)
}

// without returns v with the constant c excluded. Where there is no room for c, it is
// forgotten, unless it is an end of the interval.
func (v Value) without(c lock.Term) Value {
	if c.Sym() == "nil" {
		v.NonNil = true
		return v
	}
	return v.limited(v.Limits().without(c))
}

func (l limits) without(c lock.Term) limits {
	if n, ok := c.Sym().(int64); ok && l.Bounded {
		if n == l.Lo && n < l.Hi {
			l.Lo++
		} else if n == l.Hi && n > l.Lo {
			l.Hi--
		}
	}
	not := slices.DeleteFunc(slices.Clone(l.Not[:]), lock.Term.IsZero)
	if slices.Contains(not, c) || len(not) == len(l.Not) {
		return l
	}
	not = append(not, c)
	slices.SortFunc(not, compareTerms)
	copy(l.Not[:], not)
	return l
}

// compareTerms orders terms by ID.
func compareTerms(a, b lock.Term) int { return int(a.ID()) - int(b.ID()) }

// isOnly reports whether nothing but the constant c is within l.
func (l limits) isOnly(c lock.Term) bool {
	n, ok := c.Sym().(int64)
	return ok && l.Bounded && l.Lo == n && l.Hi == n
}

// within returns v limited to [lo, hi], and whether any value is left.
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
		return limits{Not: l.Not}, true
	}
	for range l.Not { // as often as one of them can be an end
		for _, c := range l.Not {
			n, ok := c.Sym().(int64)
			switch {
			case !ok || l.Lo > l.Hi:
			case n == l.Lo && n == math.MaxInt64:
				return l, false
			case n == l.Lo:
				l.Lo++
			case n == l.Hi:
				l.Hi--
			}
		}
	}
	return l, l.Lo <= l.Hi
}

// ranged returns the limits of v, with the interval that a constant integer is.
func (v Value) ranged() limits {
	l := v.Limits()
	if n, ok := intConst(v.Same); ok {
		l.Lo, l.Hi, l.Bounded = n, n, true
	}
	return l
}

// Join returns what holds of a term of which v or w holds.
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
		l = bounded(min(a.Lo, b.Lo), max(a.Hi, b.Hi))
	}
	exclude := func(c lock.Term) {
		if c.Sym() == "nil" {
			out.NonNil = true
		} else {
			l = l.without(c)
		}
	}
	// What one excludes, the other has to exclude as well, or to be another constant.
	for _, c := range a.Not {
		if !c.IsZero() && (slices.Contains(b.Not[:], c) || w.isOtherConst(c)) {
			exclude(c)
		}
	}
	for _, c := range b.Not {
		if !c.IsZero() && v.isOtherConst(c) {
			exclude(c)
		}
	}
	return out.limited(l)
}

// isOtherConst reports whether v is a constant other than c.
func (v Value) isOtherConst(c lock.Term) bool { return v.Same.Kind() == lock.Const && v.Same != c }

// String returns v for the dump.
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
