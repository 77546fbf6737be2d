package prepass_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/enginetest"
	"github.com/lockleak/lockleak/internal/engine/prepass"
)

func families(t *testing.T, text string) *prepass.Families {
	return prepass.NewFamilies(enginetest.Program(t, text))
}

func function(fs *prepass.Families, name string) *ssa.Function {
	return fs.Prog.Funcs[slices.IndexFunc(fs.Prog.Funcs, func(fn *ssa.Function) bool { return fn.Name() == name })]
}

// TestTracked asks which terms are followed: those that decide two branches or one in a
// loop, that callers know, or that name a lock.
func TestTracked(t *testing.T) {
	t.Parallel()
	fs := families(t, `package p
import "sync"
type T struct { mu sync.Mutex; once, twice, round bool }
func get() bool
func f(t *T, arg bool) {
	once, twice := get(), get()
	if once { println() }
	if twice { println() }
	if twice { println() }
	for get() { println() }
	if arg { println() }
	t.mu.Lock()
}
`)
	fm := fs.Of(function(fs, "f"))
	var got []string
	for c := range accesspath.Calls(function(fs, "f")) {
		if v := c.Value(); v != nil && c.Common().StaticCallee() != nil && c.Common().StaticCallee().Name() == "get" {
			got = append(got, map[bool]string{true: "followed", false: "not"}[fm.Tracked[fs.Prog.Paths.Term(v)]])
		}
	}
	if want := []string{"not", "followed", "followed"}; !slices.Equal(got, want) {
		t.Errorf("once, twice and the condition of the loop: %q, want %q", got, want)
	}
	if arg := fm.Tracked[fs.Prog.Paths.Term(function(fs, "f").Params[1])]; !arg {
		t.Error("the parameter is not followed")
	}
	if len(fm.Operations) != 1 || !fm.Tracked[fm.Operations[0].ID.Addr] {
		t.Errorf("the lock is not followed: %v", fm.Operations)
	}
}

// TestAlwaysSet asks for fields that are set where their objects are made.
func TestAlwaysSet(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		want       bool
	}{
		{"set", "func a() *x { return &x{f: new(int)} }", true},
		{"set by two", "func a() *x { return &x{f: new(int)} }; func b(f *int) *x { v := new(x); v.f = f; return v }", true},
		{"not by one", "func a() *x { return &x{f: new(int)} }; func b() *x { return new(x) }", false},
		{"set elsewhere", "func a() *x { return new(x) }; func b(v *x) { v.f = new(int) }", false},
		{"cleared", "func a() *x { return &x{f: new(int)} }; func b(v *x) { v.f = nil }", false},
		{"another cleared", "func a() *x { return &x{f: new(int)} }; func b(v *x) { v.g = nil }", true},
		{"never made", "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			fs := families(t, "package p\ntype x struct { f, g *int }\nfunc use(v *x) bool { return v.f == nil }\n"+tt.text)
			for in := range accesspath.Instructions(function(fs, "use")) {
				if fa, ok := in.(*ssa.FieldAddr); ok {
					if got := fs.AlwaysSet(fa); got != tt.want {
						t.Errorf("got %t, want %t", got, tt.want)
					}
				}
			}
		})
	}
	fs := families(t, "package p\ntype X struct { f *int }\nfunc a() *X { return &X{f: new(int)} }\n")
	for in := range accesspath.Instructions(function(fs, "a")) {
		if fa, ok := in.(*ssa.FieldAddr); ok && fs.AlwaysSet(fa) {
			t.Error("another package may make an object of an exported type")
		}
	}
}

// TestPanics asks for what becomes of a panic of the function work.
func TestPanics(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		recovered  bool
		retaken    string
	}{
		{"nobody", "func caller() { work() }", false, ""},
		{"recovered", "func caller() { defer func() { recover() }(); work() }", true, ""},
		{"recovered by a function", "func caller() { defer done(); work() }; func done() { println(recover()) }", true, ""},
		{"deferred too late", "func caller() { work(); defer func() { recover() }() }", true, ""}, // FP: the block is all that is looked at
		{"deferred on one way", "func caller(b bool) { if b { defer func() { recover() }() }; work() }", false, ""},
		{"panics again", "func caller() { defer func() { panic(recover()) }(); work() }", false, ""},
		{"acquired again", "func caller() { defer mu.Lock(); work() }; ", false, ""}, // by itself, not by a function of the package
		{"acquired by a literal", "func caller() { defer func() { mu.Lock() }(); work() }", false, "sync.Mutex"},
		{"acquired by both", "func caller() { defer func() { mu.Lock() }(); work() }; func other() { defer func() { rw.RLock() }(); work() }", false, "sync.Mutex sync.RWMutex"},
		{"acquired after", "func caller() { work(); defer func() { mu.Lock() }() }", false, ""},
		{"tried", "func caller() { defer func() { mu.TryLock() }(); work() }", false, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			fs := families(t, "package p\nimport \"sync\"\nvar mu sync.Mutex; var rw sync.RWMutex\nfunc work() {}\n"+tt.text)
			work := function(fs, "work")
			if got := fs.HasRecoveringCaller(work); got != tt.recovered {
				t.Errorf("recovered: %t, want %t", got, tt.recovered)
			}
			var got []string
			for _, c := range fs.DeferredAcquires()[work] {
				got = append(got, c.Type)
			}
			slices.Sort(got)
			if strings.Join(got, " ") != tt.retaken {
				t.Errorf("acquired by deferred calls: %q, want %q", got, tt.retaken)
			}
		})
	}
}

