package domain

import (
	"go/token"
	"testing"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// TestRefine has sequences of conditions, and whether a path can meet all of them.
func TestRefine(t *testing.T) {
	t.Parallel()
	p := accesspath.NewResolver()
	root := func(name string) lock.Term { return p.Table.Make(lock.Root, name, lock.Term{}, lock.Term{}) }
	x, y, flag, untracked := root("x"), root("y"), root("flag"), root("untracked")
	n := func(i int64) lock.Term { return p.ConstOf(i) }
	is := func(a lock.Term, op token.Token, b lock.Term) lock.Term { return p.Binary(op, a, b) }
	less, greater, equal := is(x, token.LSS, y), is(y, token.LSS, x), is(x, token.EQL, y)
	length := p.Table.Make(lock.Call, "len", root("list"), lock.Term{})
	r := &Reasoner{Paths: p, Tracked: map[lock.Term]bool{x: true, y: true, flag: true, less: true, greater: true, equal: true, length: true}}
	for _, tt := range []struct {
		name  string
		conds []lock.Term
		want  bool
	}{
		{"nothing", nil, true},
		{"a flag", []lock.Term{flag}, true},
		{"a flag and its negation", []lock.Term{flag, p.Not(flag)}, false},
		{"what is not followed, and its negation", []lock.Term{untracked, p.Not(untracked)}, true},
		{"a flag compared with false", []lock.Term{flag, is(flag, token.EQL, p.ConstOf(false))}, false},
		{"two values", []lock.Term{is(x, token.EQL, n(1)), is(x, token.EQL, n(2))}, false},
		{"one value twice", []lock.Term{is(x, token.EQL, n(1)), is(x, token.EQL, n(1))}, true},
		{"a value and not", []lock.Term{is(x, token.NEQ, n(1)), is(x, token.EQL, n(1))}, false},
		{"nil and not", []lock.Term{is(x, token.NEQ, p.ConstOf("nil")), is(x, token.EQL, p.ConstOf("nil"))}, false},
		{"an empty interval", []lock.Term{is(x, token.LSS, n(1)), is(x, token.GTR, n(1))}, false},
		{"an interval of one", []lock.Term{is(x, token.LEQ, n(1)), is(x, token.GEQ, n(1)), is(x, token.NEQ, n(1))}, false},
		{"an interval of two", []lock.Term{is(x, token.LEQ, n(2)), is(x, token.GEQ, n(1)), is(x, token.NEQ, n(1))}, true},
		{"below the least integer", []lock.Term{is(x, token.LSS, n(-1<<63))}, false},
		{"above the greatest integer", []lock.Term{is(x, token.GTR, n(1<<63-1))}, false},
		{"constants", []lock.Term{is(n(1), token.LSS, n(2))}, true},
		{"constants the other way round", []lock.Term{is(n(2), token.LSS, n(1))}, false},
		{"less than itself", []lock.Term{is(x, token.LSS, x)}, false},
		{"unlike itself", []lock.Term{is(x, token.NEQ, x)}, false},
		{"less and greater", []lock.Term{less, greater}, false},
		{"less and equal", []lock.Term{less, equal}, false},
		{"equal and less", []lock.Term{equal, less}, false},
		{"less and unlike", []lock.Term{less, p.Not(equal)}, true},
		{"neither less nor greater", []lock.Term{p.Not(less), p.Not(greater)}, true},
		{"a negative length", []lock.Term{is(length, token.LSS, n(0))}, false},
	} {
		var f Facts
		got := true
		for _, c := range tt.conds {
			if f, got = r.Refine(f, c, true); !got {
				break
			}
		}
		if got != tt.want {
			t.Errorf("%s, %v: %t, with %v", tt.name, tt.conds, got, f)
		}
	}
}

// TestResolve has terms with parts that equal others.
func TestResolve(t *testing.T) {
	t.Parallel()
	p := accesspath.NewResolver()
	root := func(name string) lock.Term { return p.Table.Make(lock.Root, name, lock.Term{}, lock.Term{}) }
	x, y, z := root("x"), root("y"), root("z")
	field := func(of lock.Term) lock.Term { return p.Table.Make(lock.Field, "f", of, lock.Term{}) }
	one, two := p.ConstOf(int64(1)), p.ConstOf(int64(2))
	sum := func(a, b lock.Term) lock.Term { return p.Table.Make(lock.Binary, "+", a, b) }
	same := func(pairs ...lock.Term) Facts {
		var f Facts
		for i := 0; i < len(pairs); i += 2 {
			f = f.Set(pairs[i], Value{Same: pairs[i+1]})
		}
		return f
	}
	for _, tt := range []struct {
		name     string
		f        Facts
		t, want  lock.Term
		counting bool
	}{
		{"nothing known", nil, field(x), field(x), false},
		{"a term", same(x, y), x, y, false},
		{"a chain", same(x, y, y, z), x, z, false},
		{"a part", same(x, y), field(x), field(y), false},
		{"what the result equals", same(x, y, field(y), z), field(x), z, false},
		{"a negation", same(x, p.ConstOf(true)), p.Not(x), p.ConstOf(false), false},
		{"the order of an equality", same(x, z), p.Binary(token.EQL, x, y), p.Binary(token.EQL, z, y), false},
		{"a sum", same(x, one), sum(x, one), sum(one, one), false},
		{"a sum that is counted", same(x, one), sum(x, one), two, true},
	} {
		r := &Reasoner{Paths: p, Counting: tt.counting}
		if got := r.Resolve(tt.f, tt.t); got != tt.want {
			t.Errorf("%s: %v where %v is %v, want %v", tt.name, tt.t, tt.f, got, tt.want)
		}
	}
}
