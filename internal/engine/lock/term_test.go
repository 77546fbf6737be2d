package lock_test

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// A shape describes a term without a table: its arguments are the indices of
// earlier shapes of a list, the first of which stands for the zero term.
type shape struct {
	kind lock.Kind
	sym  any
	x, y int
}

// shapes returns different shapes: leaves, all kinds over all pairs of leaves,
// and a sample of what nests more deeply.
func shapes() []shape {
	list := []shape{{}}
	leaves := []shape{
		{lock.Root, "a", 0, 0}, {lock.Root, "b", 0, 0}, {lock.Root, lock.Global{Pkg: "p", Name: "a"}, 0, 0},
		{lock.Root, lock.Param{Index: 1}, 0, 0}, {lock.Root, lock.Result{Index: 1}, 0, 0},
		{lock.Const, int64(1), 0, 0}, {lock.Const, 1, 0, 0}, {lock.Const, "1", 0, 0}, {lock.Const, "a", 0, 0},
		{lock.Const, true, 0, 0}, {lock.Const, nil, 0, 0},
	}
	list = append(list, leaves...)
	level := len(list)
	for x := range level {
		for y := range level {
			for k := lock.Const; k <= lock.Cons; k++ {
				if k == lock.Root || k == lock.Const || x == 0 && y == 0 {
					continue
				}
				list = append(list, shape{k, nil, x, y})
			}
		}
	}
	for i, sym := range []any{lock.FieldName{Name: "f"}, lock.FieldName{Name: "f", Index: 1}, lock.FieldName{Name: "g"}} {
		list = append(list, shape{lock.Field, sym, 1, 0}, shape{lock.Field, sym, 2, 0}, shape{lock.Load, nil, len(list) + i%2, 0})
	}
	list = append(list, shape{lock.Binary, "<", 1, 2}, shape{lock.Binary, "<", 2, 1}, shape{lock.Binary, "+", 1, 2})
	for i := level; i < len(list) && len(list) < 4000; i += 7 {
		list = append(list, shape{lock.Load, nil, i, 0}, shape{lock.Index, nil, i, len(list) - i}, shape{lock.Cons, nil, 1, i})
	}
	return list
}

// terms makes the terms of the shapes.
func terms(table *lock.Table, list []shape) []lock.Term {
	out := make([]lock.Term, len(list))
	for i, s := range list {
		if i > 0 {
			out[i] = table.Make(s.kind, s.sym, out[s.x], out[s.y])
		}
	}
	return out
}

func newTable() *lock.Table { return lock.NewTable(func(sym any) string { return fmt.Sprint(sym) }) }

// TestIntern checks that equal structures are the same term, that different
// ones are not, and that a term says how it was made.
func TestIntern(t *testing.T) {
	t.Parallel()
	list, table := shapes(), newTable()
	first := terms(table, list)
	again := terms(table, list)
	byTerm := make(map[lock.Term]int)
	for i, x := range first {
		if again[i] != x {
			t.Errorf("%+v: made twice, it is two terms", list[i])
		}
		if j, ok := byTerm[x]; ok && list[i] != list[j] {
			t.Errorf("%+v and %+v are the same term", list[i], list[j])
		}
		byTerm[x] = i
		if i == 0 {
			continue
		}
		s := list[i]
		if x.IsZero() || x.Kind() != s.kind || x.Sym() != s.sym || x.X() != first[s.x] || x.Y() != first[s.y] {
			t.Errorf("%+v: the term has kind %d, symbol %v, arguments %v and %v", s, x.Kind(), x.Sym(), x.X(), x.Y())
		}
	}
	if len(list) < 2000 {
		t.Errorf("just %d shapes", len(list))
	}
}

// TestTables checks that terms of two tables are different, but for the zero
// term.
func TestTables(t *testing.T) {
	t.Parallel()
	list := shapes()
	a, b := terms(newTable(), list), terms(newTable(), list)
	for i := range list {
		if (a[i] == b[i]) != (i == 0) {
			t.Errorf("%+v: the same term in both tables: %t", list[i], a[i] == b[i])
		}
	}
}

