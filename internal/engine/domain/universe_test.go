package domain

import (
	"fmt"
	"math"
	"slices"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// The laws of the domain are checked by enumeration. A value stands for a set of
// constants: those that the term can be. What the operations on values make must stand
// for at least what the same operations on sets make.

// A universe has the constants that a term can be, and values of every shape about them.
type universe struct {
	table     *lock.Table
	constants []lock.Term
	values    []Value
	variable  lock.Term // another term
	is        lock.Term // what it is
}

func newUniverse() *universe {
	u := &universe{table: lock.NewTable(func(sym any) string { return fmt.Sprint(sym) })}
	for _, sym := range []any{
		int64(math.MinInt64), int64(-1), int64(0), int64(1), int64(2), int64(math.MaxInt64), "nil", true, false, `"text"`,
	} {
		u.constants = append(u.constants, u.term(lock.Const, sym))
	}
	u.variable, u.is = u.term(lock.Root, "x"), u.term(lock.Const, int64(1))
	for _, s := range append([]lock.Term{{}, u.variable}, u.constants...) {
		u.values = append(u.values, Value{Same: s}, Value{Same: s, NonNil: true})
	}
	bounds := [][2]int64{{math.MinInt64, math.MaxInt64}, {0, math.MaxInt64}, {math.MinInt64, 1}, {-1, 1}, {1, 1}, {1, 2}}
	for _, b := range bounds {
		for _, excluded := range u.exclusions() {
			v, _ := Value{}.within(b[0], b[1])
			for _, c := range excluded {
				v = v.without(c)
			}
			if !slices.Contains(u.values, v) {
				u.values = append(u.values, v)
			}
		}
	}
	return u
}

// term returns the term without parts that has a kind and a symbol.
func (u *universe) term(k lock.Kind, sym any) lock.Term {
	return u.table.Make(k, sym, lock.Term{}, lock.Term{})
}

// exclusions returns sets of constants that a value is not.
func (u *universe) exclusions() [][]lock.Term {
	sets := [][]lock.Term{nil, u.constants[1:5], u.constants[:4]}
	for i, c := range u.constants {
		sets = append(sets, []lock.Term{c})
		for _, d := range u.constants[i+1:] {
			sets = append(sets, []lock.Term{c, d})
		}
	}
	return sets
}

// has reports whether v stands for the constant c.
func (u *universe) has(v Value, c lock.Term) bool {
	same := v.Same
	if same == u.variable {
		same = u.is
	}
	n, isInt := c.Sym().(int64)
	l := v.Limits()
	return (same.IsZero() || same == c) && !(v.NonNil && c.Sym() == "nil") &&
		!(l.Bounded && isInt && (n < l.Lo || n > l.Hi)) && !slices.Contains(l.Not[:], c)
}

// within reports whether a stands for nothing that b does not stand for.
func (u *universe) within(a, b Value) bool {
	return !slices.ContainsFunc(u.constants, func(c lock.Term) bool { return u.has(a, c) && !u.has(b, c) })
}
