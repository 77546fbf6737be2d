package accesspath_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
)

// variable returns the local variable with the name that go/ssa has not made a
// register of.
func (s *source) variable(t *testing.T, name string) *ssa.Alloc {
	t.Helper()
	for in := range s.instructions(t) {
		if a, ok := in.(*ssa.Alloc); ok && a.Comment == name {
			return a
		}
	}
	t.Fatalf("no variable %s", name)
	return nil
}

// instructions yields the instructions of f and its literals.
func (s *source) instructions(t *testing.T) func(func(ssa.Instruction) bool) {
	t.Helper()
	return func(yield func(ssa.Instruction) bool) {
		more := true
		accesspath.Family(s.pkg.Func("f"), func(fn *ssa.Function) {
			for _, b := range fn.Blocks {
				for _, in := range b.Instrs {
					more = more && yield(in)
				}
			}
		})
	}
}

// TestSamePlace has stores and loads: of each pair it says whether the load may
// see the store.
func TestSamePlace(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, decls, want string }{
		{"field", `func f(s, t *store) { mark("x", &s.n); mark("y", &t.n); mark("z", &t.key) }`, "xx xy yx yy zz"},
		{"fields of two types", `type other struct{ n int }; func f(s *store, o *other) { mark("x", &s.n); mark("y", &o.n) }`, "xx yy"},
		{"elements", `func f(l, m []int, n []string) { mark("x", &l[0]); mark("y", &m[1]); mark("z", &n[0]) }`, "xx xy yx yy zz"},
		{"elements of arrays", `func f(l *[2]int, m []int) { mark("x", &l[0]); mark("y", &m[0]) }`, "xx xy yx yy"},
		{"package-level variables", `var v, w int; func f() { mark("x", &v); mark("y", &w) }`, "xx yy"},
		{"what pointers point to", `func f(p, q *int, r *string) { mark("x", p); mark("y", q); mark("z", r) }`, "xx xy yx yy zz"},
		{"pointer, field and element", `func f(s *store, l []int, p *int) { mark("x", &s.n); mark("y", &l[0]); mark("z", p) }`, "xx yy zz"},
		{"variables", `func f() { var v, w int; mark("x", &v); mark("y", &w) }`, "xx yy"},
		{"captured variable", `func f() { var v, w int; mark("x", &v); func() { mark("y", &v); mark("z", &w) }() }`, "xx xy yx yy zz"},
		// A load of all of a variable sees a store to a part of it, and not the
		// other way: FN_VariableReplaced.
		{"part of a variable", `func f() { var v store; mark("x", &v); mark("y", &v.at.x); mark("z", &v.n) }`, "xx yx yy zx zz"},
		{"element of a variable", `func f() { var v [2]int; mark("x", &v); mark("y", &v[0]) }`, "xx yx yy"},
		{"part of another variable", `func f() { var v, w point; mark("x", &v); mark("y", &w.x) }`, "xx yy"},
		{"part of a captured variable", `func f() { var v point; mark("x", &v); func() { mark("y", &v.x) }() }`, "xx yx yy"},
		{"element of a slice in a variable", `func f(l []int) { v := l; mark("x", &v); mark("y", &v[0]) }`, "xx yy"},
		{"field of what a variable points to", `func f(s *store) { v := s; mark("x", &v); mark("y", &v.n) }`, "xx yy"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := parse(t, tt.decls)
			names := slices.Sorted(maps.Keys(s.marked))
			var got []string
			for _, stored := range names {
				for _, loaded := range names {
					if s.SamePlace(s.value(t, stored), s.value(t, loaded)) {
						got = append(got, stored+loaded)
					}
				}
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("got %v, want %s", got, tt.want)
			}
		})
	}
}

