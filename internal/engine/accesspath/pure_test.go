package accesspath_test

import (
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
)

// TestPureCalls has calls that make a key of their arguments, and calls that
// look like it.
func TestPureCalls(t *testing.T) {
	t.Parallel()
	testNaming(t, []naming{
		{"fmt", `func f(s, t *store) { mark("a", fmt.Sprintf("%d/%s", s.n, s.key)); mark("b", fmt.Sprintf("%d/%s", s.n, s.key))
			mark("c", fmt.Sprintf("%d/%s", t.n, s.key)); mark("d", fmt.Sprintf("%s/%d", s.n, s.key)) }`, "a b | c | d"},
		{"fmt of other numbers of arguments",
			`func f(i int) { mark("a", fmt.Sprint(i)); mark("b", fmt.Sprint(i)); mark("c", fmt.Sprint(i, i)); mark("d", fmt.Sprint()) }`, "a b | c | d"},
		{"fmt of constants of other types", `func f() { mark("a", fmt.Sprint(1)); mark("b", fmt.Sprint(int64(1))); mark("c", fmt.Sprint("1")) }`, "a | b | c"},
		{"fmt of a field that is written", `func f(s *store) { mark("a", fmt.Sprint(s.n)); s.n = 1; mark("b", fmt.Sprint(s.n)) }`, "a | b"},
		{"fmt of a list", `func f(l []any) { mark("a", fmt.Sprint(l...)); mark("b", fmt.Sprint(l...)) }`, "a b"},
		{"strconv", `func f(i, j int) { mark("a", strconv.Itoa(i)); mark("b", strconv.Itoa(i)); mark("c", strconv.Itoa(j)) }`, "a b | c"},
		{"strings", `func f(s string) { mark("a", strings.ToLower(s)); mark("b", strings.ToLower(s)); mark("c", strings.ToUpper(s)) }`, "a b | c"},
		{"nested", `func f(i int) { mark("a", "k"+strings.Repeat(strconv.Itoa(i), 2)); mark("b", "k"+strings.Repeat(strconv.Itoa(i), 2)) }`, "a b"},
		{"in a loop", `func f(l []int) { for _, i := range l { mark("a", strconv.Itoa(i)); mark("b", strconv.Itoa(i)) } }`, "a b"},
		{"no key", `func f(s string) { mark("a", strings.Fields(s)); mark("b", strings.Fields(s)) }`, "a | b"}, // a slice is another one each time
		{"two results", `func f(s string) { a, _ := strconv.Atoi(s); mark("a", a); b, _ := strconv.Atoi(s); mark("b", b) }`, "a | b"},
		{"of another package", `func f(i int32, p *int32) { mark("a", atomic.AddInt32(p, i)); mark("b", atomic.AddInt32(p, i)) }`, "a | b"},
		{"function without effects", `func keyOf(i int) string { return "k" + strconv.Itoa(i) }
			func f(i, j int) { mark("a", keyOf(i)); mark("b", keyOf(i)); mark("c", keyOf(j)) }`, "a b | c"},
		{"function that works on its own variables",
			`func keyOf(i int) point { var p point; p.x = i; l := [2]int{i, i}; l[i] = 2; p.y = l[0]; return p }
			func f(i int) { mark("a", keyOf(i)); mark("b", keyOf(i)) }`, "a b"},
		{"functions apart", `func keyOf(i int) int { return i }; func slotOf(i int) int { return i }
			func f(i int) { mark("a", keyOf(i)); mark("b", slotOf(i)) }`, "a | b"},
		{"function that writes a variable", `var last int; func keyOf(i int) int { last = i; return i }
			func f(i int) { mark("a", keyOf(i)); mark("b", keyOf(i)) }`, "a | b"},
		{"function that writes through a pointer", `func keyOf(p *point) int { p.x++; return p.x }
			func f(p *point) { mark("a", keyOf(p)); mark("b", keyOf(p)) }`, "a | b"},
		{"function that writes an element", `func keyOf(l []int) int { l[0]++; return l[0] }
			func f(l []int) { mark("a", keyOf(l)); mark("b", keyOf(l)) }`, "a | b"},
		{"function that writes a map", `func keyOf(m map[int]int) int { m[0]++; return 0 }
			func f(m map[int]int) { mark("a", keyOf(m)); mark("b", keyOf(m)) }`, "a | b"},
		{"function that sends", `func keyOf(c chan int) int { c <- 1; return 0 }
			func f(c chan int) { mark("a", keyOf(c)); mark("b", keyOf(c)) }`, "a | b"},
		{"function that selects", `func keyOf(c, d chan int) int { select { case i := <-c: return i; case <-d: return 0 } }
			func f(c chan int) { mark("a", keyOf(c, c)); mark("b", keyOf(c, c)) }`, "a | b"},
		{"function that starts a goroutine", `func g(); func keyOf(i int) int { go g(); return i }
			func f(i int) { mark("a", keyOf(i)); mark("b", keyOf(i)) }`, "a | b"},
		{"function that defers", `func g(); func keyOf(i int) int { defer g(); return i }
			func f(i int) { mark("a", keyOf(i)); mark("b", keyOf(i)) }`, "a | b"},
		{"function of nothing", `func key() int { return 0 }; func f() { mark("a", key()); mark("b", key()) }`, "a | b"},
		{"function by whose name it is new", `func newKey(i int) int { return i }; func f(i int) { mark("a", newKey(i)); mark("b", newKey(i)) }`, "a | b"},
		{"function that returns a pointer", `func keyOf(i int) *int { return &i }; func f(i int) { mark("a", keyOf(i)); mark("b", keyOf(i)) }`, "a | b"},
		{"function that returns a structure with a pointer", `func keyOf(i int) struct{ p *int } { return struct{ p *int }{&i} }
			func f(i int) { mark("a", keyOf(i)); mark("b", keyOf(i)) }`, "a | b"},
		{"function that returns an array of pointers", `func keyOf(i int) [1]*int { return [1]*int{&i} }
			func f(i int) { mark("a", keyOf(i)); mark("b", keyOf(i)) }`, "a | b"},
		{"literal of a function", `func f(i int) { keyOf := func(i int) int { return i }; mark("a", keyOf(i)); mark("b", keyOf(i)) }`, "a | b"},
		{"method in a loop", `func (p point) Sum() int { return p.x + p.y }
			func f(p point, c bool) { for c { mark("a", p.Sum()); mark("b", p.Sum()) } }`, "a b"}, // a getter, in one round
		{"method in a loop in a loop", `func (p point) Sum() int { return p.x + p.y }
			func f(p point, c bool) { for c { mark("a", p.Sum()); for p.x > 0 { mark("b", p.Sum()) }; mark("c", p.Sum()) } }`, "a c | b"},
		{"method on two branches in a loop", `func (p point) Sum() int { return p.x + p.y }
			func f(p point, c bool) { for c { if p.x > 0 { mark("a", p.Sum()) } else { mark("b", p.Sum()) } } }`, "a | b"},
		{"method in a loop and after it", `func (p point) Sum() int { return p.x + p.y }
			func f(p point, c bool) { for { mark("a", p.Sum()); if c { break } }; mark("b", p.Sum()) }`, "a b"},
		{"method around a loop", `func (p point) Sum() int { return p.x + p.y }
			func f(p point, c bool) { mark("a", p.Sum()); for { mark("b", p.Sum()); if c { break } }; mark("c", p.Sum()) }`, "a c | b"},
	})
}

