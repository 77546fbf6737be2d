package lock_test

import (
	"fmt"
	"testing"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// TestText has terms that Go has an expression for, and such that it has none for. Names
// are known for roots that begin with v, and for the result of one call.
func TestText(t *testing.T) {
	t.Parallel()
	table := newTable()
	none := lock.Term{}
	root := func(name string) lock.Term { return table.Make(lock.Root, name, none, none) }
	constant := func(sym any) lock.Term { return table.Make(lock.Const, sym, none, none) }
	field := func(x lock.Term, name string) lock.Term {
		return table.Make(lock.Field, lock.FieldName{Name: name}, x, none)
	}
	list := func(terms ...lock.Term) lock.Term {
		var l lock.Term
		for i := len(terms) - 1; i >= 0; i-- {
			l = table.Make(lock.Cons, nil, terms[i], l)
		}
		return l
	}
	v, w, register := root("v"), root("vw"), root("t1")
	method := lock.Func{Full: "(*example.com/m.T).Get", Name: "Get"}
	function := lock.Func{Full: "example.com/m.Get", Name: "Get"}
	named := table.Make(lock.Assert, "*example.com/m.T", table.Make(lock.Call, method, list(v), none), none)
	for _, tt := range []struct {
		term lock.Term
		want string // "" for none
	}{
		{v, "v"},
		{register, ""},
		{none, ""},
		{field(v, "mu"), "v.mu"},
		{field(register, "mu"), ""},
		{table.Make(lock.Load, nil, field(v, "mu"), none), "v.mu"},
		{table.Make(lock.Index, nil, v, w), "v[vw]"},
		{table.Make(lock.Lookup, nil, v, constant(`"a"`)), `v["a"]`},
		{table.Make(lock.Lookup, nil, v, register), ""},
		{table.Make(lock.Binary, "+", v, constant(int64(1))), "v + 1"},
		{table.Make(lock.Unary, "-", v, none), "-v"},
		{table.Make(lock.Unary, "int64", v, none), "v"},
		{table.Make(lock.Call, method, list(v, w), none), "v.Get(vw)"},
		{table.Make(lock.Call, function, list(v, w), none), "Get(v, vw)"},
		{table.Make(lock.Call, function, list(v, register), none), ""},
		{table.Make(lock.Call, "example.com/m.T", list(v), none), ""},
		{table.Make(lock.Extract, 0, v, none), ""},
		{table.Make(lock.Assert, "*example.com/m.T", v, none), ""},
		{field(named, "mu"), "impl.mu"},
		{constant("zero example.com/m.T"), ""},
		{constant("nil"), "nil"},
		{constant(true), "true"},
	} {
		namer := func(x lock.Term) (string, bool) {
			if x == named {
				return "impl", true
			}
			s := fmt.Sprint(x.Sym())
			return s, x.Kind() == lock.Root && s[0] == 'v'
		}
		got, ok := tt.term.Text(namer)
		if ok != (tt.want != "") || ok && got != tt.want {
			t.Errorf("%s is %q, %t, want %q", tt.term, got, ok, tt.want)
		}
		if got, ok := (lock.ID{Addr: v, Key: tt.term}).Text(namer); !tt.term.IsZero() && (ok != (tt.want != "") || ok && got != "v("+tt.want+")") {
			t.Errorf("v with the key %s is %q, %t", tt.term, got, ok)
		}
	}
}