func TestZero(t *testing.T) {
	t.Parallel()
	var x lock.Term
	if !x.IsZero() || x.Kind() != 0 || x.Sym() != nil || x.ID() != 0 || x.Depth() != 0 || x.Roots() != nil || x.Args() != nil {
		t.Error("the zero term says something")
	}
	if x.DependsOn(nil) || x.DependsOn("a") || x.String() != "?" {
		t.Errorf("the zero term depends on something, or is %q", x)
	}
	if y := newTable().Map(x, func(lock.Term) lock.Term { t.Error("Map asks about the zero term"); return x }); y != x {
		t.Errorf("mapped, it is %v", y)
	}
}

// TestID checks that IDs are those of the order of creation.
func TestID(t *testing.T) {
	t.Parallel()
	list := shapes()
	last := int32(0)
	for i, x := range terms(newTable(), list) {
		if i > 0 && slices.Index(list, list[i]) == i {
			if x.ID() != last+1 {
				t.Fatalf("%+v: ID %d after %d", list[i], x.ID(), last)
			}
			last = x.ID()
		}
	}
}

// rootsOf returns the symbols of the roots of shape i, each once.
func rootsOf(list []shape, i int) []any {
	s := list[i]
	if i == 0 {
		return nil
	}
	if s.kind == lock.Root {
		return []any{s.sym}
	}
	out := rootsOf(list, s.x)
	for _, sym := range rootsOf(list, s.y) {
		if !slices.Contains(out, sym) {
			out = append(out, sym)
		}
	}
	return out
}

func TestRoots(t *testing.T) {
	t.Parallel()
	list, table := shapes(), newTable()
	all := []any{"a", "b", lock.Global{Pkg: "p", Name: "a"}, lock.Param{Index: 1}, lock.Result{Index: 1}}
	others := []any{nil, int64(1), "f", lock.Param{}, lock.Param{Index: 2}, lock.Global{Pkg: "p", Name: "b"}, lock.FieldName{Name: "f"}}
	for i, x := range terms(table, list) {
		want := rootsOf(list, i)
		if got := x.Roots(); !slices.Equal(got, want) {
			t.Errorf("%+v: roots %v, want %v", list[i], got, want)
		}
		for _, sym := range slices.Concat(all, others) {
			if got := x.DependsOn(sym); got != slices.Contains(want, sym) {
				t.Errorf("%+v depends on %v: %t", list[i], sym, got)
			}
		}
	}
}

// TestRootsApart checks that terms with arguments in common do not share the
// slice that a later union extends.
func TestRootsApart(t *testing.T) {
	t.Parallel()
	table := newTable()
	root := func(sym any) lock.Term { return table.Make(lock.Root, sym, lock.Term{}, lock.Term{}) }
	index := func(x, y lock.Term) lock.Term { return table.Make(lock.Index, nil, x, y) }
	base := index(index(root("a"), root("b")), root("c"))
	left, right := index(base, root("d")), index(base, root("e"))
	for _, tt := range []struct {
		term lock.Term
		want []any
	}{
		{base, []any{"a", "b", "c"}}, {left, []any{"a", "b", "c", "d"}}, {right, []any{"a", "b", "c", "e"}},
		{index(left, right), []any{"a", "b", "c", "d", "e"}},
	} {
		if got := tt.term.Roots(); !slices.Equal(got, tt.want) {
			t.Errorf("%v: roots %v, want %v", tt.term, got, tt.want)
		}
	}
}

func TestDepth(t *testing.T) {
	t.Parallel()
	list, table := shapes(), newTable()
	all := terms(table, list)
	for i, x := range all[1:] {
		s := list[i+1]
		if got, want := x.Depth(), 1+max(all[s.x].Depth(), all[s.y].Depth()); got != want {
			t.Errorf("%+v: depth %d, want %d", s, got, want)
		}
	}
}

