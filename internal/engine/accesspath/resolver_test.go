package accesspath_test

import (
	"go/types"
	"maps"
	"slices"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// TestLoads has loads of what is, and of what is not, written in the function
// and its literals.
func TestLoads(t *testing.T) {
	t.Parallel()
	testNaming(t, []naming{
		{"field", `func f(s *store) { mark("a", s.n); mark("b", s.n) }`, "a b"},
		{"fields apart", `func f(s *store) { mark("a", s.n); mark("b", s.key) }`, "a | b"},
		{"objects apart", `func f(s, t *store) { mark("a", s.n); mark("b", t.n) }`, "a | b"},
		{"field of what a field points to", `func f(s *store) { mark("a", s.next.n); mark("b", s.next.n); mark("c", s.n) }`, "a b | c"},
		{"field written between", `func f(s *store) { mark("a", s.n); s.n = 1; mark("b", s.n) }`, "a | b"},
		{"field written before", `func f(s *store) { s.n = 1; mark("a", s.n); mark("b", s.n) }`, "a | b"}, // no order
		{"field of another object written", `func f(s, t *store) { mark("a", s.n); t.n = 1; mark("b", s.n) }`, "a | b"},
		{"other field written", `func f(s *store) { mark("a", s.n); s.key = ""; mark("b", s.n) }`, "a b"},
		{"field of the same name written",
			`type other struct{ n int }; func f(s *store, o *other) { mark("a", s.n); o.n = 1; mark("b", s.n) }`, "a b"},
		{"field of another instance written",
			`type box[T any] struct{ n int }
			func f(x *box[int], y *box[string]) { mark("a", x.n); y.n = 1; mark("b", x.n) }`, "a | b"}, // the instances of a type are one type
		{"pointer written, field loaded", `func f(s *store) { mark("a", s.next.n); s.next = nil; mark("b", s.next.n) }`, "a | b"},
		{"field written by a literal", `func f(s *store) { mark("a", s.n); func() { s.n = 1 }(); mark("b", s.n) }`, "a | b"},
		{"field written by a goroutine", `func f(s *store) { mark("a", s.n); go func() { s.n = 1 }(); mark("b", s.n) }`, "a | b"},
		{"field written by a literal in a literal",
			`func f(s *store) { mark("a", s.n); func() { func() { s.n = 1 }() }(); mark("b", s.n) }`, "a | b"},
		{"field written around the literal", `func f(s *store) { s.n = 1; func() { mark("a", s.n); mark("b", s.n) }() }`, "a | b"},
		{"field written by another literal",
			`func f(s *store) { func() { mark("a", s.n); mark("b", s.n) }(); func() { s.n = 1 }() }`, "a | b"},
		{"field written by another function",
			`func g(s *store) { s.n = 1 }; func f(s *store) { mark("a", s.n); g(s); mark("b", s.n) }`, "a b"},
		{"package-level variable", `var v int; func f() { mark("a", v); mark("b", v) }`, "a b"},
		{"package-level variable written", `var v int; func f() { mark("a", v); v = 1; mark("b", v) }`, "a | b"},
		{"other package-level variable written", `var v, w int; func f() { mark("a", v); w = 1; mark("b", v) }`, "a b"},
		{"package-level variable of another package", `func f() { mark("a", io.EOF); mark("b", io.EOF); mark("c", io.ErrShortWrite) }`, "a b | c"},
		{"pointer", `func f(p *int) { mark("a", *p); mark("b", *p) }`, "a b"},
		{"pointer written", `func f(p *int) { mark("a", *p); *p = 1; mark("b", *p) }`, "a | b"},
		{"other pointer written", `func f(p, q *int) { mark("a", *p); *q = 1; mark("b", *p) }`, "a | b"},
		{"pointer of another type written", `func f(p *int, q *string) { mark("a", *p); *q = ""; mark("b", *p) }`, "a b"},
		{"element", `func f(l []int, i, j int) { mark("a", l[i]); mark("b", l[i]); mark("c", l[j]) }`, "a b | c"},
		{"element written", `func f(l []int, i, j int) { mark("a", l[i]); l[j] = 1; mark("b", l[i]) }`, "a | b"},
		{"element of another slice written", `func f(l, m []int) { mark("a", l[0]); m[0] = 1; mark("b", l[0]) }`, "a | b"},
		{"element of another type written", `func f(l []int, m []string) { mark("a", l[0]); m[0] = ""; mark("b", l[0]) }`, "a b"},
		{"received", `func f(c chan int) { mark("a", <-c); mark("b", <-c) }`, "a | b"},
		{"field of a value", `func g() point; func f() { p := g(); mark("a", p.x); mark("b", p.x); mark("c", p.y) }`, "a b | c"},
		{"field of a result", `func g() (point, error); func f() { p, _ := g(); mark("a", p.x); mark("b", p.x) }`, "a b"},
	})
}

// TestVariables has local variables, of which go/ssa makes loads and stores
// where a function literal captures them or their address is taken.
func TestVariables(t *testing.T) {
	t.Parallel()
	testNaming(t, []naming{
		{"captured parameter", `func f(s *store) { mark("a", s); func() { mark("b", s) }() }`, "a b"},
		{"captured twice", `func f(s *store) { mark("a", s); func() { func() { mark("b", s) }() }() }`, "a b"},
		{"captured variables apart", `func f(s, t *store) { func() { mark("a", s); mark("b", t) }() }`, "a | b"},
		{"path from a captured variable", `func f(s *store) { mark("a", &s.next.mu); func() { mark("b", &s.next.mu) }() }`, "a b"},
		{"captured with one value", `func f(s *store) { v := s.next; func() { mark("a", v) }(); mark("b", s.next) }`, "a b"},
		{"captured with two values",
			`func f(s *store, c bool) { v := s; if c { v = s.next }; func() { mark("a", v) }(); mark("b", s) }`, "a | b"},
		{"captured and written after",
			`func f(s *store) { v := s; g := func() { mark("a", v) }; g(); v = nil; g(); mark("b", s) }`, "a | b"},
		{"captured and written by a literal",
			`func f(s *store) { v := s; func() { v = nil }(); mark("a", v); mark("b", s) }`, "a | b"},
		{"captured and written by a goroutine",
			`func f(s *store) { v := s; go func() { v = nil }(); mark("a", v); mark("b", v) }`, "a | b"},
		{"captured before it has its value",
			`func f(s *store) { var v *store; g := func() { mark("a", v) }; g(); v = s; g(); mark("b", s) }`, "a | b"},
		{"given its value by a literal", `func f(s *store) { var v *store; g := func() { v = s }; mark("a", v); g(); mark("b", v); mark("c", s) }`, "a | b | c"},
		{"given a value on one path only",
			`func f(s *store, c bool) { var v *store; if c { v = s }; func() { mark("a", v) }(); mark("b", s) }`, "a | b"},
		{"address handed out", `func g(**store); func f(s *store) { v := s; g(&v); mark("a", v); mark("b", s) }`, "a | b"},
		{"address of a variable without a value handed out",
			`func g(**store); func f() { var v *store; mark("a", v); g(&v); mark("b", v) }`, "a | b"},
		{"address stored",
			`var keep **store; func f(s *store) { v := s; keep = &v; mark("a", v); mark("b", v); mark("c", s) }`, "a | b | c"},
		{"address returned", `func f(s *store) **store { v := s; mark("a", v); mark("b", s); return &v }`, "a | b"},
		{"address taken and used here", `func f(s *store) { v := s; p := &v; mark("a", *p); mark("b", s) }`, "a b"},
		{"part written", `func f(p point) { v := p; mark("a", v); v.x = 1; mark("b", v); mark("c", p) }`, "a | b | c"},
		{"element written", `func f(p [2]int) { v := p; mark("a", v); v[0] = 1; mark("b", v); mark("c", p) }`, "a | b | c"},
		{"part read", `func f(p point) { v := p; _ = v.x; mark("a", v); mark("b", p) }`, "a b"},
		{"variable of a loop",
			`func f(l []*store) { for _, s := range l { mark("a", s); func() { mark("b", s) }() } }`, "a b"},
		{"counter that a literal captures",
			`func f(n int) { for i := 0; i < n; i++ { func() { mark("a", i) }(); mark("b", i) } }`, "a b"}, // that of the round
		{"counter that a literal captures, after a change",
			`func f(n int) { for i := 0; i < n; i++ { func() { mark("a", i) }(); i++; mark("b", i) } }`, "a | b"},
		{"captured by a literal that is returned",
			`func f(s *store) func() { mark("a", s); return func() { mark("b", s) } }`, "a b"},
		{"captured by the body of a range-over-func loop",
			`func f(s *store, seq func(func(int) bool)) { for range seq { mark("a", s) }; mark("b", s) }`, "a b"},
		{"result captured by a deferred literal",
			`func f(s *store) (err error) { defer func() { mark("a", err) }(); mark("b", err); return nil }`, "a | b"},
	})
}

// TestConversions has conversions and type assertions.
func TestConversions(t *testing.T) {
	t.Parallel()
	testNaming(t, []naming{
		{"to an interface", `func f(s *store) { var v sync.Locker = &s.mu; mark("a", v); mark("b", &s.mu) }`, "a b"},
		{"from interface to interface",
			`type locker interface { sync.Locker; TryLock() bool }; func f(l locker) { mark("a", sync.Locker(l)); mark("b", l); mark("c", any(l)) }`, "a b c"},
		{"to another name", `type id string; func f(s string) { mark("a", id(s)); mark("b", s) }`, "a b"},
		{"of a number", `func f(i int) { mark("a", int8(i)); mark("b", int8(i)); mark("c", int16(i)); mark("d", i) }`, "a b | c | d"},
		{"to a string", `func f(b []byte) { mark("a", string(b)); mark("b", string(b)); mark("c", b) }`, "a b | c"},
		{"assertion", `func f(v any) { mark("a", v.(*store)); mark("b", v.(*store)); mark("c", v.(*point)); mark("d", v) }`, "a b | c | d"},
		{"assertion that may fail",
			`func f(v any) { a, ok := v.(*store); mark("a", a); mark("ok", ok); _, again := v.(*store); mark("again", again); mark("b", v.(*store)) }`,
			"a b | ok again"},
		{"assertions of two types that may fail",
			`func f(v any) { _, a := v.(*store); mark("a", a); _, b := v.(*point); mark("b", b) }`, "a | b"},
		{"constants of the default types", `func f() { mark("a", any(1)); mark("b", 1); mark("c", any("1")); mark("d", "1"); mark("e", any(true)); mark("f", true) }`,
			"a b | c d | e f"},
		{"constants of other types in an interface",
			`type id int; func f() { mark("a", any(1)); mark("b", any(int64(1))); mark("c", any(int8(1))); mark("d", any(id(1))); mark("e", any(1.0)); mark("f", any(int64(1))) }`,
			"a | b f | c | d | e"},
		{"nil pointers in an interface",
			`func f() { mark("a", any(nil)); mark("b", any((*store)(nil))); mark("c", any((*point)(nil))); mark("d", error(nil)) }`, "a d | b | c"},
		{"type parameter", `func f[T sync.Locker](v T) { mark("a", sync.Locker(v)); mark("b", v) }`, "a b"},
	})
}

// TestConstants has constants by their values. The text of one is not the
// other, and a value that is zero is not nil.
func TestConstants(t *testing.T) {
	t.Parallel()
	testNaming(t, []naming{
		{"numbers", `func f() { mark("a", 1); mark("b", 1); mark("c", 2); mark("d", "1"); mark("e", 1.5) }`, "a b | c | d | e"},
		{"large numbers",
			`func f() { mark("a", uint64(1<<63)); mark("b", uint64(1<<63)); mark("c", uint64(1<<63+1)); mark("d", "9223372036854775808") }`, "a b | c | d"},
		{"strings", `func f() { mark("a", "x"); mark("b", "x"); mark("c", "y"); mark("d", "") }`, "a b | c | d"},
		{"words", `func f() { mark("a", true); mark("b", "true"); mark("c", false); mark("d", "nil"); mark("e", any(nil)) }`, "a | b | c | d | e"},
		{"named", `const one = 1; func f() { mark("a", one); mark("b", 1) }`, "a b"},
		{"zero values of structures", `func f() { var p, q point; var s store; mark("a", p); mark("b", q); mark("c", s.at); mark("d", (*store)(nil)) }`, "a b | c | d"},
		{"zero values of arrays", `func f() { var p, q [2]int; var r [3]int; mark("a", p); mark("b", q); mark("c", r) }`, "a b | c"},
	})
}

// TestOperators has arithmetic, comparisons and negations.
func TestOperators(t *testing.T) {
	t.Parallel()
	testNaming(t, []naming{
		{"sum", `func f(x, y int) { mark("a", x+y); mark("b", x+y); mark("c", x-y); mark("d", x+x) }`, "a b | c | d"},
		{"sum the other way", `func f(x, y string) { mark("a", x+y); mark("b", y+x) }`, "a | b"}, // strings do not commute
		{"remainder", `func f(x, y int) { mark("a", x%16); mark("b", x%16); mark("c", x%8); mark("d", y%16) }`, "a b | c | d"},
		{"unary", `func f(x int) { mark("a", -x); mark("b", -x); mark("c", ^x); mark("d", x) }`, "a b | c | d"},
		{"equal", `func f(x, y int) { mark("a", x == y); mark("b", y == x); mark("c", !(x != y)); mark("d", x != y); mark("e", x == x) }`, "a b c | d | e"},
		{"less", `func f(x, y int) { mark("a", x < y); mark("b", y > x); mark("c", !(x >= y)); mark("d", !(y <= x)); mark("e", y < x) }`, "a b c d | e"},
		{"not less", `func f(x, y int) { mark("a", x <= y); mark("b", y >= x); mark("c", !(y < x)); mark("d", x >= y) }`, "a b c | d"},
		{"negated twice", `func f(x bool) { mark("a", !!x); mark("b", x); mark("c", !x) }`, "a b | c"},
		{"negated bool and other operators", `func f(x int, y bool) { mark("a", ^x); mark("b", !y); mark("c", -(-x)); mark("d", x) }`, "a | b | c | d"},
	})
}

// TestElements has elements, their addresses, and maps.
func TestElements(t *testing.T) {
	t.Parallel()
	testNaming(t, []naming{
		{"address", `func f(s *store, i, j int) { mark("a", &s.many[i]); mark("b", &s.many[i]); mark("c", &s.many[j]); mark("d", &s.many[1]) }`, "a b | c | d"},
		{"address in an array", `func f(p, q *[2]int) { mark("a", &p[0]); mark("b", &p[0]); mark("c", &q[0]); mark("d", &p[1]) }`, "a b | c | d"},
		{"address and value", `func g() [2]int; func f(i int) { l := g(); mark("a", g()[i]); mark("b", l[i]); mark("c", l[i]) }`, "a | b c"},
		{"byte of a string", `func f(s string, i int) { mark("a", s[i]); mark("b", s[i]); mark("c", s[0]) }`, "a b | c"},
		{"parts of a slice", `func f(l []int) { mark("a", l[1:]); mark("b", l[1:]); mark("c", l[:]); mark("d", l[:]); mark("e", l) }`, "a | b | c | d | e"}, // for another array, or the same
		{"map", `func f(m, n map[string]int, k, l string) { mark("a", m[k]); mark("b", m[k]); mark("c", m[l]); mark("d", n[k]) }`, "a b | c | d"},
		{"map with a test", `func f(m map[string]int, k, l string) {
			a, ok := m[k]; mark("a", a); mark("ok", ok); mark("b", m[k])
			_, again := m[k]; mark("again", again); _, other := m[l]; mark("other", other) }`, "a b | ok again | other"},
		{"map written", `func f(m, n map[string]int) { mark("a", m["k"]); n["k"] = 1; mark("b", m["k"]) }`, "a | b"},
		{"map written, with a test",
			`func f(m map[string]int) { _, a := m["k"]; mark("a", a); m["k"] = 1; _, b := m["k"]; mark("b", b) }`, "a | b"},
		{"map written by a literal", `func f(m map[string]int) { mark("a", m["k"]); func() { m["k"] = 1 }(); mark("b", m["k"]) }`, "a | b"},
		{"deleted", `func f(m map[string]int) { mark("a", m["k"]); delete(m, "k"); mark("b", m["k"]) }`, "a | b"},
		{"cleared", `func f(m map[string]int) { mark("a", m["k"]); clear(m); mark("b", m["k"]) }`, "a | b"},
		{"map of another type written", `func f(m map[string]int, n map[int]int) { mark("a", m["k"]); n[1] = 1; mark("b", m["k"]) }`, "a b"},
		{"map in a field", `func f(s *store) { mark("a", s.byKey["k"]); mark("b", s.byKey["k"]); mark("c", s.next.byKey["k"]) }`, "a b | c"},
		{"map in a field that is written", `func f(s *store) { mark("a", s.byKey["k"]); s.byKey = nil; mark("b", s.byKey["k"]) }`, "a | b"},
		{"element of a map entry", `func f(m map[string]*store) { mark("a", &m["k"].mu); mark("b", &m["k"].mu); mark("c", &m["l"].mu) }`, "a b | c"},
	})
}

// TestGetters has calls that are equal where their arguments are, as their names
// and signatures say, and calls that are not.
func TestGetters(t *testing.T) {
	t.Parallel()
	testNaming(t, []naming{
		{"method", `func f(s, t *store) { mark("a", s.Key()); mark("b", s.Key()); mark("c", t.Key()) }`, "a b | c"},
		{"arguments", `func f(s *store) { mark("a", s.Part(1)); mark("b", s.Part(1)); mark("c", s.Part(2)) }`, "a b | c"},
		{"methods apart", `func (s *store) Name() string { return "" }; func f(s *store) { mark("a", s.Key()); mark("b", s.Name()) }`, "a | b"},
		{"pointer", `func f(s *store) { mark("a", s.Mu()); mark("b", s.Mu()) }`, "a b"},
		{"receiver that is written", `func f(s *store) { mark("a", s.next.Key()); s.next = nil; mark("b", s.next.Key()) }`, "a | b"},
		{"interface", `type keyed interface { Key() string; Part(int) string }
			func f(k, l keyed) { mark("a", k.Key()); mark("b", k.Key()); mark("c", l.Key()); mark("d", k.Part(1)); mark("e", k.Part(2)) }`, "a b | c | d | e"},
		{"interface and method of it", `type keyed interface { Key() string }
			func f(s *store) { var k keyed = s; mark("a", k.Key()); mark("b", s.Key()) }`, "a | b"}, // another function by its name
		{"methods of the instances of a type", `type box[T any] struct{ v T }; func (b *box[T]) Value() T { return b.v }
			func f(x, y *box[int]) { mark("a", x.Value()); mark("b", x.Value()); mark("c", y.Value()) }`, "a b | c"},
		{"name of what is new", `func (s *store) Next() *store { return s.next }; func (s *store) NewKey() string { return s.key }
			func f(s *store) { mark("a", s.Next()); mark("b", s.Next()); mark("c", s.NewKey()); mark("d", s.NewKey()) }`, "a | b | c | d"},
		{"error", `func (s *store) Check() error { return nil }; func f(s *store) { mark("a", s.Check()); mark("b", s.Check()) }`, "a | b"},
		{"two results", `func (s *store) Pair() (int, int) { return 0, 0 }
			func f(s *store) { a, b := s.Pair(); mark("a", a); mark("b", b); c, _ := s.Pair(); mark("c", c) }`, "a | b | c"},
		{"function", `func g(s *store) *store; func f(s *store) { mark("a", g(s)); mark("b", g(s)) }`, "a | b"}, // functions make things
		{"function value", `func f(g func() int) { mark("a", g()); mark("b", g()) }`, "a | b"},
		{"in a loop", `func f(s *store, c bool) { for c { mark("a", s.Mu()); mark("b", s.Mu()) } }`, "a | b"},
		{"after a loop", `func f(s *store) { for range s.list { _ = s }; mark("a", s.Mu()); mark("b", s.Mu()) }`, "a b"},
		{"in the body of a range-over-func loop",
			`func f(s *store, seq func(func(int) bool)) { for range seq { mark("a", s.Mu()); mark("b", s.Mu()) } }`, "a | b"},
	})
}

// TestAffects has a getter that does something to a lock: each call is one.
func TestAffects(t *testing.T) {
	t.Parallel()
	s := parse(t, `func f(s *store) { mark("a", s.Mu()); mark("b", s.Mu()); mark("c", s.Key()); mark("d", s.Key()) }`)
	s.Affects = func(c *ssa.Call) bool { return c.Call.StaticCallee().Name() == "Mu" }
	s.compare(t, []string{"a"}, []string{"b"}, false)
	s.compare(t, []string{"c"}, []string{"d"}, true)
}

// TestLen has the lengths of what keeps it while it has the same name.
func TestLen(t *testing.T) {
	t.Parallel()
	testNaming(t, []naming{
		{"slice", `func f(l, m []int) { mark("a", len(l)); mark("b", len(l)); mark("c", cap(l)); mark("d", len(m)) }`, "a b | c | d"},
		{"slice in a field that is written", `func f(s *store) { mark("a", len(s.list)); s.list = nil; mark("b", len(s.list)) }`, "a | b"},
		{"string", `func f(s string) { mark("a", len(s)); mark("b", len(s)) }`, "a b"},
		{"map", `func f(m map[string]int) { mark("a", len(m)); mark("b", len(m)) }`, "a b"},
		{"map that is written", `func f(m map[string]int) { mark("a", len(m)); m["k"] = 1; mark("b", len(m)) }`, "a | b"},
		{"package-level map", `var m map[string]int; func f() { mark("a", len(m)); mark("b", len(m)) }`, "a b"},
		{"channel", `func f(c chan int) { mark("a", len(c)); mark("b", len(c)); mark("c", cap(c)); mark("d", cap(c)) }`, "a | b | c | d"},
		{"capacity", `func f(l, m []int) { mark("a", cap(l)); mark("b", cap(l)); mark("c", cap(m)) }`, "a b | c"},
		{"map that is nil", `func f() { var m map[string]int; mark("a", len(m)); mark("b", len(m)) }`, "a b"},
		{"all of a slice", `func f(l []int) { mark("a", len(l[:])); mark("b", len(l)) }`, "a | b"},
		{"parts of an array", `func f() { p := &[3]int{}; mark("a", len(p[1:])); mark("b", len(p[:2])); mark("c", len(p[:])); mark("d", int64(3)) }`, "a | b | c d"},
		{"literal", `func f(i int) { mark("a", len([]int{i, i, i})); mark("b", int64(3)); mark("c", len([]int{i, i})) }`, "a b | c"},
		{"other builtin functions", `func f(x, y int) { mark("a", min(x, y)); mark("b", min(x, y)); mark("c", append([]int{x}, y)); mark("d", 1) }`, "a | b | c | d"},
	})
}

// TestPhis has values that differ by path, or do not.
func TestPhis(t *testing.T) {
	t.Parallel()
	testNaming(t, []naming{
		{"same value", `func f(s *store, c bool) { x := s.n; if c { x = s.n }; mark("a", x); mark("b", s.n) }`, "a b"},
		{"two values", `func f(s, t *store, c bool) { x := s; if c { x = t }; mark("a", x); mark("b", s); mark("c", t) }`, "a | b | c"},
		{"same constant", `func f(c bool) { x := 1; if c { x = 1 }; mark("a", x); mark("b", 1) }`, "a b"},
		{"interfaces of the same value",
			`func f(m *sync.Mutex, c bool) { var l sync.Locker; if c { l = m } else { l = sync.Locker(m) }; mark("a", l); mark("b", m) }`, "a b"},
		{"same call", `func f(s *store, c bool) { var x string; if c { x = s.Key() } else { x = s.Key() }; mark("a", x); mark("b", s.Key()) }`, "a b"},
		{"two phis of the same", `func f(s, t *store, c bool) { x, y := s, s; if c { x, y = t, t }; mark("a", x); mark("b", y) }`, "a | b"},
		{"changed in a loop", `func f(s *store) { x := s; for x.n > 0 { x = x.next }; mark("a", x); mark("b", s) }`, "a | b"},
		{"kept in a loop", `func f(s *store, c, d bool) { x := s; for c { if d { x = x }; c = !c }; mark("a", x); mark("b", s) }`, "a b"},
		{"counted", `func f(n int) { i := 0; for i < n { i++; mark("a", i) }; mark("b", i) }`, "a | b"},
		{"field of a phi", `func f(s, t *store, c bool) { x := s; if c { x = t }; mark("a", &x.mu); mark("b", &x.mu); mark("c", &s.mu) }`, "a b | c"},
	})
}

// TestPromoted has addresses of embedded structures.
func TestPromoted(t *testing.T) {
	t.Parallel()
	testNaming(t, []naming{
		{"field of an embedded structure", `type outer struct{ store }
			func f(o *outer) { mark("a", &o.mu); mark("b", &o.store.mu); mark("c", &o.rw) }`, "a b | c"},
		{"field of an embedded pointer", `type outer struct{ *store }
			func f(o *outer) { mark("a", &o.mu); mark("b", &o.store.mu); s := o.store; mark("c", &s.mu); mark("d", &s.next.mu) }`, "a b c | d"},
	})
}

// TestTuple checks that the tuple of an expression of the comma ok form is named
// by itself: it is no value of a program.
func TestTuple(t *testing.T) {
	t.Parallel()
	s := parse(t, `func f(m map[string]int, v any) { a, ok := m["k"]; mark("lookup", a); b, ok := v.(*store); mark("assertion", b); _ = ok }`)
	for name := range s.marked {
		tuple := s.value(t, name).(*ssa.Extract).Tuple
		if x := s.Term(tuple); x.Kind() != lock.Root || x.Sym() != tuple {
			t.Errorf("%s: %s", name, dump(x))
		}
	}
}

// TestStructure compares terms with what they are made of.
func TestStructure(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, decls, want string }{
		{"parameter", `func f(s *store) { mark("x", s) }`, "root(s)"},
		{"address of a field", `func f(s *store) { mark("x", &s.mu) }`, "field(mu, root(s))"},
		{"field", `func f(s *store) { mark("x", s.next) }`, "load(field(next, root(s)))"},
		{"field of a loaded structure", `func f(s *store) { mark("x", s.at.y) }`, "load(field(y, field(at, root(s))))"},
		{"field of a value", `func g() store; func f() { mark("x", g().n) }`, "field(n, root(t0))"},
		{"field of a value that was loaded", `func f(p *store) { mark("x", (*p).at.y) }`, "load(field(y, field(at, root(p))))"},
		{"package-level variable", `var v sync.Mutex; func f() { mark("x", &v) }`, "root(p.v)"},
		{"contents of a package-level variable", `var v *store; func f() { mark("x", v) }`, "load(root(p.v))"},
		{"error of a package", `var ErrClosed = errors.New(""); func f() { mark("x", ErrClosed) }`, "load(error, root(p.ErrClosed))"},
		{"error by its name", `var errClosed = errors.New(""); func f() { mark("x", errClosed) }`, "load(error, root(p.errClosed))"},
		{"error that is exported", `func f() { mark("x", io.EOF) }`, "load(error, root(io.EOF))"},
		{"last error of a package", `var lastError error; func f() { mark("x", lastError) }`, "load(root(p.lastError))"}, // may be nil
		{"other variable called so", `var errCount int; func f() { mark("x", errCount) }`, "load(root(p.errCount))"},
		{"address of an element", `func f(l []int) { mark("x", &l[2]) }`, "index(root(l), const(2))"},
		{"element", `func f(l []int) { mark("x", l[2]) }`, "load(index(root(l), const(2)))"},
		{"element of a value", `func g() [3]int; func f(i int) { mark("x", g()[i]) }`, "index(value, root(t0), root(i))"},
		{"entry", `func f(m map[string]int) { mark("x", m["k"]) }`, `lookup(root(m), const("k"))`},
		{"has an entry", `func f(m map[string]int) { _, ok := m["k"]; mark("x", ok) }`, `has(root(m), const("k"))`},
		{"result", `func g() (int, int); func f() { _, x := g(); mark("x", x) }`, "extract(1, root(t0))"},
		{"range", `func f(m map[string]int) { for k := range m { mark("x", k) } }`, "extract(1, root(t1))"},
		{"assertion", `func f(v any) { mark("x", v.(error)) }`, "assert(error, root(v))"},
		{"assertion holds", `func f(v any) { _, ok := v.(*store); mark("x", ok) }`, "istype(*p.store, root(v))"},
		{"conversion", `func f(i int) { mark("x", uint8(i)) }`, "unary(uint8, root(i))"},
		{"comparison", `func f(i int) { mark("x", i >= 3) }`, "unary(!, binary(<, root(i), const(3)))"},
		{"comparison with nil", `func f(s *store) { mark("x", s != nil) }`, "unary(!, binary(==, root(s), const(nil)))"},
		{"getter", `func f(s *store) { mark("x", s.Part(3)) }`, "call((*p.store).Part, cons(root(s), cons(const(3))))"},
		{"getter of an interface", `type keyed interface{ Key() string }; func f(k keyed) { mark("x", k.Key()) }`, "call((p.keyed).Key, cons(root(k)))"},
		{"length", `func f(l []int) { mark("x", len(l)) }`, "call(len, cons(root(l)))"},
		{"length of a literal", `func f(i int) { mark("x", len([]int{i, i})) }`, "const(2)"},
		{"call", `func g() int; func f() { mark("x", g()) }`, "root(t0)"},
		{"literal", `func f(i int) { mark("x", point{i, 2}) }`, "call(p.point, cons(0, root(i), cons(1, const(2))))"},
		{"zero value", `func f() { var p point; mark("x", p) }`, "const(zero p.point)"},
		{"zero value of an array", `func f() { var p [2]int; mark("x", p) }`, "const(zero [2]int)"},
		{"nil", `func f() { mark("x", (*store)(nil)) }`, "const(nil)"},
		{"large number", `func f() { mark("x", uint64(1<<63)) }`, "const(int 9223372036854775808)"},
		{"typed constant in an interface", `func f() { mark("x", any(int8(3))) }`, "const(int8 3)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := parse(t, tt.decls)
			if got := dump(s.Term(s.value(t, "x"))); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// TestText checks how values are called in messages.
func TestText(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, decls, want string }{
		{"path", `func f(s *store) { mark("x", &s.next.mu) }`, "s.next.mu"},
		{"package-level variable", `var v store; func f() { mark("x", &v.mu) }`, "v.mu"},
		{"of another package", `func f() { mark("x", io.EOF) }`, "EOF"},
		{"variable", `func f() { v := new(store); w := v; mark("x", &w.mu) }`, "new.mu"}, // v and w are nothing in SSA form
		{"declared variable", `func f() { var v store; mark("x", &v.mu) }`, "v.mu"},
		{"variable that has several values", `func f(s, t *store, c bool) { v := s; if c { v = t }; mark("x", &v.mu) }`, "v.mu"},
		{"captured variable", `func f() { var v store; func() { mark("x", &v.mu) }() }`, "v.mu"},
		{"call of a function", `func find() *store; func f() { mark("x", &find().mu) }`, "find().mu"},
		{"call of a method", `func (s *store) Next() *store { return s.next }; func f(s *store) { mark("x", &s.Next().mu) }`, "Next().mu"},
		{"call of a function value", `func f(find func() *store) { mark("x", &find().mu) }`, "find().mu"},
		{"call of a literal", `func f() { mark("x", &(func() *store { return nil }()).mu) }`, "t0.mu"},
		{"getter", `func f(s *store) { mark("x", s.Part(1)) }`, "Part(s, 1)"},
		{"length", `func f(s *store) { mark("x", len(s.list)) }`, "len(s.list)"},
		{"element", `func f(s *store, i int) { mark("x", &s.many[i]) }`, "s.many[i]"},
		{"chosen value", `func f(s *store, c bool) { x := c && s.n > 0; mark("x", x) }`, "t3"}, // && is no name
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := parse(t, tt.decls)
			if got := s.Term(s.value(t, "x")).String(); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// TestDepth checks that what is computed by very many steps is named by itself.
func TestDepth(t *testing.T) {
	t.Parallel()
	s := parse(t, `func f(s *store) {
		x := s.next.next.next.next.next.next.next.next.next
		mark("near", x); mark("again", s.next.next.next.next.next.next.next.next.next)
		mark("far", &x.next.next.mu); mark("farther", &s.next.next.next.next.next.next.next.next.next.next.next.mu)
	}`)
	s.compare(t, []string{"near"}, []string{"again"}, true)
	s.compare(t, []string{"far"}, []string{"farther"}, false)
	for name := range s.marked {
		if d := s.Term(s.value(t, name)).Depth(); d > 20 {
			t.Errorf("%s nests %d deep", name, d)
		}
	}
	if d := s.Term(s.value(t, "near")).Depth(); d != 19 {
		t.Errorf("near nests %d deep", d)
	}
}

// TestTermAgain checks that a value keeps its term, and that its name does not
// depend on which of the values of the function is named first.
func TestTermAgain(t *testing.T) {
	t.Parallel()
	const decls = `func f(s *store, c, d bool) {
		x := s; for c { if d { x = s.next }; y := x.next; mark("y", y); mark("x", x); c = !c }
		mark("s", &s.mu); mark("t", &x.mu); func() { mark("u", &x.next.mu) }()
	}`
	first := parse(t, decls)
	names := slices.Sorted(maps.Keys(first.marked))
	terms := make(map[string]string)
	for _, n := range names {
		x := first.Term(first.value(t, n))
		if first.Term(first.value(t, n)) != x {
			t.Errorf("%s has two terms", n)
		}
		terms[n] = dump(x)
	}
	other := parse(t, decls)
	for _, n := range slices.Backward(names) {
		if got := dump(other.Term(other.value(t, n))); got != terms[n] {
			t.Errorf("%s, named before others: %s, after them: %s", n, got, terms[n])
		}
	}
}

// TestContent checks the name of what an address has at the moment, which is
// that of a load where nothing writes.
func TestContent(t *testing.T) {
	t.Parallel()
	s := parse(t, `func f(s *store) { mark("p", &s.n); mark("a", s.n); mark("q", &s.key); mark("b", s.key); s.key = "" }`)
	for _, tt := range []struct {
		addr, load string
		same       bool
	}{{"p", "a", true}, {"q", "b", false}} {
		x, y := s.Content(s.value(t, tt.addr)), s.Term(s.value(t, tt.load))
		if (x == y) != tt.same {
			t.Errorf("the contents are %s, the load %s", dump(x), dump(y))
		}
		load, ok := s.value(t, tt.load).(*ssa.UnOp)
		if !ok || s.IsWritten(load) == tt.same {
			t.Errorf("%s is written: %t", tt.load, tt.same)
		}
	}
}

// TestNot checks that the negation of a negation is the term itself.
func TestNot(t *testing.T) {
	t.Parallel()
	s := parse(t, `func f(c bool, i int) { mark("c", c); mark("i", -i) }`)
	for _, name := range []string{"c", "i"} {
		x := s.Term(s.value(t, name))
		if y := s.Not(x); y == x || s.Not(y) != x || y.Kind() != lock.Unary {
			t.Errorf("not %s is %s, and not that %s", dump(x), dump(y), dump(s.Not(y)))
		}
	}
}

// TestMaker checks which instruction makes a literal, and what its variables
// stand for.
func TestMaker(t *testing.T) {
	t.Parallel()
	s := parse(t, `func f(s *store) {
		func() { mark("a", s) }()
		func() { mark("b", 1) }()
	}`)
	f := s.pkg.Func("f")
	if m := s.Maker(f); m != nil {
		t.Errorf("a function is made by %v", m)
	}
	capturing, plain := f.AnonFuncs[0], f.AnonFuncs[1]
	if m := s.Maker(capturing); m == nil || m.Fn != capturing || s.Binding(capturing.FreeVars[0]) != m.Bindings[0] {
		t.Errorf("the literal that captures is made by %v", m)
	}
	if m := s.Maker(plain); m != nil {
		t.Errorf("the literal that captures nothing is made by %v", m)
	}
}

// TestBoundReceiver checks that the receiver of the wrapper that go/ssa makes
// for a method value is named by itself: the wrapper is no literal.
func TestBoundReceiver(t *testing.T) {
	t.Parallel()
	s := parse(t, `func f(s *store) { unlock := s.mu.Unlock; mark("unlock", unlock) }`)
	wrapper := s.value(t, "unlock").(*ssa.MakeClosure).Fn.(*ssa.Function)
	if m := s.Maker(wrapper); m != nil {
		t.Errorf("it is made by %v", m)
	}
	if b := s.Binding(wrapper.FreeVars[0]); b != nil {
		t.Errorf("the receiver stands for %v", b)
	}
	if c := s.Class(wrapper.FreeVars[0]); c != (lock.Class{Type: "sync.Mutex"}) {
		t.Errorf("the class of the receiver is %+v", c)
	}
	if x := s.Term(wrapper.FreeVars[0]); x.Sym() != wrapper.FreeVars[0] {
		t.Errorf("the receiver is %s", dump(x))
	}
}

// TestInCycle checks which blocks control can come back to.
func TestInCycle(t *testing.T) {
	t.Parallel()
	s := parse(t, `func f(c bool, n int, seq func(func(int) bool)) {
		mark("start", 0)
		for c { mark("loop", 0); for range n { mark("inner", 0) } }
		for { mark("once", 0); if c { break }; mark("self", 0); c = !c }
		mark("end", 0)
		for range seq { mark("body", 0) }
		func() { mark("literal", 0) }()
	again:
		mark("goto", 0)
		if c { goto again }
		for { mark("left", 0); return }
	}`)
	want := map[string]bool{
		"start": false, "loop": true, "inner": true, "once": true, "self": true, "end": false, "body": true,
		"literal": false, "goto": true, "left": false,
	}
	got := make(map[string]bool)
	for name, c := range s.marks {
		got[name] = s.InCycle(c.Block())
		if s.InCycle(c.Block()) != got[name] {
			t.Errorf("asked again, %s has another answer", name)
		}
	}
	if !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestConstOf checks the symbols of constants that others make.
func TestConstOf(t *testing.T) {
	t.Parallel()
	s := parse(t, `func f() { mark("int", 3); mark("bool", true); mark("string", "x"); mark("nil", any(nil)) }`)
	for name, sym := range map[string]any{"int": int64(3), "bool": true, "string": `"x"`, "nil": "nil"} {
		if got := s.Term(s.value(t, name)); got != s.ConstOf(sym) || got.Kind() != lock.Const {
			t.Errorf("%s: %s, want %s", name, dump(got), dump(s.ConstOf(sym)))
		}
	}
	c := ssa.NewConst(nil, types.NewPointer(types.Typ[types.Int]))
	if s.Const(c) != s.ConstOf("nil") {
		t.Errorf("a nil pointer is %s", dump(s.Const(c)))
	}
}
