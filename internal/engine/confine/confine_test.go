package confine_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/enginetest"
)

// TestConfined asks for each field and variable whether its class is confined. Each row
// but the first has one use that lets others at the lock, or that does not.
func TestConfined(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		want       bool
	}{
		{"calls of its methods", "", true},
		{"a deferred call", "func g(s *T) { defer s.mu.Unlock() }", true},
		{"a goroutine", "func g(s *T) { go s.mu.Unlock() }", true},
		{"in a literal", "func g(s *T) func() { return func() { s.mu.Unlock() } }", true},
		{"its object goes anywhere", "var all []any\nfunc g(s *T) { all = append(all, s) }", true},
		{"stored", "var p *sync.Mutex\nfunc g(s *T) { p = &s.mu }", false},
		{"passed", "func h(*sync.Mutex) {}\nfunc g(s *T) { h(&s.mu) }", false},
		{"an interface", "func g(s *T) sync.Locker { return &s.mu }", false},
		{"a method value", "func g(s *T) func() { return s.mu.Unlock }", false},
		{"copied", "func g(s *T) sync.Mutex { return s.mu }", false},
		{"overwritten", "func g(s *T) { s.mu = sync.Mutex{} }", false},
		{"compared", "func g(s *T, p *sync.Mutex) bool { return p == &s.mu }", false},
		{"in the value of a variable", "var first T\nvar l sync.Locker = &first.mu", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := confined(t, "p", "type T struct { mu sync.Mutex }\nfunc f(s *T) { s.mu.Lock() }\n"+tt.text); got != tt.want {
				t.Errorf("confined: %v, want %v", got, tt.want)
			}
		})
	}
}

// TestReachable has locks that other packages can name, or not.
func TestReachable(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, pkg, text string
		want            bool
	}{
		{"exported field", "p", "type T struct { Mu sync.Mutex }\nfunc f(s *T) { s.Mu.Lock() }", false},
		{"of a program", "main", "type T struct { Mu sync.Mutex }\nfunc f(s *T) { s.Mu.Lock() }\nfunc main() {}", true},
		{"exported field of a private type", "p", "type t struct { Mu sync.Mutex }\nfunc f(s *t) { s.Mu.Lock() }", true},
		{"which a function returns", "p", "type t struct { Mu sync.Mutex }\nfunc New() *t { return nil }\nfunc f(s *t) { s.Mu.Lock() }", false},
		{"which a field has", "p", "type t struct { Mu sync.Mutex }\ntype T struct { X map[string][]*t }\nfunc f(s *t) { s.Mu.Lock() }", false},
		{"which a private field has", "p", "type t struct { Mu sync.Mutex }\ntype T struct { x *t }\nfunc f(s *t) { s.Mu.Lock() }", true},
		{"which a method takes", "p", "type t struct { Mu sync.Mutex }\ntype T struct{}\nfunc (T) M(func(*t)) {}\nfunc f(s *t) { s.Mu.Lock() }", false},
		{"which an interface has", "p", "type t struct { Mu sync.Mutex }\ntype I interface { M() chan t }\nfunc f(s *t) { s.Mu.Lock() }", false},
		{"embedded in a public type", "p", "type T struct { sync.Mutex }\nfunc f(s *T) { s.Lock() }", false},
		{"embedded in a private type", "p", "type t struct { sync.Mutex }\nfunc f(s *t) { s.Lock() }", true},
		{"embedded, and an interface", "p", "type t struct { sync.Mutex }\nfunc f(s *t) { s.Lock() }\nfunc g(s *t) sync.Locker { return s }", false},
		{"embedded, and another interface", "p", "type t struct { sync.Mutex }\nfunc f(s *t) { s.Lock() }\nfunc g(s *t) any { return s }", true},
		{"embedded twice, and an interface", "p", "type t struct { sync.Mutex }\ntype u struct { *t }\nfunc f(s *t) { s.Lock() }\nfunc g(s u) sync.Locker { return s }", false},
		{"variable", "p", "var mu sync.Mutex\nfunc f() { mu.Lock() }", true},
		{"exported variable", "p", "var Mu sync.Mutex\nfunc f() { Mu.Lock() }", false},
		{"local variable", "p", "func f() { var mu sync.Mutex; mu.Lock(); func() { mu.Unlock() }() }", true},
		{"local variable that is stored", "p", "var p *sync.Mutex\nfunc f() { var mu sync.Mutex; mu.Lock(); p = &mu }", false},
		{"pointer", "p", "type t struct { mu *sync.Mutex }\nfunc f(s *t) { s.mu.Lock() }", false},
		{"element", "p", "type t struct { mu [4]sync.Mutex }\nfunc f(s *t) { s.mu[1].Lock() }", false},
		{"another lock", "p", "type l struct { n int }\nfunc (l *l) Lock() {}\nfunc (l *l) Unlock() {}\ntype t struct { mu l }\nfunc f(s *t) { s.mu.Lock() }", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := confined(t, tt.pkg, tt.text); got != tt.want {
				t.Errorf("confined: %v, want %v", got, tt.want)
			}
		})
	}
}

// confined reports whether the class of the lock that the function f of a package
// acquires is confined.
func confined(t *testing.T, pkg, text string) bool {
	t.Helper()
	p := enginetest.Program(t, "package "+pkg+"\nimport \"sync\"\nvar _ sync.Mutex\n"+strings.TrimSpace(text)+"\n")
	i := slices.IndexFunc(p.Funcs, func(fn *ssa.Function) bool { return fn.Name() == "f" })
	for _, c := range p.Calls.In(p.Funcs[i]) {
		for _, op := range p.Calls.At(c) {
			if op.Acquires() {
				return op.Class.IsConfined()
			}
		}
	}
	t.Fatal("f acquires nothing")
	return false
}
