package obligation_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"

	"github.com/lockleak/lockleak/internal/engine/enginetest"
	"github.com/lockleak/lockleak/internal/engine/obligation"
	"github.com/lockleak/lockleak/internal/engine/program"
	"github.com/lockleak/lockleak/internal/settings/panics"
)

// store has a method that the result of Open has, and that opens itself: Open leads
// to Next, which leads back to Open.
var store = declared{
	types: `
type Store struct { mu sync.Mutex; n int }
type Tx struct{ s *Store }
`,
	funcs: []string{
		`func (s *Store) Open() *Tx { s.mu.Lock(); s.n++; return &Tx{s} }`,
		`func (t *Tx) Commit() { t.s.mu.Unlock() }`,
		`func Retry(s *Store, bad bool) bool { n := s.Open(); if bad { return false }; n.Commit(); return true }`,
		`func (t *Tx) Next(s *Store, bad bool) bool { n := s.Open(); if bad { return false }; n.Commit(); return true }`,
	},
	want: "Next leaks, Open handedoff, Retry leaks",
}

// unsettled has a method that releases and leads back to what returns its type: that
// it releases is seen in its body.
var unsettled = declared{
	types: store.types,
	funcs: []string{
		`func (s *Store) Open() *Tx { s.mu.Lock(); s.n++; return &Tx{s} }`,
		`func (t *Tx) Renew(s *Store) *Tx { t.s.mu.Unlock(); return s.Open() }`,
		`func Use(s *Store, bad bool) *Tx { t := s.Open(); if bad { return nil }; return t.Renew(s) }`,
	},
	want: "Open handedoff, Renew handedoff, Use handedoff, Use leaks",
}

// deferring has a panic in acquire, on which the package is searched for what
// deferred calls acquire.
var deferring = declared{
	types: `
type S struct { mu sync.Mutex; ok bool }
`,
	funcs: []string{
		`func (s *S) acquire() { s.mu.Lock(); if !s.ok { panic("closed") } }`,
		`func (s *S) work(bad bool) bool { s.acquire(); if bad { return false }; s.mu.Unlock(); return true }`,
	},
	want: "acquire kept, work leaks",
}

// values has functions that are used as values by each other: only one of them can
// come first.
var values = declared{
	types: `
type V struct { mu sync.Mutex; next func(*V) }
`,
	funcs: []string{
		`func first(v *V) { v.mu.Lock(); v.keep(second) }`,
		`func second(v *V) { v.mu.Lock(); v.keep(third); v.mu.Unlock() }`,
		`func third(v *V) { if v.next == nil { v.keep(first) }; v.mu.Unlock() }`,
		`func (v *V) keep(f func(*V)) { v.next = f }`,
	},
}

// implementations has methods that an interface may call, and that call what has the
// interface.
var implementations = declared{
	types: `
type I interface { Begin(); End() }
type W struct { mu sync.Mutex; i I; h *H }
type H struct { mu sync.Mutex; n int }
`,
	funcs: []string{
		`func (h *H) Begin() { h.mu.Lock(); if h.n > 3 { run(h, &W{}) } }`,
		`func (h *H) End() { h.mu.Unlock() }`,
		`func run(i I, w *W) { i.Begin(); w.mu.Lock(); w.finish(i); w.mu.Unlock() }`,
		`func (w *W) finish(i I) { i.End(); if w.h.n > 9 { w.h.Begin(); w.h.End() } }`,
	},
}

// recursive has functions that call each other, and whose summaries do not settle
// at once.
var recursive = declared{
	types: `
type R struct { mu sync.Mutex; n int }
`,
	funcs: []string{
		`func (r *R) a(n int) bool { if n == 0 { r.mu.Lock(); return true }; return r.b(n - 1) }`,
		`func (r *R) b(n int) bool { if n == 1 { r.mu.Lock(); return true }; if r.c(n) { return r.a(n) }; return false }`,
		`func (r *R) c(n int) bool { r.mu.Lock(); if n > 5 { r.mu.Unlock(); return r.a(n) }; r.mu.Unlock(); return n == 3 }`,
		`func (r *R) d(n int) { if r.a(n) { r.n++; r.mu.Unlock() } }`,
	},
}

// declared is the text of a package, but for the order of its functions.
type declared struct {
	types string
	funcs []string
	want  string // the verdicts, in the order of their text; "" for those of the order above
}

// alone are functions that no other one leads to. They come first by their names, and
// lead to others.
var alone = map[string][]string{
	"Tx":    {`func (s *Store) AAA(bad bool) { t := s.Open(); if bad { println(t) }; t.s.mu.Unlock() }`},
	"S":     {`func (s *S) aaa() { defer s.work(true); println(s.ok) }`, `func (s *S) aab() { defer func() { s.acquire() }(); s.work(true) }`},
	"V":     {`func aaa(v *V) { third(v); v.next = second; first(v) }`},
	"I":     {`func aaa(w *W) { w.finish(w.i); run(w.h, w) }`},
	"R":     {`func (r *R) aaa() { r.d(1); r.c(1); r.b(1); r.mu.Unlock() }`},
	"other": {`func aaa() {}`},
}

