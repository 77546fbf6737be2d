package accesspath_test

import (
	"testing"

	"golang.org/x/tools/go/ssa"
)

// TestDifferentLimits has values that differ at run time and have the same term
// all the same: a release of the one lock is taken for that of the other.
func TestDifferentLimits(t *testing.T) {
	t.Parallel()
	testNaming(t, []naming{
		// A store to a whole structure is none to its fields.
		{"FN_StructReplaced", `func f(s *store) { mark("a", s.n); *s = store{}; mark("b", s.n) }`, "a b"},
		{"FN_StructFieldReplaced", `func f(s *store, p point) { mark("a", s.at.x); s.at = p; mark("b", s.at.x) }`, "a b"},
		{"FN_ElementReplaced", `func f(l []point, p point) { mark("a", l[0].x); l[0] = p; mark("b", l[0].x) }`, "a b"},
		{"FN_VariableReplaced", `func f(p, q point) { v := p; mark("a", v.x); v = q; mark("b", v.x) }`, "a b"},
		// A store to a field is none to the structure that it is in, but for
		// local variables.
		{"FN_FieldReplaced", `func f(p *point) { mark("a", *p); p.x = 1; mark("b", *p) }`, "a b"},
		// Aliases are not followed: a pointer that may point to a variable or a
		// field, and a pointer or map converted to another type.
		{"FN_PointerToVariable", `func f(c bool) { var x, y int; p := &x; if c { p = &y }; mark("a", *p); x = 1; mark("b", *p) }`, "a b"},
		{"FN_PointerToField", `func f(s *store, p *int) { mark("a", s.n); *p = 1; mark("b", s.n) }`, "a b"},
		{"FN_ConvertedPointer", `type other store; func f(s *store) { mark("a", s.n); (*other)(s).n = 1; mark("b", s.n) }`, "a b"},
		{"FN_ConvertedMap", `type index map[string]int
			func f(m index) { mark("a", m["k"]); map[string]int(m)["k"] = 1; mark("b", m["k"]) }`, "a b"},
		// Where the address of a variable is handed out, it may change; of a
		// part of it, that is not seen.
		{"FN_AddressOfPart", `func g(*int); func f() { var p point; mark("a", p.x); g(&p.x); mark("b", p.x) }`, "a b"},
		// Builtin functions that write elements are no stores.
		{"FN_Copy", `func f(l, m []int) { mark("a", l[0]); copy(l, m); mark("b", l[0]) }`, "a b"},
		{"FN_ClearSlice", `func f(l []int) { mark("a", l[0]); clear(l); mark("b", l[0]) }`, "a b"},
		{"FN_Append", `func f(l, m []int) { mark("a", l[0]); _ = append(l[:0], m...); mark("b", l[0]) }`, "a b"},
		{"FN_DeferredDelete", `func f(m map[string]int) { mark("a", m["k"]); func() { defer delete(m, "k") }(); mark("b", m["k"]) }`, "a b"},
		// A conversion of bytes to a string reads them.
		{"FN_BytesToString", `func f(b []byte) { mark("a", string(b)); b[0] = 'x'; mark("b", string(b)) }`, "a b"},
		// The methods of a package of functions that have no effects may have
		// some. In a loop it is the same key in each round.
		{"FN_Builder", `func f() { var b strings.Builder; b.WriteString("x"); mark("a", b.String()); b.WriteString("y"); mark("b", b.String()) }`, "a b"},
		{"FN_BuilderInLoop", `func f(c bool) { var b strings.Builder; for c { mark("a", b.String()); b.WriteString("y"); mark("b", b.String()) } }`, "a b"},
		// In the body of a function that makes keys, stores count, but neither
		// loads nor calls do, and an argument may point to what changes.
		{"FN_KeyReadsVariable", `var count int; func keyOf(i int) int { return count + i }
			func f(i int) { mark("a", keyOf(i)); count++; mark("b", keyOf(i)) }`, "a b"},
		{"FN_KeyCalls", `var count int; func bump() int { count++; return count }; func keyOf(i int) int { return bump() + i }
			func f(i int) { mark("a", keyOf(i)); mark("b", keyOf(i)) }`, "a b"},
		{"FN_KeyAtomic", `var count int64; func ticket(i int64) int64 { return atomic.AddInt64(&count, i) }
			func f() { mark("a", ticket(1)); mark("b", ticket(1)) }`, "a b"},
		{"FN_KeyReceives", `var ids chan int; func keyOf(i int) int { return <-ids + i }
			func f() { mark("a", keyOf(1)); mark("b", keyOf(1)) }`, "a b"},
		{"FN_KeyOfPointer", `func keyOf(p *point) int { return p.x }; func f(p *point) { mark("a", keyOf(p)); p.x = 1; mark("b", keyOf(p)) }`, "a b"},
		{"FN_KeyGeneric", `var count int; func keyOf[T any](v T) int { count++; return count }
			func f(i int) { mark("a", keyOf(i)); mark("b", keyOf(i)) }`, "a b"}, // what is looked at is a wrapper, which calls
		// The type arguments of a function are not in its name.
		{"FN_TypeArgument", `func sizeOf[T any](n int) int { return n * len(fmt.Sprint(*new(T))) }
			func f() { mark("a", sizeOf[int8](3)); mark("b", sizeOf[string](3)) }`, "a b"},
		// A literal that a pointer is made of is named by all that is stored in
		// it, on whatever path and in whatever order.
		{"FN_LiteralFieldSet", `func f() { p := &point{x: 1}; mark("a", *p); p.y = 2; mark("b", *p) }`, "a b"},
		{"FN_LiteralFieldSetOnPath", `func f(c bool) { p := &point{x: 1}; if c { p.y = 2 }; mark("a", *p); mark("b", point{1, 2}) }`, "a b"},
		// All of an array is a slice of its own, not what is in it.
		{"FN_ArraysSliced", `func f() { p, q := &[1]sync.Mutex{}, &[1]sync.Mutex{}; l, m := p[:], q[:]; mark("a", &l[0]); mark("b", &m[0]) }`, "a b"},
		// In an interface, the type counts, which only constants have in their
		// names; and a nil pointer in it is not nil.
		{"FN_TypeInInterface", `type id int; func f(i int) { mark("a", any(i)); mark("b", any(id(i))) }`, "a b"},
		{"FN_NilInInterface", `func f(s *store) { mark("a", s == nil); mark("b", any(s) == nil) }`, "a b"},
		{"FN_ZeroOfTypeParameter", `func f[T comparable](v T) { var zero T; mark("a", v == zero); mark("b", any(v) == nil) }`, "a b"},
		// Types that functions declare have the same name.
		{"FN_LocalTypes", `func f(v any) { { type id int; _, ok := v.(id); mark("a", ok) }; { type id string; _, ok := v.(id); mark("b", ok) } }`, "a b"},
		// NaN is neither less nor not less.
		{"FN_NaN", `func f(x, y float64) { mark("a", x >= y); mark("b", !(x < y)) }`, "a b"},
	})
}