// TestSurvey asks for uses of a lock and how they stand to each other.
func TestSurvey(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, body string
		want       string
	}{
		{"in order", "t.mu.Lock(); t.mu.Unlock()", "acquire: released; release: follows"},
		{"deferred", "t.mu.Lock(); defer t.mu.Unlock()", "acquire: released; release: follows"},
		{"release first", "t.mu.Unlock(); t.mu.Lock()", "acquire; release"},
		{"on one way", "t.mu.Lock(); if t.n > 0 { t.mu.Unlock() }", "acquire; release: follows"},
		{"acquired on one way", "if t.n > 0 { t.mu.Lock() }; t.mu.Unlock()", "acquire; release"},
		{"a method value", "f := t.mu.Unlock; println(f == nil)", "release"},
		{"in a literal", "func() { t.mu.Lock() }()", "acquire"},
		{"another lock", "t.mu.Lock(); t.nu.Unlock()", "acquire; release"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			fs := families(t, "package p\nimport \"sync\"\ntype T struct { mu, nu sync.Mutex; n int }\nfunc f(t *T) { "+tt.body+" }\n")
			s := fs.Survey(function(fs, "f"))
			var got []string
			for _, a := range s.Acquires {
				got = append(got, "acquire"+map[bool]string{true: ": released"}[s.IsReleased(a)])
				if !s.MayAcquire(a.Class) {
					t.Error("the class of an acquire is not acquired")
				}
			}
			for _, r := range s.Releases {
				got = append(got, "release"+map[bool]string{true: ": follows"}[s.FollowsAcquire(r)])
			}
			if strings.Join(got, "; ") != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestAliases asks what the result of get may be called.
func TestAliases(t *testing.T) {
	t.Parallel()
	fs := families(t, `package p
type G struct{}
func get(n int) *G
func use(any)
func f(b bool) {
	g := get(1)
	if b { g = get(2) }
	use(g)
	kept, other := get(1), get(3)
	func() { kept = get(4) }()
	use(kept)
	func() { other = nil }()
	use(other)
}
`)
	fn := function(fs, "f")
	var phis, loads int
	for in := range accesspath.Instructions(fn) {
		c, ok := in.(*ssa.Call)
		if !ok || len(c.Call.Args) == 0 || c.Call.StaticCallee().Name() != "get" || c.Call.Args[0].(*ssa.Const).Int64() != 1 {
			continue
		}
		for _, v := range fs.ValuesOf(fs.Prog.Paths.Term(c)) {
			fs.Aliases(v, fs.Of(fn).Loads, func(v ssa.Value) {
				switch v.(type) {
				case *ssa.Phi:
					phis++
				case *ssa.UnOp:
					loads++
				}
			})
		}
	}
	if phis != 1 || loads != 1 {
		t.Errorf("%d phis and %d loads, want one of each", phis, loads)
	}
}

// callOf returns the first call of the function called name in fn.
func callOf(fn *ssa.Function, name string) *ssa.Call {
	for c := range accesspath.Calls(fn) {
		if g := c.Common().StaticCallee(); g != nil && g.Name() == name {
			return c.(*ssa.Call)
		}
	}
	return nil
}

// TestChangedAt asks whether a call may change a field that is tested before it and
// after it.
func TestChangedAt(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		want       bool
	}{
		{"stores", "func g(t *T) { t.flag = true }", true},
		{"stores to another field", "func g(t *T) { t.other = true }", false},
		{"reads", "func g(t *T) { println(t.flag) }", false},
		{"calls what stores", "func g(t *T) { h(t) }; func h(t *T) { t.flag = true }", true},
		{"calls itself", "func g(t *T) { h(t) }; func h(t *T) { if !t.other { t.flag = true; g(t) } }", true},
		{"defers what stores", "func g(t *T) { defer h(t) }; func h(t *T) { t.flag = true }", true},
		{"starts what stores", "func g(t *T) { go h(t) }; func h(t *T) { t.flag = true }", false},
		{"starts a literal that stores", "func g(t *T) { go func() { t.flag = true }() }", false},
		{"calls a literal that stores", "func g(t *T) { func() { t.flag = true }() }", true},
		{"passes a literal that stores", "func g(t *T) { h(func() { t.flag = true }) }; func h(f func()) { f() }", true},
		{"keeps a literal that stores", "func g(t *T) { kept = func() { t.flag = true } }; var kept func()", false},
		{"stores to a new object", "func g(t *T) { u := new(T); u.flag = true; sink = u }; var sink *T", false},
		{"stores to a field of that name", "type U struct { mu, flag bool }; var u U; func g(t *T) { u.flag = true }", false},
		{"stores by an instance", "func g(t *T) { set(&t.P) }; func set[E any](p *P[E]) { p.flag2 = true }", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			fs := families(t, `package p
type P[E any] struct { flag2 bool; e E }
type T struct { other, flag bool; P P[int] }
func f(t *T) {
	if t.flag { println() }
	g(t)
	if t.flag { println() }
}
`+tt.text)
			f := function(fs, "f")
			if got := len(fs.Of(f).ChangedAt(callOf(f, "g"))) > 0; got != tt.want {
				t.Errorf("got %t, want %t", got, tt.want)
			}
		})
	}
}