// TestDeclarationOrder declares functions in all orders, with and without others that lead to
// them: it makes no difference for any of them.
func TestDeclarationOrder(t *testing.T) {
	t.Parallel()
	for name, d := range map[string]declared{
		"store": store, "unsettled": unsettled, "deferring": deferring, "values": values, "implementations": implementations, "recursive": recursive,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			types := enginetest.NewTypeChecker()
			more := []string{""}
			for of, funcs := range alone {
				if of == "other" || strings.Contains(d.types, "type "+of+" ") {
					more = append(more, funcs...)
				}
			}
			want := d.want
			for order := range permutations(d.funcs) {
				for _, other := range more {
					text := "package p\n\nimport \"sync\"\n" + d.types + other + "\n" + strings.Join(order, "\n")
					got := sorted(decide(t, types.Must(t, enginetest.Source{Path: "p", Text: text}), &obligation.Settings{Panic: panics.Recovered}))
					if want == "" {
						want = got
						t.Log(want)
					}
					if got != want {
						t.Fatalf("%s\n%s, want\n%s", text, got, want)
					}
				}
			}
		})
	}
}

// sorted returns the verdicts in short, but for those in functions that are alone.
func sorted(res *obligation.Result) string {
	var parts []string
	for _, s := range res.Sites {
		if name := strings.ToLower(s.Function.Name()); !strings.HasPrefix(name, "aa") {
			parts = append(parts, fmt.Sprintf("%s %s", s.Function.Name(), s.Verdict))
		}
	}
	slices.Sort(parts)
	return strings.Join(parts, ", ")
}

// permutations returns all orders of list.
func permutations(list []string) func(yield func([]string) bool) {
	return func(yield func([]string) bool) {
		order := slices.Clone(list)
		var from func(i int) bool
		from = func(i int) bool {
			if i == len(order) {
				return yield(slices.Clone(order))
			}
			for j := i; j < len(order); j++ {
				order[i], order[j] = order[j], order[i]
				if !from(i + 1) {
					return false
				}
				order[i], order[j] = order[j], order[i]
			}
			return true
		}
		from(0)
	}
}

// TestEarlyLookups notes which functions ask for others that have not been analyzed
// yet. They refer to these, by themselves or by what they call, and these lead back to
// them. They do not call these, unless these call them as well.
func TestEarlyLookups(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		declared
		want []string
	}{
		{"store", store, nil},
		{"unsettled", unsettled, []string{"Open for Renew"}},
		{"deferring", deferring, nil},
		{"values", values, []string{"third for first"}},
		{"implementations", implementations, []string{"run for Begin"}},
		{"recursive", recursive, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			text := "package p\n\nimport \"sync\"\n" + tt.types + strings.Join(tt.funcs, "\n")
			s, found := noting(t)
			decide(t, enginetest.NewTypeChecker().Must(t, enginetest.Source{Path: "p", Text: text}), s)
			if got := found(); !slices.Equal(got, tt.want) {
				t.Errorf("early lookups: %q, want %q", got, tt.want)
			}
		})
	}
	// In the packages orderfirst and orderlast, what open returns leads back to it.
	allowed := map[string][]string{"lockleak": {"open for NextBad", "open for NextOk"}}
	for _, module := range fixtures {
		t.Run(module, func(t *testing.T) {
			t.Parallel()
			s, found := noting(t)
			engine := obligation.NewAnalyzer(s, program.Own)
			graph, err := checker.Analyze([]*analysis.Analyzer{engine}, load(t, fixtureDir(module)), nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range graph.Roots {
				if a.Err != nil {
					t.Fatal(a.Err)
				}
			}
			if got := found(); !slices.Equal(got, allowed[module]) {
				t.Errorf("early lookups: %q, want %q", got, allowed[module])
			}
		})
	}
}

// noting returns settings with which early lookups are noted, and what returns these.
// It is an error if they are not what the order of analysis allows.
func noting(t *testing.T) (s *obligation.Settings, found func() []string) {
	var mu sync.Mutex
	all := make(map[string]bool)
	s = &obligation.Settings{Panic: panics.Recovered}
	s.OnEarlyLookup(func(x obligation.EarlyLookup) {
		mu.Lock()
		defer mu.Unlock()
		if x.By == nil || x.Called || !x.Leads || !x.Back {
			t.Errorf("%v asks for %v: called %t, led to %t, leads back %t", x.By, x.Of, x.Called, x.Leads, x.Back)
			return
		}
		all[x.By.Name()+" for "+x.Of.Name()] = true
	})
	return s, func() []string { return slices.Sorted(maps.Keys(all)) }
}