// TestPlaces checks that Take returns what SamePlace has the load see, and that
// once.
func TestPlaces(t *testing.T) {
	t.Parallel()
	s := parse(t, `func f(s, t *store) {
		mark("s.n", &s.n); mark("t.n", &t.n); mark("s.key", &s.key)
		var v, w point; mark("v", &v); mark("v.x", &v.x); mark("w.x", &w.x); mark("w", &w)
	}`)
	for _, tt := range []struct {
		loaded string
		want   []string
	}{
		{"s.n", []string{"s.n", "t.n"}},
		{"s.key", []string{"s.key"}},
		{"v", []string{"v", "v.x"}},
		{"v.x", []string{"v.x", "w.x"}}, // the field x of any point
		{"w", []string{"w", "w.x"}},
	} {
		places := accesspath.NewPlaces[string](s.Resolver)
		for _, name := range slices.Sorted(maps.Keys(s.marked)) {
			places.Add(s.value(t, name), name)
		}
		addr := s.value(t, tt.loaded)
		if got := places.Take(addr); !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.loaded, got, tt.want)
		}
		if got := places.Take(addr); len(got) > 0 {
			t.Errorf("%s: for the second time %v", tt.loaded, got)
		}
	}
}

// TestVariable checks which variable an address is a part of.
func TestVariable(t *testing.T) {
	t.Parallel()
	s := parse(t, `var global point
	func f(s *store, l []point) {
		var v, w store
		var many [2]point
		mark("v", &v); mark("v.at.x", &v.at.x); mark("w.n", &w.n); mark("many[1].x", &many[1].x)
		func() { mark("captured v.n", &v.n); func() { mark("captured twice", &v.at) }() }()
		mark("s.n", &s.n); mark("l[0].x", &l[0].x); mark("global.x", &global.x); mark("v.list[0]", &v.list[0]); mark("v.next.n", &v.next.n)
	}`)
	for name, variable := range map[string]string{
		"v": "v", "v.at.x": "v", "w.n": "w", "many[1].x": "many", "captured v.n": "v", "captured twice": "v",
		"s.n": "", "l[0].x": "", "global.x": "", "v.list[0]": "", "v.next.n": "",
	} {
		var want *ssa.Alloc
		if variable != "" {
			want = s.variable(t, variable)
		}
		if got := s.Variable(s.value(t, name)); got != want {
			t.Errorf("%s is a part of %v, want %q", name, got, variable)
		}
	}
}