// TestEqualLimits has values that are equal at run time and have different
// terms: a release is not known to be that of the lock.
func TestEqualLimits(t *testing.T) {
	t.Parallel()
	testNaming(t, []naming{
		{"FP_LiteralOrder", `func f(i, j int) { mark("a", point{x: i, y: j}); mark("b", point{y: j, x: i}) }`, "a | b"},
		{"FP_LiteralZero", `func f(i int) { mark("a", point{x: i}); mark("b", point{x: i, y: 0}) }`, "a | b"},
		// A copy of a structure has fields of its own, whatever it is a copy of.
		{"FP_FieldOfCopy", `func f(p point) { v := p; mark("a", p.x); mark("b", v.x) }`, "a | b"},
		{"FP_FieldOfLiteral", `func f(i int) { p := point{x: i}; mark("a", p.x); mark("b", i) }`, "a | b"},
		// An assertion to an interface is not looked through.
		{"FP_Assertion", `func f(m *sync.Mutex) { var l sync.Locker = m; mark("a", l.(interface{ Lock() })); mark("b", m) }`, "a | b"},
		// Only one value of a loop is looked at at a time.
		{"FP_SameInLoop", `func f(s *store, c, d bool) { x := s.n; for c { if d { x = s.n }; c = !c }; mark("a", x); mark("b", s.n) }`, "a | b"},
		{"FP_ReslicedAlike", `func f(l []int) { mark("a", &l[1:][0]); mark("b", &l[1:][0]) }`, "a | b"},
	})
}

// TestMakerLimits has the wrapper of a method value, which is no literal. If the
// literals of the function have been looked for, it has a maker.
func TestMakerLimits(t *testing.T) {
	t.Parallel()
	t.Run("FP_MethodValue", func(t *testing.T) {
		t.Parallel()
		s := parse(t, `func f(s *store) { func() { mark("literal", s) }(); unlock := s.mu.Unlock; mark("unlock", unlock) }`)
		made := s.value(t, "unlock").(*ssa.MakeClosure)
		s.Maker(s.pkg.Func("f").AnonFuncs[0])
		if m := s.Maker(made.Fn.(*ssa.Function)); m != made {
			t.Errorf("the wrapper is made by %v", m)
		}
	})
}
