package summary

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

func newTable() *lock.Table {
	return lock.NewTable(func(sym any) string { return fmt.Sprint(sym) })
}

// terms returns different terms: of every kind, with every type of symbol that
// has a path, with and without arguments.
func terms(table *lock.Table) []lock.Term {
	var none lock.Term
	leaf := func(k lock.Kind, sym any) lock.Term { return table.Make(k, sym, none, none) }
	recv, key := leaf(lock.Root, lock.Param{Index: 0}), leaf(lock.Root, lock.Param{Index: 1})
	out := []lock.Term{
		none, recv, key,
		leaf(lock.Root, lock.Result{Index: 0}), leaf(lock.Root, lock.Result{Index: 1}),
		leaf(lock.Root, lock.Global{Pkg: "a/b", Name: "c"}), leaf(lock.Root, lock.Global{Pkg: "a", Name: "b/c"}),
		leaf(lock.Root, lock.Global{Pkg: `a"b`, Name: "c"}), leaf(lock.Root, lock.Global{}),
	}
	for _, sym := range []any{
		nil, true, false,
		int64(0), int64(1), int64(-1), int64(math.MinInt64), int64(math.MaxInt64), 0, 1, -1, // an int is no int64
		"", "nil", "1", "true", "-", `"nil"`, `\`, "a;b", "a,b", "(a)", "7-(2p0;)", "line\nfeed", "nul\x00", "é", "\xff", "\ufffd",
	} {
		out = append(out, leaf(lock.Const, sym))
	}
	for k := lock.Const; k <= lock.Cons; k++ {
		var sym any
		switch k {
		case lock.Root:
			continue
		case lock.Field:
			sym = lock.FieldName{Name: "mu", Index: 2}
		case lock.Call:
			sym = lock.Func{Full: "(*a/b.T).M", Name: "M"}
		case lock.Extract:
			sym = 3
		case lock.Unary, lock.Binary, lock.Assert, lock.IsType:
			sym = "+"
		}
		out = append(out,
			table.Make(k, sym, recv, none), table.Make(k, sym, none, recv), table.Make(k, sym, recv, recv),
			table.Make(k, sym, recv, key), table.Make(k, sym, key, recv))
	}
	out = append(out,
		table.Make(lock.Field, lock.FieldName{Name: "mu", Index: 1}, recv, none),
		table.Make(lock.Field, lock.FieldName{Name: "Mutex", Index: 2}, recv, none),
		table.Make(lock.Field, lock.FieldName{}, recv, none),
		table.Make(lock.Call, lock.Func{Full: "a/b.M", Name: "M"}, none, none),
		table.Make(lock.Call, "min", none, none),
	)
	// Lists that differ only in how they nest.
	cons := func(x, y lock.Term) lock.Term { return table.Make(lock.Cons, nil, x, y) }
	return append(out, cons(recv, cons(key, none)), cons(cons(recv, key), none), cons(cons(recv, none), cons(key, none)))
}

func TestPathRoundTrip(t *testing.T) {
	t.Parallel()
	table := newTable()
	all, others := terms(table), terms(newTable())
	kinds := make(map[lock.Kind]bool)
	by := make(map[Path]lock.Term)
	for i, x := range all {
		kinds[x.Kind()] = true
		p, ok := Encode(x)
		if !ok {
			t.Errorf("%v cannot be written down", x)
		}
		if q, _ := Encode(others[i]); q != p {
			t.Errorf("%v of another table is %q, not %q", x, q, p)
		}
		if y, ok := by[p]; ok {
			t.Errorf("%v and %v (terms %d and %d) are both %q", x, y, x.ID(), y.ID(), p)
		}
		by[p] = x
		if got, err := Decode(table, p, nil); got != x || err != nil {
			t.Errorf("%q: %v, %v, want %v", p, got, err, x)
		}
	}
	for k := lock.Kind(0); k <= lock.Cons; k++ {
		if !kinds[k] {
			t.Errorf("there is no term of kind %d in the table of this test", k)
		}
	}
	if p, ok := Encode(lock.Term{}); p != "" || !ok {
		t.Errorf("the zero term is %q, %v", p, ok)
	}
}

// TestDecodeRoots checks that parameters, results and package-level variables are
// replaced, and nothing else.
func TestDecodeRoots(t *testing.T) {
	t.Parallel()
	table := newTable()
	p := Path(`7-(3f0;"mu"(5-(2p0;,14-(2g"a""b",14-(2r1;)))))`)
	var asked []any
	arg := table.Make(lock.Root, "arg", lock.Term{}, lock.Term{})
	got, err := Decode(table, p, func(sym any) lock.Term {
		asked = append(asked, sym)
		return arg
	})
	if want := "arg[arg, arg].mu"; err != nil || got.String() != want {
		t.Errorf("%v, %v, want %s", got, err, want)
	}
	if s := fmt.Sprintf("%T %[1]v, %T %[2]v, %T %[3]v", asked...); s != "lock.Param {0}, lock.Global {a b}, lock.Result {1}" {
		t.Errorf("asked for %s", s)
	}
}

// TestEncodeRefuses has symbols that mean nothing in other packages, in every
// place of a term.
func TestEncodeRefuses(t *testing.T) {
	t.Parallel()
	table := newTable()
	var none lock.Term
	fine := table.Make(lock.Root, lock.Param{}, none, none)
	for _, sym := range []any{new(int), 1.5, uint8(1), lock.Kind(1), struct{}{}} {
		bad := table.Make(lock.Root, sym, none, none)
		for _, x := range []lock.Term{
			bad, table.Make(lock.Load, nil, bad, none), table.Make(lock.Index, nil, fine, bad), table.Make(lock.Index, nil, bad, fine),
			table.Make(lock.Const, sym, none, none), table.Make(lock.Unary, sym, fine, none),
		} {
			if p, ok := Encode(x); ok {
				t.Errorf("%v with a symbol of type %T is %q", x, sym, p)
			}
		}
	}
}

// wrongPaths returns strings that are not paths, by the end of the error.
func wrongPaths() map[string]Path {
	return map[string]Path{
		`")" is left over`:             "1-)",
		`"1-" is left over`:            "1-1-",
		`"," is left over`:             ",",
		`no kind at "x"`:               "x",
		`no kind at "12"`:              "12",
		`no kind at "-1-)"`:            "7-(-1-)",
		`no kind 0`:                    "0-",
		`no kind 15`:                   "15-",
		`no kind 99999999999999999999`: "99999999999999999999-",
		`no symbol begins with 'z'`:    "1z",
		`no symbol begins with '('`:    "7(1-)",
		`no ; in "5"`:                  "1n5",
		`parsing "x": invalid syntax`:  "1nx;",
		`parsing "": invalid syntax`:   "1b;",
		`value out of range`:           "1n9223372036854775808;",
		`no text at "x"`:               "1sx",
		`no text at "\"x"`:             `1s"x`,
		`no text at ""`:                `2g"a"`,
		`no text at "(1-)"`:            `10c"a"(1-)`,
		`no text at ";"`:               "3f0;;",
		`no ) at ""`:                   "7-(1b1;",
		`no ) at ",1-)"`:               "7-(1-,1-,1-)",
		`no symbol of kind 2: <nil>`:   "2-",
		`no symbol of kind 2: 5`:       "2i5;",
		`no symbol of kind 2: {-1}`:    "2p-1;",
		`no symbol of kind 2: {-2}`:    "2r-2;",
		`no symbol of kind 2: {-9}`:    "7-(2p-9;)",
		`no symbol of kind 3: mu`:      `3s"mu"(2p0;)`,
		`no symbol of kind 3: {0}`:     "3p0;(2p0;)",
		"nested too deeply":            nested(maxDepth + 1),
	}
}

