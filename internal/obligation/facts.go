package obligation

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/lockleak/lockleak/internal/lock"
)

// A value is what a path knows of a term: the other term that it equals, if
// there is one, and else which constants it can be. It errs on the side of
// knowing too little.
type value struct {
	same    lock.Term // equal to this term
	nonNil  bool
	bounded bool // lo and hi hold
	lo, hi  int64
	not     [4]lock.Term // none of these constants, in order of ID; zero at the end
}

func (v value) isTop() bool { return v == value{} }

// excludes reports whether v cannot be the constant c.
func (v value) excludes(c lock.Term) bool {
	if slices.Contains(v.not[:], c) {
		return true
	}
	if c.Sym() == "nil" {
		return v.nonNil
	}
	if n, ok := c.Sym().(int64); ok && v.bounded {
		return n < v.lo || n > v.hi
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
	if n, ok := c.Sym().(int64); ok && v.bounded {
		if n == v.lo && n < v.hi {
			v.lo++
		} else if n == v.hi && n > v.lo {
			v.hi--
		}
	}
	var not []lock.Term
	for _, t := range v.not {
		if !t.IsZero() {
			not = append(not, t)
		}
	}
	if slices.Contains(not, c) || len(not) == len(v.not) {
		return v
	}
	not = append(not, c)
	slices.SortFunc(not, func(a, b lock.Term) int { return int(a.ID() - b.ID()) })
	copy(v.not[:], not)
	return v
}

// within returns v limited to [lo, hi] and whether that leaves anything.
func (v value) within(lo, hi int64) (value, bool) {
	if !v.bounded {
		v.lo, v.hi, v.bounded = math.MinInt64, math.MaxInt64, true
	}
	v.lo, v.hi = max(v.lo, lo), min(v.hi, hi)
	if v.lo == math.MinInt64 && v.hi == math.MaxInt64 {
		v.lo, v.hi, v.bounded = 0, 0, false
	}
	for range v.not { // as often as one of them can be a limit
		for _, c := range v.not {
			if n, ok := c.Sym().(int64); ok && v.bounded && v.lo <= v.hi {
				switch n {
				case v.lo:
					if n == math.MaxInt64 {
						return v, false
					}
					v.lo++
				case v.hi:
					v.hi--
				}
			}
		}
	}
	return v, !v.bounded || v.lo <= v.hi
}

// join returns what holds of a term of which v holds or w holds.
func (v value) join(w value) value {
	if v == w {
		return v
	}
	a, b := v.ranged(), w.ranged()
	var out value
	if a.same == b.same {
		out.same = a.same
	}
	out.nonNil = a.knownNonNil() && b.knownNonNil()
	if a.bounded && b.bounded {
		out.lo, out.hi, out.bounded = min(a.lo, b.lo), max(a.hi, b.hi), true
	}
	for _, c := range a.not {
		if !c.IsZero() && (slices.Contains(b.not[:], c) || b.same.Kind() == lock.Const && b.same != c) {
			out = out.without(c)
		}
	}
	for _, c := range b.not {
		if !c.IsZero() && a.same.Kind() == lock.Const && a.same != c {
			out = out.without(c)
		}
	}
	return out
}

// ranged returns v with the interval that a constant integer is.
func (v value) ranged() value {
	if n, ok := v.same.Sym().(int64); ok && v.same.Kind() == lock.Const {
		v.lo, v.hi, v.bounded = n, n, true
	}
	return v
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
	if v.bounded {
		parts = append(parts, "in ["+bound(v.lo)+", "+bound(v.hi)+"]")
	}
	for _, c := range v.not {
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
	for i, j := 0, 0; i < len(f) && j < len(g); {
		switch a, b := f[i], g[j]; {
		case a.term.ID() < b.term.ID():
			i++
		case a.term.ID() > b.term.ID():
			j++
		default:
			if v := a.join(b.value); !v.isTop() {
				out = append(out, fact{a.term, v})
			}
			i++
			j++
		}
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
		if x.bounded {
			b.WriteString(strconv.FormatInt(x.lo, 36) + ".." + strconv.FormatInt(x.hi, 36))
		}
		for _, c := range x.not {
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
