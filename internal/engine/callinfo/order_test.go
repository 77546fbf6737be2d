package callinfo_test

import (
	"iter"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/enginetest"
)

// TestOrder declares functions in different orders: the order of analysis has what
// they call before them, and what they refer to where that does not lead back.
func TestOrder(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		types string
		funcs []string
		want  string
	}{
		{"callees first", "", []string{
			"func a() { b() }", "func b() { c() }", "func c() {}",
		}, "c b a"},
		{"by name where nothing leads", "", []string{
			"func a() {}", "func b() {}", "func c() {}",
		}, "a b c"},
		{"a component before its callers", "", []string{
			"func a() { b() }", "func b() { c() }", "func c() { b(); d() }", "func d() {}",
		}, "d b+c a"},
		{"calls in literals", "", []string{
			"func a() { f := func() { b() }; f() }", "func b() {}",
		}, "b a"},
		{"method values", "type T struct{}", []string{
			"func a(t T) func() { return t.M }", "func (T) M() {}",
		}, "M a"},
		{"functions as values", "", []string{
			"func a() { apply(z) }", "func apply(f func()) { f() }", "func z() {}",
		}, "apply z a"},
		{"implementations", "type I interface{ M() }; type T struct{}", []string{
			"func a(i I) { i.M() }", "func (T) M() {}",
		}, "M a"},
		{"methods of results", "type T struct{ n int }", []string{
			"func open() *T { return &T{} }", "func (t *T) Close() { t.n = 0 }",
		}, "Close open"},
		{"a reference that leads back", "", []string{
			"func a() { store(b) }", "func b() { a() }", "func store(func()) {}",
		}, "store a b"},
		{"a method of a result that leads back", "type T struct{ n int }", []string{
			"func open() *T { return &T{} }", "func (t *T) Next() *T { return open() }", "func (t *T) Close() { t.n = 0 }",
		}, "Close open Next"},
		{"references in a circle", "", []string{
			"func a() { store(b) }", "func b() { store(c) }", "func c() { store(a) }", "func store(func()) {}",
		}, "store c b a"},
		{"what nothing leads to", "", []string{
			"func a() { store(b) }", "func b() { store(c) }", "func c() { store(a) }", "func store(func()) {}", "func AA() { c(); store(b) }",
		}, "store c b a AA"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for funcs := range arrangements(tt.funcs) {
				text := "package p\n" + tt.types + "\n" + strings.Join(funcs, "\n")
				if got := components(enginetest.Program(t, text)); got != tt.want {
					t.Errorf("%s\norder %q, want %q", text, got, tt.want)
				}
			}
		})
	}
}

// arrangements returns list from each of its elements on, forward and backward.
func arrangements(list []string) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		for i := range list {
			forward := slices.Concat(list[i:], list[:i])
			backward := slices.Clone(forward)
			slices.Reverse(backward)
			if !yield(forward) || !yield(backward) {
				return
			}
		}
	}
}

// components returns the names of functions in the order of analysis; those of one
// component are sorted.
func components(p *callinfo.Program) string {
	var out []string
	for _, comp := range p.Graph.Components {
		out = append(out, strings.Join(slices.Sorted(names(comp)), "+"))
	}
	return strings.Join(out, " ")
}

func names(fns []*ssa.Function) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, fn := range fns {
			if !yield(fn.Name()) {
				return
			}
		}
	}
}

// TestReachable asks what calls lead to, with and without a circle.
func TestReachable(t *testing.T) {
	t.Parallel()
	p := enginetest.Program(t, `package p
func a() { b() }
func b() { go c(); use(d) }
func c() { b() }
func d() {}
func use(func()) {}
`)
	for fn, want := range map[string]string{"a": "b c use", "c": "b c use", "d": ""} {
		var got []string
		for g := range p.Graph.Reachable(p.Pkg.Func(fn)) {
			got = append(got, g.Name())
		}
		slices.Sort(got)
		if strings.Join(got, " ") != want {
			t.Errorf("from %s: %q, want %q", fn, got, want)
		}
	}
}