// TestIsShared has a variable v that code out of sight may change, or not.
func TestIsShared(t *testing.T) {
	t.Parallel()
	const others = `func g(*int); func h(any); func run(func()); var keep *int; type holder struct{ p *int };`
	for _, tt := range []struct {
		name, body string
		want       bool
	}{
		{"read by a literal", `v := 1; func() { _ = v }()`, false},
		{"written by a literal that is called", `v := 1; func() { v = 2 }(); _ = v`, false},
		{"written by a literal that is deferred", `v := 1; defer func() { v = 2 }(); _ = v`, false},
		{"written by a goroutine", `v := 1; go func() { v = 2 }(); _ = v`, true},
		{"read by a goroutine", `v := 1; go func() { _ = v }(); v = 2`, false}, // a race, but it does not change
		{"written by a literal that is handed out", `v := 1; run(func() { v = 2 }); _ = v`, true},
		{"read by a literal that is handed out", `v := 1; run(func() { _ = v }); v = 2`, false},
		{"written by a literal in a goroutine", `v := 1; go func() { func() { v = 2 }() }(); _ = v`, true},
		{"written by a goroutine of a literal", `v := 1; func() { go func() { v = 2 }() }(); _ = v`, true},
		{"written by a literal in a variable that is called", `v := 1; w := func() { v = 2 }; w(); w(); _ = v`, false},
		{"written by a literal in a captured variable",
			`v := 1; w := func() { v = 2 }; func() { w() }(); _ = v`, false},
		{"written by a literal in a captured variable that is handed out",
			`v := 1; w := func() { v = 2 }; func() { run(w) }(); _ = v`, true},
		{"written by a literal of two", `v := 1; w := func() { v = 2 }; if v > 0 { w = func() {} }; w(); _ = v`, true},
		{"read by a literal in a goroutine", `v := 1; go func() { func() { _ = v }() }(); v = 2`, false},
		{"another variable written by a literal in a goroutine", `v, w := 1, 2; go func() { func() { _ = v; w = 3 }() }(); v = w`, false},
		{"address of another variable handed out by a literal", `v, w := 1, 2; func() { _ = v; g(&w) }(); v = w`, false},
		{"address handed out", `v := 1; g(&v); _ = v`, true},
		{"address handed out by a literal", `v := 1; func() { g(&v) }(); _ = v`, true},
		{"address in an interface", `v := 1; h(&v); _ = v`, true},
		{"address stored", `v := 1; keep = &v; _ = v`, true},
		{"address in a structure", `v := 1; s := holder{&v}; h(s); _ = v`, true},
		{"address in a variable", `v := 1; p := &v; *p = 2; _ = v`, false},
		{"address differs by path", `v, w := 1, 2; p := &v; if w > 1 { p = &w }; *p = 2; _ = v`, true},
		{"slice of it", `v := [2]int{1, 2}; h(v[:]); _ = v`, true},
		{"address of a field", `v := point{1, 2}; p := &v.x; *p = 2; _ = v`, false},
		{"address of an element", `v := [2]int{1, 2}; p := &v[0]; *p = 2; _ = v`, false},
		{"variable of a loop", `for v := 0; v < 9; v++ { func() { _ = v }() }`, false},
		{"variable of a loop, written by a goroutine", `for v := 0; v < 9; v++ { go func() { v = 2 }() }`, true},
		{"variable of a loop, handed out", `for v := 0; v < 9; v++ { g(&v) }`, true},
		{"written by the body of a range-over-func loop",
			`v := 1; for range func(yield func() bool) {} { v = 2 }; _ = v`, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := parse(t, others+`func f() { `+tt.body+` }`)
			v := s.variable(t, "v")
			for range 2 { // the second time from what was found out
				if got := s.IsShared(v); got != tt.want {
					t.Errorf("got %t", got)
				}
			}
		})
	}
}

// TestOnlyCalled has a literal, the first in the function, with which more is
// done than to call it, or not.
func TestOnlyCalled(t *testing.T) {
	t.Parallel()
	const others = `var keep func(); func run(func());`
	for _, tt := range []struct {
		name, body string
		want       bool
	}{
		{"called", `func() { _ = n }()`, true},
		{"deferred", `defer func() { _ = n }()`, true},
		{"in a goroutine", `go func() { _ = n }()`, false},
		{"handed out", `run(func() { _ = n })`, false},
		{"handed out in a deferred call", `defer run(func() { _ = n })`, false},
		{"stored", `keep = func() { _ = n }`, false},
		{"returned", `func() func() { return func() { _ = n } }()`, true}, // the outer one
		{"in an interface", `var v any = func() { _ = n }; _ = v`, false},
		{"in a variable", `v := func() { _ = n }; v(); defer v()`, true},
		{"in a variable and handed out", `v := func() { _ = n }; v(); run(v)`, false},
		{"in a variable that is captured and called", `v := func() { _ = n }; func() { v() }()`, true},
		{"in a variable that is captured twice and called", `v := func() { _ = n }; func() { func() { v() }() }()`, true},
		{"in a variable that is captured and handed out", `v := func() { _ = n }; func() { run(v) }()`, false},
		{"in a variable that is captured twice and handed out", `v := func() { _ = n }; func() { func() { run(v) }() }()`, false},
		{"in a variable that is captured with one that is handed out",
			`v := func() { _ = n }; w := func() {}; func() { v(); run(w) }()`, true},
		{"in a variable with two values", `v := func() { _ = n }; if n > 0 { v = nil }; func() { v() }()`, false},
		{"chosen by path", `v := func() { _ = n }; if n > 0 { v = nil }; v()`, false},
		{"that calls itself", `var v func(); v = func() { if n > 0 { v() } }; v()`, false}, // it captures v before v has a value
		{"body of a range-over-func loop", `for range func(yield func() bool) { } { _ = n }`, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := parse(t, others+`func f(n int) { `+tt.body+` }`)
			for in := range s.instructions(t) {
				c, ok := in.(*ssa.MakeClosure)
				if !ok {
					continue
				}
				for range 2 {
					if got := s.OnlyCalled(c); got != tt.want {
						t.Errorf("got %t", got)
					}
				}
				return
			}
			t.Error("there is no literal that captures anything")
		})
	}
}