// TestDepthLimit has terms that nest more deeply than Depth can tell. They are
// different terms all the same.
func TestDepthLimit(t *testing.T) {
	t.Parallel()
	table := newTable()
	x := table.Make(lock.Root, "a", lock.Term{}, lock.Term{})
	for i := 1; i < math.MaxUint16+3; i++ {
		if x.Depth() != min(i, math.MaxUint16) {
			t.Fatalf("%d terms nest %d deep", i, x.Depth())
		}
		y := table.Make(lock.Load, nil, x, lock.Term{})
		if y == x {
			t.Fatalf("the term is its own argument after %d", i)
		}
		x = y
	}
	if !x.DependsOn("a") {
		t.Error("the root is lost")
	}
}

func TestArgs(t *testing.T) {
	t.Parallel()
	table := newTable()
	root := func(sym any) lock.Term { return table.Make(lock.Root, sym, lock.Term{}, lock.Term{}) }
	cons := func(x, y lock.Term) lock.Term { return table.Make(lock.Cons, nil, x, y) }
	a, b, none := root("a"), root("b"), lock.Term{}
	for _, tt := range []struct {
		list lock.Term
		want []lock.Term
	}{
		{none, nil},
		{a, nil}, // no list
		{cons(a, none), []lock.Term{a}},
		{cons(b, cons(a, none)), []lock.Term{b, a}},
		{cons(cons(a, none), cons(b, none)), []lock.Term{cons(a, none), b}}, // a list in a list is one element
		{cons(none, cons(a, none)), []lock.Term{none, a}},
	} {
		if got := tt.list.Args(); !slices.Equal(got, tt.want) {
			t.Errorf("%v: %v, want %v", tt.list, got, tt.want)
		}
	}
}

// replace returns what Map takes to replace from by to.
func replace(from, to lock.Term) func(lock.Term) lock.Term {
	return func(x lock.Term) lock.Term {
		if x == from {
			return to
		}
		return x
	}
}

// TestMap checks the laws of substitution on all shapes: to replace nothing is
// the identity; what does not contain the term stays; a root that is replaced
// is gone, and its roots are there; and to replace a term by a new one and back
// is the identity.
func TestMap(t *testing.T) {
	t.Parallel()
	list, table := shapes(), newTable()
	all := terms(table, list)
	a, b := all[1], all[2]
	fresh := table.Make(lock.Root, "fresh", lock.Term{}, lock.Term{})
	deep := table.Make(lock.Load, nil, fresh, lock.Term{})
	for i, x := range all {
		if got := table.Map(x, func(y lock.Term) lock.Term { return y }); got != x {
			t.Errorf("%+v: the identity makes it %v", list[i], got)
		}
		if got := table.Map(x, replace(fresh, b)); got != x {
			t.Errorf("%+v: it is %v with a root replaced that it does not have", list[i], got)
		}
		y := table.Map(x, replace(a, deep))
		if y.DependsOn("a") || y.DependsOn("fresh") != x.DependsOn("a") || y.DependsOn("b") != x.DependsOn("b") || (y == x) == x.DependsOn("a") {
			t.Errorf("%+v: it is %v with a replaced by %v", list[i], y, deep)
		}
		if got := table.Map(y, replace(deep, a)); got != x {
			t.Errorf("%+v: replaced and replaced back it is %v", list[i], got)
		}
	}
}

// TestMapComposes checks that to replace one root after another is to replace
// both at once, where the second does not occur in what replaces the first.
func TestMapComposes(t *testing.T) {
	t.Parallel()
	list, table := shapes(), newTable()
	all := terms(table, list)
	a, b, c, d := all[1], all[2], all[3], table.Make(lock.Load, nil, all[4], lock.Term{})
	for i, x := range all {
		one := table.Map(table.Map(x, replace(a, c)), replace(b, d))
		both := table.Map(x, func(y lock.Term) lock.Term { return replace(b, d)(replace(a, c)(y)) })
		if one != both {
			t.Errorf("%+v: one after the other it is %v, at once %v", list[i], one, both)
		}
	}
}