// TestRepeatable has functions without a body, of which the resolver asks.
func TestRepeatable(t *testing.T) {
	t.Parallel()
	const decls = `func keyOf(int) string; func hash(int) string; func newKey(int) string
	func f(i int) { mark("a", keyOf(i)); mark("b", keyOf(i)); mark("c", hash(i)); mark("d", hash(i)); mark("e", newKey(i)); mark("f", newKey(i)) }`
	for _, asks := range []bool{true, false} {
		s := parse(t, decls)
		if asks {
			s.Repeatable = func(fn *ssa.Function) bool { return fn.Name() != "hash" }
		}
		s.compare(t, []string{"a"}, []string{"b"}, asks)
		s.compare(t, []string{"c"}, []string{"d"}, false)
		s.compare(t, []string{"e"}, []string{"f"}, false) // the name says that it is new
	}
}

// TestIsRepeatable has functions that other packages may take for a function of
// the arguments, and functions that they may not.
func TestIsRepeatable(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, decl string
		want       bool
	}{
		{"key", `func f(i int) string { return strconv.Itoa(i) }`, true},
		{"structures", `func f(p point, l [2]point) point { return l[p.x] }`, true},
		{"pointer", `func f(p *point) int { return p.x }`, false}, // what it points to may change
		{"pointer in a structure", `func f(s store) int { return s.n }`, false},
		{"slice", `func f(l []int) int { return l[0] }`, false},
		{"result that is no key", `func f(i int) []int { return nil }`, false},
		{"no parameter", `func f() int { return 1 }`, false},
		{"no result", `func f(i int) {}`, false},
		{"two results", `func f(i int) (int, int) { return i, i }`, false},
		{"no body", `func f(i int) int`, false},
		{"effect", `var last int; func f(i int) int { last = i; return i }`, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := accesspath.IsRepeatable(parse(t, tt.decl).pkg.Func("f")); got != tt.want {
				t.Errorf("got %t", got)
			}
		})
	}
	s := parse(t, `func newKey(i int) int { return i }; type id int; func (i id) Key() int { return int(i) }
		func f(i id) { mark("x", i.Key()) }`)
	if accesspath.IsRepeatable(s.pkg.Func("newKey")) {
		t.Error("a function by whose name it is new")
	}
	if accesspath.IsRepeatable(s.value(t, "x").(*ssa.Call).Call.StaticCallee()) {
		t.Error("a method")
	}
}

