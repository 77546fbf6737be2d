package domain

import (
	"slices"
	"strconv"
	"strings"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// Facts are what a path knows, sorted by the terms' IDs, one fact a term. They are never
// changed in place.
type Facts []Fact

// A Fact is what is known of a term.
type Fact struct {
	Term lock.Term
	Value
}

// EqualFacts reports whether a and b say the same.
func EqualFacts(a, b Facts) bool { return slices.Equal(a, b) }

func (f Facts) find(t lock.Term) (int, bool) {
	return slices.BinarySearchFunc(f, t, func(x Fact, t lock.Term) int { return compareTerms(x.Term, t) })
}

// Get returns what f says of t.
func (f Facts) Get(t lock.Term) Value {
	if i, ok := f.find(t); ok {
		return f[i].Value
	}
	return Value{}
}

// Set returns f with v as what is known of t.
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

// Drop returns f without the facts for which gone reports true.
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

// Forget returns f without what it says about values defined at sym.
func (f Facts) Forget(sym any) Facts {
	return f.Drop(func(x Fact) bool { return x.Term.DependsOn(sym) || x.Same.DependsOn(sym) })
}

// With returns the facts of f, and those of g about other terms.
func (f Facts) With(g Facts) Facts {
	if len(g) == 0 {
		return f
	}
	out := make(Facts, 0, len(f)+len(g))
	i, j := 0, 0
	for i < len(f) && j < len(g) {
		switch order := compareTerms(f[i].Term, g[j].Term); {
		case order > 0:
			out = append(out, g[j])
			j++
		case order == 0:
			j++
			fallthrough
		default:
			out = append(out, f[i])
			i++
		}
	}
	out = append(out, f[i:]...)
	return append(out, g[j:]...)
}

// meet returns the facts that hold on both of two paths: f itself where they are those
// of f, and no fact is copied then.
func (f Facts) meet(g Facts) Facts {
	if slices.Equal(f, g) {
		return f
	}
	var out Facts
	same := true // out would be the facts of f that have been looked at
	differ := func(i int) {
		if same {
			out = append(make(Facts, 0, len(f)), f[:i]...)
			same = false
		}
	}
	i, j := 0, 0
	for i < len(f) && j < len(g) {
		switch order := compareTerms(f[i].Term, g[j].Term); {
		case order < 0:
			differ(i)
			i++
		case order > 0:
			j++
		default:
			v := f[i].Join(g[j].Value)
			if v != f[i].Value {
				differ(i)
			}
			if !same && !v.IsTop() {
				out = append(out, Fact{f[i].Term, v})
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

// Key returns a string that is the same for equal facts only.
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

// String returns f for the dump.
func (f Facts) String() string {
	var parts []string
	for _, x := range f {
		parts = append(parts, x.Term.String()+" "+x.Value.String())
	}
	return strings.Join(parts, ", ")
}