// nested returns the path of a term that nests n deep.
func nested(n int) Path {
	return Path(strings.Repeat("7-(", n-1) + "2p0;" + strings.Repeat(")", n-1))
}

func TestDecodeErrors(t *testing.T) {
	t.Parallel()
	for want, p := range wrongPaths() {
		x, err := Decode(newTable(), p, nil)
		if err == nil || !strings.HasSuffix(err.Error(), want) || !strings.HasPrefix(err.Error(), fmt.Sprintf("path %q: ", string(p))) {
			t.Errorf("%q: %v, want %s", p, err, want)
		}
		if !x.IsZero() {
			t.Errorf("%q is %v in spite of the error", p, x)
		}
	}
}

// TestDecodeLenient has strings that Encode does not write and Decode accepts.
func TestDecodeLenient(t *testing.T) {
	t.Parallel()
	for p, want := range map[Path]Path{
		"007-(2p+0;)": "7-(2p0;)", "7-()": "7-", "7-(,)": "7-", "14-(2p0;,)": "14-(2p0;)", "1b7;": "1b1;", "1s`a`": `1s"a"`, "1s'a'": `1s"a"`,
	} {
		x, err := Decode(newTable(), p, nil)
		if got, _ := Encode(x); got != want || err != nil {
			t.Errorf("%q: %q, %v, want %q", p, got, err, want)
		}
	}
}

// TestDecodeDeep checks that the limit of nesting is exact, that it does not
// count arguments of the same term, and that a very deep path is refused.
func TestDecodeDeep(t *testing.T) {
	t.Parallel()
	table := newTable()
	x, err := Decode(table, nested(maxDepth), nil)
	if err != nil || x.Depth() != maxDepth {
		t.Errorf("depth %d, %v, want %d", x.Depth(), err, maxDepth)
	}
	if p, ok := Encode(x); p != nested(maxDepth) || !ok {
		t.Errorf("%q, %v", p, ok)
	}
	wide := nested(2)
	for range 12 {
		wide = "5-(" + wide + "," + wide + ")"
	}
	if x, err := Decode(table, wide, nil); err != nil || x.Depth() != 14 {
		t.Errorf("depth %d, %v, want 14", x.Depth(), err)
	}
	if _, err := Decode(table, nested(1_000_000), nil); err == nil || !strings.HasSuffix(err.Error(), ": nested too deeply") {
		t.Error("a million levels are read")
	}
}

// FuzzDecode checks that Decode does not panic, that its errors contain the path,
// and that what it returns can be encoded, decoded again and printed.
func FuzzDecode(f *testing.F) {
	for _, x := range terms(newTable()) {
		p, _ := Encode(x)
		f.Add(string(p))
	}
	for _, p := range wrongPaths() {
		f.Add(string(p))
	}
	f.Fuzz(func(t *testing.T, s string) {
		table := newTable()
		x, err := Decode(table, Path(s), nil)
		if err != nil {
			if !x.IsZero() || !strings.HasPrefix(err.Error(), fmt.Sprintf("path %q: ", s)) {
				t.Errorf("%v, %v", x, err)
			}
			return
		}
		for _, root := range x.Roots() {
			if p, ok := root.(lock.Param); ok && p.Index < 0 {
				t.Errorf("parameter %d", p.Index)
			}
		}
		p, ok := Encode(x)
		if !ok {
			t.Fatalf("%v cannot be written down", x)
		}
		if again, err := Decode(table, p, nil); again != x || err != nil {
			t.Errorf("%q: %v, %v, want %v", p, again, err, x)
		}
		_ = text(Path(s), Path(s))
	})
}