// TestIsLoopVariable checks which phis are variables of loops.
func TestIsLoopVariable(t *testing.T) {
	t.Parallel()
	s := parse(t, `func f(n int, c bool) {
		for i := 0; i < n; i++ { func() { _ = i }() }
		for j := 0; j < n; j++ { _ = j }
		v, w := 1, 2; p := &v; if c { p = &w }; *p = 3
	}`)
	got := make(map[string]bool)
	for in := range s.instructions(t) {
		if p, ok := in.(*ssa.Phi); ok {
			got[p.Comment] = accesspath.IsLoopVariable(p)
		}
	}
	// The other loop counts in a register; p is one of two variables.
	if want := map[string]bool{"i": true, "j": false, "p": false}; !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestPrecedes checks of all pairs of instructions whether each way to the one
// leads through the other.
func TestPrecedes(t *testing.T) {
	t.Parallel()
	s := parse(t, `func f(c bool) {
		mark("a", 0); mark("b", 0)
		if c { mark("then", 0) } else { mark("else", 0) }
		for c { mark("loop", 0) }
		mark("end", 0)
	}`)
	want := map[string]string{"a": "b else end loop then", "b": "else end loop then", "then": "", "else": "", "loop": "", "end": ""}
	for a, x := range s.marks {
		var after []string
		for b, y := range s.marks {
			if a != b && accesspath.Precedes(x, y) {
				after = append(after, b)
			}
		}
		slices.Sort(after)
		if got := strings.Join(after, " "); got != want[a] {
			t.Errorf("%s precedes %q, want %q", a, got, want[a])
		}
	}
}

// TestFamily checks the order of a function and its literals.
func TestFamily(t *testing.T) {
	t.Parallel()
	s := parse(t, `func f() { func() { func() {}(); func() {}() }(); func() {}() }; func g() {}`)
	var got []string
	accesspath.Family(s.pkg.Func("f"), func(fn *ssa.Function) { got = append(got, fn.Name()) })
	if want := []string{"f", "f$1", "f$1$1", "f$1$2", "f$2"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestIsYield checks that the body of a range-over-func loop, and no literal, is
// one.
func TestIsYield(t *testing.T) {
	t.Parallel()
	s := parse(t, `func f(n int, seq func(func(int) bool), run func(func() int)) {
		for i := range seq { _ = n + i }
		run(func() int { return n })
	}`)
	got := make(map[string]bool)
	for in := range s.instructions(t) {
		if c, ok := in.(*ssa.MakeClosure); ok {
			got[c.Fn.Name()] = accesspath.IsYield(c)
			if accesspath.IsYieldFunc(c.Fn.(*ssa.Function)) != accesspath.IsYield(c) {
				t.Errorf("%v is a body and its value is not, or the other way", c.Fn)
			}
		}
	}
	if want := map[string]bool{"f$1": true, "f$2": false}; !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if accesspath.IsYield(s.pkg.Func("f")) || accesspath.IsYieldFunc(s.pkg.Func("f")) {
		t.Error("f is the body of a loop")
	}
}