// TestLiterals has composite literals, which are named by their elements, and
// variables that are not.
func TestLiterals(t *testing.T) {
	t.Parallel()
	testNaming(t, []naming{
		{"structure", `func f(i, j int) { mark("a", point{i, j}); mark("b", point{i, j}); mark("c", point{j, i}); mark("d", point{x: i}) }`, "a b | c | d"},
		{"fields by name", `func f(i int) { mark("a", point{x: i}); mark("b", point{x: i}); mark("c", point{y: i}) }`, "a b | c"},
		{"of another type", `type size point; func f(i, j int) { mark("a", point{i, j}); mark("b", size{i, j}) }`, "a | b"},
		{"array", `func f(i, j int) { mark("a", [2]int{i, j}); mark("b", [2]int{i, j}); mark("c", [2]int{j, i}); mark("d", [3]int{i, j}) }`, "a b | c | d"},
		{"array by index", `func f(i int) { mark("a", [2]int{1: i}); mark("b", [2]int{1: i}); mark("c", [2]int{0: i}) }`, "a b | c"},
		{"slice", `func f(i int) { mark("a", []int{i}); mark("b", []int{i}) }`, "a | b"}, // each has an array of its own
		{"slice of a local array", `func f(i int) { l := [2]int{i, i}; mark("a", l[:]); mark("b", l[:]) }`, "a | b"},
		{"parts of an array", `func f(i, j int) { p := &[2]int{i, j}; mark("a", p[:]); mark("b", p[1:]); mark("c", p[:1]); mark("d", p[1:]) }`, "a | b | c | d"},
		{"address", `func f(i int) { mark("a", &point{i, i}); mark("b", &point{i, i}) }`, "a | b"},
		{"of a field that is written", `func f(s *store) { mark("a", point{s.n, 0}); s.n = 1; mark("b", point{s.n, 0}) }`, "a | b"},
		{"in an interface", `func f(i int) { mark("a", any(point{i, i})); mark("b", any(point{i, i})); mark("c", any([2]int{i, i})) }`, "a b | c"},
		{"nested", `type line struct{ from, to point }
			func f(i, j int) { mark("a", line{point{i, j}, point{j, i}}); mark("b", line{point{i, j}, point{j, i}}); mark("c", line{point{j, i}, point{i, j}}) }`, "a b | c"},
		{"zero value", `func f() { var p point; mark("a", p); mark("b", point{}) }`, "a b"},
		{"variable", `func f(i, j int) { p := point{i, j}; mark("a", p); mark("b", point{i, j}) }`, "a b"},
		{"variable that is written", `func f(i, j int) { p := point{i, j}; mark("a", p); p.x = 2; mark("b", p); mark("c", point{i, j}) }`, "a | b | c"},
		{"through a pointer", `func f(i, j int) { p := &point{i, j}; mark("a", *p); mark("b", point{i, j}) }`, "a b"},
		{"pointer whose field is read", `func f(i, j int) { p := &point{i, j}; mark("a", *p); mark("b", p.x); mark("c", point{i, j}); mark("d", *p) }`, "a | b | c | d"},
		{"pointer whose element is read",
			`func f(i, j int) { p := &[2]int{i, j}; mark("a", *p); mark("b", p[0]); mark("c", [2]int{i, j}); mark("d", *p) }`, "a | b | c | d"},
		{"field set by a pointer", `func f(i int) { p := &point{y: i}; q := &p.x; *q = 2; mark("a", *p); *q = 3; mark("b", *p); mark("c", point{y: i, x: 2}) }`, "a | b | c"},
		{"pointer whose field is changed", `func f(i, j int) { p := &point{i, j}; mark("a", *p); p.x++; mark("b", *p) }`, "a | b"},
		{"pointer handed out", `func g(*point); func f(i int) { p := &point{i, i}; g(p); mark("a", *p); mark("b", point{i, i}); mark("c", *p) }`, "a | b | c"},
		{"pointer kept", `var keep *point; func f(i int) { p := &point{i, i}; keep = p; mark("a", *p); mark("b", point{i, i}); mark("c", *p) }`, "a | b | c"},
		{"element by an index", `func f(i, j int) { p := &[2]int{i, i}; p[j] = 3; mark("a", *p); mark("b", [2]int{i, i}); mark("c", *p) }`, "a | b | c"},
		{"address of a field kept",
			`var keep *int; func f(i int) { p := &point{i, i}; keep = &p.x; mark("a", *p); mark("b", point{i, i}); mark("c", *p) }`, "a | b | c"},
		{"new", `func f(i int) { p := new(point); p.x = i; mark("a", *p); mark("b", point{x: i}) }`, "a | b"},
		{"through a pointer in a loop", `func f(l []int) { for _, i := range l { p := &point{i, i}; mark("a", *p); mark("b", point{i, i}) } }`, "a | b"},
		{"in a loop", `func f(l []int) { for _, i := range l { mark("a", point{i, i}); mark("b", point{i, i}) } }`, "a b"},
	})
}