// TestMapTopDown checks that f is asked about a term before its arguments, and
// neither about the arguments nor about the result of what it has replaced.
func TestMapTopDown(t *testing.T) {
	t.Parallel()
	table := newTable()
	root := func(sym any) lock.Term { return table.Make(lock.Root, sym, lock.Term{}, lock.Term{}) }
	load := func(x lock.Term) lock.Term { return table.Make(lock.Load, nil, x, lock.Term{}) }
	a, b := root("a"), root("b")
	x := table.Make(lock.Index, nil, load(a), load(b))
	var asked []lock.Term
	got := table.Map(x, func(y lock.Term) lock.Term {
		asked = append(asked, y)
		if y == load(a) {
			return load(load(a)) // which has load(a) in it
		}
		return y
	})
	if want := table.Make(lock.Index, nil, load(load(a)), load(b)); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if want := []lock.Term{x, load(a), load(b), b}; !slices.Equal(asked, want) {
		t.Errorf("asked about %v, want %v", asked, want)
	}
	if got := table.Map(x, replace(b, lock.Term{})); got != table.Make(lock.Index, nil, load(a), load(lock.Term{})) {
		t.Errorf("with nothing for b: %v", got)
	}
}

func TestTermString(t *testing.T) {
	t.Parallel()
	table := newTable()
	none := lock.Term{}
	make1 := func(k lock.Kind, sym any, args ...lock.Term) lock.Term {
		args = append(args, none, none)
		return table.Make(k, sym, args[0], args[1])
	}
	s, i := make1(lock.Root, "s"), make1(lock.Root, "i")
	mu := make1(lock.Field, lock.FieldName{Name: "mu", Index: 3}, s)
	list := make1(lock.Cons, nil, s, make1(lock.Cons, nil, i))
	seen := make(map[lock.Kind]bool)
	for _, tt := range []struct {
		term lock.Term
		want string
	}{
		{none, "?"},
		{make1(lock.Const, int64(7)), "7"},
		{make1(lock.Const, `"x"`), `"x"`},
		{make1(lock.Const, nil), "<nil>"},
		{s, "s"},
		{mu, "s.mu"},
		{make1(lock.Index, nil, s, i), "s[i]"},
		{make1(lock.Lookup, nil, mu, i), "s.mu[i]"},
		{make1(lock.Has, nil, s, i), "i in s"},
		{make1(lock.Load, nil, mu), "s.mu"}, // as if it were the address
		{make1(lock.Unary, "!", s), "!s"},
		{make1(lock.Binary, "==", mu, i), "s.mu == i"},
		{make1(lock.Call, "len", list), "len(s, i)"},
		{make1(lock.Call, "now"), "now()"},
		{make1(lock.Extract, 1, s), "s#1"},
		{make1(lock.Assert, "error", s), "s.(error)"},
		{make1(lock.IsType, "error", s), "s is error"},
		{list, "s, i"},
		{make1(lock.Kind(200), nil, s), "?"},
	} {
		seen[tt.term.Kind()] = true
		for range 2 { // the second time out of the table
			if got := tt.term.String(); got != tt.want {
				t.Errorf("kind %d: %q, want %q", tt.term.Kind(), got, tt.want)
			}
		}
	}
	for k := range lock.Cons + 1 {
		if !seen[k] {
			t.Errorf("no term of kind %d is printed here", k)
		}
	}
}

// TestStringLimits has terms that are not printed as the source writes them:
// operands and the types of conversions have no parentheses.
func TestStringLimits(t *testing.T) {
	t.Parallel()
	table := newTable()
	none := lock.Term{}
	a, b := table.Make(lock.Root, "a", none, none), table.Make(lock.Root, "b", none, none)
	sum := table.Make(lock.Binary, "+", a, b)
	for _, tt := range []struct {
		name string
		term lock.Term
		want string
	}{
		{"FP_Conversion", table.Make(lock.Unary, "string", a, none), "stringa"},
		{"FP_Operand", table.Make(lock.Binary, "*", sum, b), "a + b * b"},
		{"FP_Negation", table.Make(lock.Unary, "!", table.Make(lock.Binary, "==", a, b), none), "!a == b"},
	} {
		if got := tt.term.String(); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestComparable checks that terms and identities can be the keys of maps.
func TestComparable(t *testing.T) {
	t.Parallel()
	for _, typ := range []reflect.Type{reflect.TypeFor[lock.Term](), reflect.TypeFor[lock.ID](), reflect.TypeFor[lock.Class]()} {
		if !typ.Comparable() {
			t.Errorf("%v is not comparable", typ)
		}
	}
}