// TestKeeps asks whether what is known of a term holds after a call that may assign a
// constant to it.
func TestKeeps(t *testing.T) {
	t.Parallel()
	fs := families(t, `package p
type T struct { n int }
func f(t *T) {
	if t.n == 0 { println() }
	one(t)
	any(t, 2)
	if t.n == 0 { println() }
}
func one(t *T) { t.n = 1 }
func any(t *T, n int) { t.n = n }
`)
	f := function(fs, "f")
	fm := fs.Of(f)
	is := func(n int64) domain.Value { return domain.Value{Same: fs.Prog.Paths.ConstOf(n)} }
	for _, tt := range []struct {
		call  string
		known domain.Value
		want  bool
	}{
		{"one", is(1), true},
		{"one", is(0), false},
		{"any", is(1), false},
		{"any", domain.Value{NonNil: true}, false},
	} {
		changes := fm.ChangedAt(callOf(f, tt.call))
		if len(changes) != 1 {
			t.Fatalf("%s: %d changes, want 1", tt.call, len(changes))
		}
		if got := fm.Keeps(changes[0], tt.known); got != tt.want {
			t.Errorf("%s, where it is %v: got %t, want %t", tt.call, tt.known, got, tt.want)
		}
	}
}

// TestIsCarried asks whether what was read before a call is used after it.
func TestIsCarried(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		want       bool
	}{
		{"read again", "if t.flag { println() }; g(t); if t.flag { println() }", false},
		{"in a variable", "a := t.flag; if a { println() }; g(t); if a { println() }; println(t.flag)", true},
		{"negated", "a := !t.flag; g(t); if a { println() }; if t.flag { println() }", true},
		{"in one of two", "a := n > 0; if n > 1 { a = t.flag }; g(t); if a { println() }; if t.flag { println() }", true},
		{"used before it only", "a := t.flag; println(a); if a { println() }; g(t); if t.flag { println() }", false},
		{"read in each round", "for t.flag { g(t) }", false},
		{"read before the loop", "a := t.flag; for a { g(t); if t.flag { break } }", true},
		{"read in a round, used in it", "for n > 0 { a := t.flag; g(t); if a { n-- }; if t.flag { n-- } }", true},
		{"captured", "a := t.flag; b := func() { println(a) }; g(t); b(); if t.flag { println() }; if t.flag { println() }", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			fs := families(t, "package p\ntype T struct { flag bool }\nfunc g(t *T) { t.flag = !t.flag }\nfunc f(t *T, n int) {"+tt.text+"}")
			f := function(fs, "f")
			g := callOf(f, "g")
			changes := fs.Of(f).ChangedAt(g)
			if len(changes) == 0 {
				t.Fatal("the call changes nothing")
			}
			got := slices.ContainsFunc(changes, func(c *prepass.Change) bool { return fs.Of(f).IsCarried(c, g) })
			if got != tt.want {
				t.Errorf("got %t, want %t", got, tt.want)
			}
		})
	}
}
