package verdict_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/enginetest"
	"github.com/lockleak/lockleak/internal/engine/flow"
	"github.com/lockleak/lockleak/internal/engine/prepass"
	"github.com/lockleak/lockleak/internal/engine/verdict"
	"github.com/lockleak/lockleak/internal/settings/panics"
)

// prelude begins the package of each test. It has locks of package sync, and others: a
// gate, whose acquire may fail; a budget; locks with keys; and leases, whose acquire
// returns a handle.
const prelude = `import (
	"errors"
	"sync"
)

type store struct {
	mu, other sync.RWMutex
	n         int
	held      bool
	next      *store
	done      func()
	shards    []*store
}

type gate struct{ n int }

func (g *gate) Lock() error { return g.hook() }
func (g *gate) Unlock()     { g.hook() }
func (g *gate) hook() error { return nil }

type pool struct{ gate gate }

func (p *pool) put() { p.gate.Unlock() }

type budget struct{ n int }

func (b *budget) Lock()   { b.hook() }
func (b *budget) Unlock() { b.hook() }
func (b *budget) hook()   {}

type keys struct{ m map[string]int }

func (k *keys) Lock(key string)   { k.hook(key) }
func (k *keys) Unlock(key string) { k.hook(key) }
func (k *keys) hook(key string)   {}

type leases struct{ n int }

type lease struct{}

func (l *leases) Acquire() *lease { return l.hook() }
func (l *leases) hook() *lease    { return nil }
func (l *lease) Release()         {}

var errFull = errors.New("full")

`

// judged is the judge of a package, and the verdicts on the acquires of one of its functions.
type judged struct {
	*verdict.Judge
	sites []*verdict.Site // in the order of their positions
}

// A source is the text of a package after the prelude, and how it is analyzed.
type source struct {
	pkg    string // its name, p if empty
	text   string
	shared bool // see [verdict.NewJudge]
}

// judge analyzes the last function of a package, with its literals. Nothing is known of
// the other functions, except that one with the name anything may do anything.
func judge(t *testing.T, src source) judged {
	t.Helper()
	prog := enginetest.Program(t, "package "+cmp.Or(src.pkg, "p")+"\n\n"+prelude+src.text)
	prog.PanicLevel = panics.Explicit
	j := verdict.NewJudge(flow.NewAnalysis(prepass.NewFamilies(prog)), src.shared, false)
	for f := range prog.Functions() {
		if f.Name() == "anything" {
			prog.Summaries.Set(f, callinfo.Anything)
		}
	}
	fn := last(prog)
	var made []verdict.Decision
	accesspath.Family(fn, func(g *ssa.Function) {
		for _, l := range prog.Calls.LocksOf(g) {
			d := j.Decide(g, l)
			if g == fn {
				made = append(made, d)
			}
			for site, e := range d.Out {
				j.Evidence[site] = append(j.Evidence[site], e)
			}
		}
	})
	for _, op := range prog.Calls.OperationsIn(fn) {
		if l := (callinfo.Lock{ID: op.ID, Class: op.Class}); op.Releases() && !slices.ContainsFunc(made, func(d verdict.Decision) bool { return d.Lock == l }) {
			made = append(made, verdict.Decision{Lock: l, Collector: j.Collect(fn, l, false)})
		}
	}
	for _, d := range made {
		j.CheckPromise(fn, d)
	}
	r := judged{Judge: j}
	for i, a := range j.Sites.All {
		r.sites = append(r.sites, verdict.NewSite(a, j.Evidence[i]))
	}
	slices.SortFunc(r.sites, func(a, b *verdict.Site) int { return int(a.Pos - b.Pos) })
	return r
}

// last returns the declared function of the program that comes last in the source.
func last(p *callinfo.Program) *ssa.Function {
	var fn *ssa.Function
	for f := range p.Functions() {
		if f.Parent() == nil && f.Pos().IsValid() && (fn == nil || f.Pos() > fn.Pos()) {
			fn = f
		}
	}
	return fn
}

// TestVerdict has a function for each verdict and each reason of it.
func TestVerdict(t *testing.T) {
	t.Parallel()
	const (
		byReturn = "leaks: a path returns with it held"
		kept     = "kept: the function does not release it on any path"
	)
	for _, tt := range []struct {
		name string
		src  source
		want []string // for each acquire, in the order of the source
	}{
		// Released.
		{"paired", source{text: `func (s *store) f() { s.mu.Lock(); s.n++; s.mu.Unlock() }`}, []string{"released: on every path"}},
		{"on each path", source{text: `func (s *store) f(a bool) { if a { s.mu.Lock() }; s.n++; if a { s.mu.Unlock() } }`}, []string{"released: on every path"}},
		{"by defer", source{text: `func (s *store) f(a bool) { if a { s.mu.Lock(); defer s.mu.Unlock() }; s.n++ }`}, []string{"released: by defer"}},
		{"in a deferred literal", source{text: `func (s *store) f() { s.mu.Lock(); defer func() { s.mu.Unlock() }(); s.n++ }`}, []string{"released: by defer"}},
		{"by a call or by defer", source{text: `func (s *store) f(a bool) { s.mu.Lock(); if a { s.mu.Unlock(); return }; defer s.mu.Unlock() }`}, []string{"released: on every path, by defer or by a call"}},
		{"on both sides of a hand-off", source{text: `func (s *store) f(run func(func())) { s.mu.Lock(); run(func() { s.mu.Unlock() }); s.mu.Unlock() }`}, []string{"released: on every path; what it is handed over to releases it as well"}},
		{"on no feasible path", source{text: `func (s *store) f(a bool) { x := 0; if a { x = 1 }; s.mu.Lock(); if !a && x == 1 { return }; s.mu.Unlock() }`}, []string{"released: on every path"}},
		{"handed off on no feasible path", source{text: `func (s *store) f(a bool) { x := 0; if a { x = 1 }; s.mu.Lock(); if !a && x == 1 { go func() { s.mu.Unlock() }(); return }; s.mu.Unlock() }`}, []string{"released: on every path"}},

		// Leaks.
		{"return", source{text: `func (s *store) f(a bool) { s.mu.Lock(); if a { return }; s.mu.Unlock() }`}, []string{byReturn}},
		{"panic", source{text: `func (s *store) f(a bool) { s.mu.Lock(); if a { panic(s) }; s.mu.Unlock() }`}, []string{"leaks: a path panics with it held"}},
		{"iteration", source{text: `func f(all []*store) { for _, s := range all { s.mu.Lock(); if s.n > 0 { continue }; s.mu.Unlock() } }`}, []string{"leaks: a round of a loop ends with it held"}},
		{"another acquire is released", source{text: `func (s *store) f(a bool) { if a { s.mu.Lock(); return }; s.mu.Lock(); s.n++; s.mu.Unlock() }`}, []string{byReturn, "released: on every path"}},
		{"other paths hand it off", source{text: `func (s *store) f(a bool) { s.mu.Lock(); if a { return }; go func() { s.mu.Unlock() }() }`}, []string{byReturn}},
		{"other paths pass the release on", source{text: `func (s *store) f(a bool, run func(func())) { s.mu.Lock(); if a { return }; run(s.mu.Unlock) }`}, []string{byReturn}},
		{"another key", source{text: `func (k *keys) f(a, b string) { k.Lock(a); k.Unlock(a + b) }`}, []string{byReturn}},
		{"a dropped handle", source{text: `func (l *leases) f() { l.Acquire(); l.n++ }`}, []string{byReturn}},
		{"an error", source{text: `func (p *pool) f() error { if err := p.gate.Lock(); err != nil { return err }; if p.gate.n > 0 { return errFull }; return nil }`}, []string{byReturn}},

		// Kept.
		{"never released", source{text: `func (s *store) f() { s.mu.Lock(); s.n++ }`}, []string{kept}},
		{"all elements", source{text: `func f(all []*store) { for _, s := range all { s.mu.Lock() } }`}, []string{kept}},
		{"an error, but nothing else releases it", source{text: `type lone struct{ gate gate }

func (p *lone) f() error { if err := p.gate.Lock(); err != nil { return err }; if p.gate.n > 0 { return errFull }; return nil }`}, []string{kept}},
		{"a share of a budget", source{text: `func (p *budget) f(a bool) { if a { p.Lock(); return }; p.Lock(); p.n++; p.Unlock() }`}, []string{kept, "released: on every path"}},
		{"until the process ends", source{pkg: "main", text: `var mu sync.Mutex

func main() { mu.Lock(); errFull = nil }`}, []string{"kept: the process ends"}},
		{"the caller's hold", source{text: `func (s *store) f() { s.mu.Unlock(); s.n++; s.mu.Lock() }`}, []string{"kept: it takes back what the caller holds"}},

		// Misused.
		{"acquired again", source{text: `func (s *store) f() { s.mu.Lock(); s.n++; s.mu.Lock(); s.mu.Unlock() }`}, []string{"misused: it is acquired again while it is held", "misused: it waits for what is held already"}},
		{"wrong mode", source{text: `func (s *store) f() { s.mu.Lock(); s.n++; s.mu.RUnlock() }`}, []string{"misused: it is released in the wrong mode"}},

		// HandedOff, and what looks like it.
		{"by its name", source{text: `func (s *store) lockSome(a bool) { s.mu.Lock(); if a { s.mu.Unlock() } }`}, []string{"handedoff: the function is there to acquire it, by its name or comment"}},
		{"by its comment", source{text: `// f returns with s.mu held.
func (s *store) f(a bool) { s.mu.Lock(); if a { s.mu.Unlock() } }`}, []string{"handedoff: the function is there to acquire it, by its name or comment"}},
		{"a panic is no contract", source{text: `func (s *store) lockSome(a bool) { s.mu.Lock(); if a { s.mu.Unlock(); return }; panic(s) }`}, []string{"leaks: a path panics with it held"}},
		{"a result", source{text: `func (s *store) f(a bool) bool { s.mu.Lock(); if a { s.mu.Unlock(); return false }; return true }`}, []string{"handedoff: the result says whether it is held"}},
		{"an error result", source{text: `func (s *store) f(a bool) error { s.mu.Lock(); if a { s.mu.Unlock(); return errFull }; return nil }`}, []string{"handedoff: the result says whether it is held"}},
		{"a result that does not tell", source{text: `func (s *store) f(a, b bool) bool { s.mu.Lock(); if a { s.mu.Unlock(); return b }; return true }`}, []string{byReturn}},
		{"the result after a recovered panic", source{text: `func (s *store) f(a bool) error { defer func() { recover() }(); s.mu.Lock(); if a { s.mu.Unlock(); panic(s) }; return nil }`}, []string{byReturn}},
		{"always held", source{text: `func (p *budget) f(a bool) { for { p.Lock(); if a { return }; p.Unlock() } }`}, []string{"handedoff: every return leaves it held"}},
		{"a mutex always held", source{text: `func (s *store) f(a bool) { for { s.mu.Lock(); if a { return }; s.mu.Unlock() } }`}, []string{byReturn}},
		{"a local variable", source{text: `func f(a bool) { var s store; s.mu.Lock(); if a { return }; s.mu.Unlock() }`}, []string{"handedoff: the lock ends with the function"}},
		{"a new object", source{text: `func newStore() *store { return nil }

func f(a bool) { s := newStore(); s.mu.Lock(); if a { return }; s.mu.Unlock() }`}, []string{"handedoff: the lock ends with the function"}},
		{"a new object that others have", source{text: `func newStore() *store { return nil }

func f(a bool, use func(*store)) { s := newStore(); use(s); s.mu.Lock(); if a { return }; s.mu.Unlock() }`}, []string{byReturn}},
		{"a local variable that others have", source{text: `func f(a bool, use func(*store)) { var s store; use(&s); s.mu.Lock(); if a { return }; s.mu.Unlock() }`}, []string{byReturn}},
		{"a literal that is returned", source{text: `func (s *store) f() func() { s.mu.Lock(); return func() { s.mu.Unlock() } }`}, []string{"handedoff: a function value that releases it is returned, stored or passed on"}},
		{"a goroutine", source{text: `func (s *store) f() { s.mu.Lock(); go func() { s.mu.Unlock() }() }`}, []string{"handedoff: a goroutine releases it"}},
		{"the owner is returned", source{text: `func f(all []*store) *store { for _, s := range all { s.mu.Lock(); if s.n > 0 { return s }; s.mu.Unlock() }; return nil }`}, []string{"handedoff: the result can release it"}},
		{"the owner is stored", source{text: `func (s *store) f(all []*store) { for _, x := range all { x.mu.Lock(); s.shards = append(s.shards, x) } }`}, []string{"handedoff: what can release it is stored for later"}},
		{"a flag", source{text: `func (s *store) f(a bool) { s.mu.Lock(); if a { s.mu.Unlock(); return }; s.held = true }`}, []string{"handedoff: a variable remembers that it is held"}},

		// Undecided.
		{"another name", source{text: `func f(s, t *store) { s.mu.Lock(); t.mu.Unlock() }`}, []string{"undecided: a lock that may be the same under another name is released"}},
		{"a callee", source{text: `func anything() {}

func (s *store) f() { s.mu.Lock(); anything() }`}, []string{"undecided: a function that it calls releases it"}},
		{"the name of a callee", source{text: `func (s *store) f(unlock func()) { s.mu.Lock(); unlock() }`}, []string{"undecided: a function that it calls may release it, by its name"}},
		{"passed to a callee", source{text: `func (s *store) f(use func(*sync.RWMutex)) { s.mu.Lock(); use(&s.mu) }`}, []string{"undecided: the lock is passed to a function that is not looked into"}},
		{"a callee that may not return", source{text: `func (s *store) f(a bool, fatalf func(string)) { s.mu.Lock(); if a { fatalf(""); return }; s.mu.Unlock() }`}, []string{"undecided: a call there may not return, by its name"}},
		{"the caller's hold on another path", source{text: `func (s *store) f(a bool) { if a { s.mu.Unlock(); s.n++; return }; s.mu.Lock(); if s.n > 0 { s.mu.Unlock() } }`}, []string{"undecided: on another path the caller holds it already"}},
		{"a condition that a call changes", source{text: `func (s *store) f(g func()) { if s.held { return }; g(); if s.held { s.mu.Lock(); if s.n > 0 { return }; s.mu.Unlock() } }`}, []string{"undecided: a call may change what the conditions depend on"}},
		{"another object by then", source{text: `func (s *store) roll() { s.next = new(store) }

func (s *store) f() { old := s.next; old.mu.Lock(); defer old.mu.Unlock(); s.roll(); s.next.mu.Lock(); s.next.mu.Unlock() }`}, []string{"undecided: the object that it is in may be another one by then", "undecided: the object that it is in may be another one by then"}},
		{"a field that is always set", source{text: `func newStore() *store { return &store{next: new(store)} }

func (s *store) f() { s.mu.Lock(); if s.next == nil { s.mu.Lock() }; s.mu.Unlock() }`}, []string{"undecided: the path to it wants a field nil that is always set", "undecided: the path to it wants a field nil that is always set"}},
		{"held any number of times", source{text: `func (s *store) f(n int) { for range n { s.mu.RLock() }; for range n { s.mu.RUnlock() } }`}, []string{"undecided: it is held more often than is followed"}},
		{"released by another loop", source{text: `func f(all []*store) { for _, s := range all { s.mu.Lock() }; for _, s := range all { s.mu.Unlock() } }`}, []string{"undecided: another loop releases locks of this kind"}},
		{"no path", source{text: `func (s *store) f(a bool) { if a { return }; if a { s.mu.Lock() } }`}, []string{"undecided: no path to it was followed"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, s := range judge(t, tt.src).sites {
				got = append(got, fmt.Sprintf("%s: %s", s.Verdict, s.Reason))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("%s\ngot  %q\nwant %q", tt.src.text, got, tt.want)
			}
		})
	}
}

// TestShared has acquires of what is held in shared mode already, which is a mistake if
// the settings say so, or if nothing in sight releases the lock.
func TestShared(t *testing.T) {
	t.Parallel()
	const (
		twice = "func (s *store) f() { s.mu.RLock(); s.n++; s.mu.RLock(); s.mu.RUnlock(); s.mu.RUnlock() }"
		never = "func (s *store) f() { s.mu.RLock(); s.n++; s.mu.RLock() }"
	)
	for _, tt := range []struct {
		src  source
		want []string
	}{
		{source{text: twice}, []string{"released", "released"}},
		{source{text: twice, shared: true}, []string{"misused", "misused"}},
		{source{text: never}, []string{"misused", "misused"}},
	} {
		var got []string
		for _, s := range judge(t, tt.src).sites {
			got = append(got, string(s.Verdict))
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%+v: got %q, want %q", tt.src, got, tt.want)
		}
	}
}

// TestLeak looks at what is said about a leak.
func TestLeak(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		want       string
	}{
		{"one exit", "func (s *store) f(a bool) { s.mu.Lock(); if a { return }; s.mu.Unlock() }", "decided, sure; 0 further exits, 1 releases"},
		{"two exits", "func (s *store) f(a, b bool) { s.mu.Lock(); if a { return }; if b { return }; s.mu.Unlock() }", "decided, sure; 1 further exits, 1 releases"},
		{"held on some paths to the exit", "func (s *store) f(a, b bool) { if a { s.mu.Lock() }; if b { return }; if a { s.mu.Unlock() } }", "decided; 0 further exits, 1 releases"},
		{"a second acquire", "func (s *store) f(a, b bool) { s.mu.Lock(); if a { return }; if b { s.mu.Lock() }; s.mu.Unlock() }", "decided, sure; 1 further exits, 1 releases"},
		{"another path may release", "func anything() {}\n\nfunc (s *store) f(a, b bool) { s.mu.Lock(); if a { return }; if b { anything(); return }; s.mu.Unlock() }", "sure; 0 further exits, 1 releases"},
		{"another path hands it off", "func (s *store) f(a bool) { s.mu.Lock(); if a { return }; go func() { s.mu.Unlock() }() }", "sure; 0 further exits, 1 releases"},
		{"another key", "func (k *keys) f(a, b string) { k.Lock(a); k.Unlock(a + b) }", "missed; 0 further exits, 0 releases"},
		{"a dropped handle", "func (l *leases) f() { l.Acquire(); l.n++ }", "dropped, decided, sure; 0 further exits, 0 releases"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l := judge(t, source{text: tt.text}).sites[0].Leak
			if l == nil {
				t.Fatalf("%s\nno leak", tt.text)
			}
			var is []string
			for _, x := range []struct {
				is   bool
				name string
			}{{l.Dropped, "dropped"}, {l.Missed, "missed"}, {l.Promised, "promised"}, {l.Decided, "decided"}, {l.Steps[len(l.Steps)-1].Sure, "sure"}} {
				if x.is {
					is = append(is, x.name)
				}
			}
			if got := fmt.Sprintf("%s; %d further exits, %d releases", strings.Join(is, ", "), len(l.Also), len(l.Releases)); got != tt.want {
				t.Errorf("%s\ngot  %s\nwant %s", tt.text, got, tt.want)
			}
		})
	}
}

// TestBadRelease has releases of what is not held, or is held in the other mode.
func TestBadRelease(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		want       []string // for each bad release, whether it is wrong on every path, and what is held
	}{
		{"right", "func (s *store) f() { s.mu.Lock(); s.n++; s.mu.Unlock() }", nil},
		{"the caller's hold", "func (s *store) f() { s.mu.Unlock() }", nil},
		{"released twice", "func (s *store) f() { s.mu.Lock(); s.n++; s.mu.Unlock(); s.mu.Unlock() }", []string{"surely not held"}},
		{"released twice on some path", "func (s *store) f(a bool) { s.mu.Lock(); if a { s.mu.Unlock() }; s.mu.Unlock() }", []string{"not held"}},
		{"released twice on no feasible path", "func (s *store) f(a bool) { x := 0; if a { x = 1 }; s.mu.Lock(); if !a && x == 1 { s.mu.Unlock() }; s.mu.Unlock() }", nil},
		{"the caller's hold twice", "func (s *store) f() { s.mu.Unlock(); s.mu.Unlock() }", []string{"surely not held"}},
		{"the caller's hold on another path", "func (s *store) f(a bool) { if a { s.mu.Unlock(); return }; s.mu.Lock(); s.mu.Unlock(); s.mu.Unlock() }", []string{"surely not held"}},
		{"the caller's hold in shared mode", "func (s *store) f(a bool) { if a { s.mu.RUnlock(); return }; s.mu.RLock(); s.mu.RUnlock(); s.mu.RUnlock() }", nil},
		{"wrong mode", "func (s *store) f() { s.mu.Lock(); s.n++; s.mu.RUnlock() }", []string{"in the mode of Lock"}},
		{"by a function", "//lockleak:releases s.mu\nfunc (s *store) end() {}\n\nfunc (s *store) f() { s.mu.Lock(); s.n++; s.mu.Unlock(); s.end() }", []string{"surely not held by a function"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, b := range judge(t, source{text: tt.text}).Bad {
				x := "not held"
				if b.Held != nil {
					x = "in the mode of " + b.Held.Op.Name
				}
				if b.Sure {
					x = "surely " + x
				}
				if b.IsForwarded() {
					x += " by a function"
				}
				got = append(got, x)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("%s\ngot  %q\nwant %q", tt.text, got, tt.want)
			}
		})
	}
}

// TestRelock has the kinds of second acquires.
func TestRelock(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		src  source
		want []verdict.RelockKind
	}{
		{"exclusive", source{text: "func (s *store) f() { s.mu.Lock(); s.n++; s.mu.Lock(); s.mu.Unlock(); s.mu.Unlock() }"}, []verdict.RelockKind{verdict.RelockAgain}},
		{"shared after exclusive", source{text: "func (s *store) f() { s.mu.Lock(); s.n++; s.mu.RLock(); s.mu.RUnlock(); s.mu.Unlock() }"}, []verdict.RelockKind{verdict.RelockAgain}},
		{"both shared", source{text: "func (s *store) f() { s.mu.RLock(); s.n++; s.mu.RLock(); s.mu.RUnlock(); s.mu.RUnlock() }", shared: true}, []verdict.RelockKind{verdict.RelockShared}},
		{"deferred", source{text: "func (s *store) f() { s.mu.Lock(); defer s.mu.Lock(); s.n++ }"}, []verdict.RelockKind{verdict.RelockDeferred}},
		{"for a release", source{text: "func (s *store) f() { s.mu.Lock(); s.n++; s.mu.Lock() }"}, []verdict.RelockKind{verdict.RelockRelease}},
		{"in the next iteration", source{text: "func (s *store) f(n int) { for range n { s.mu.Lock(); defer s.mu.Unlock(); s.n++ } }"}, []verdict.RelockKind{verdict.RelockRound}},
		{"what the caller had", source{text: "func (s *store) f() { s.mu.Unlock(); s.n++; s.mu.Lock(); s.mu.Lock() }"}, []verdict.RelockKind{verdict.RelockAgain}},
		{"on no feasible path", source{text: "func (s *store) f(a bool) { x := 0; if a { x = 1 }; s.mu.Lock(); if !a && x == 1 { s.mu.Lock() }; s.mu.Unlock() }"}, nil},
		{"part of a leak", source{text: "func (s *store) f(a, b bool) { s.mu.Lock(); if a { return }; if b { s.mu.Lock() }; s.mu.Unlock() }"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []verdict.RelockKind
			for _, r := range judge(t, tt.src).Relocked {
				got = append(got, r.Kind)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("%s\ngot  %q\nwant %q", tt.src.text, got, tt.want)
			}
		})
	}
}

// TestPromise has functions that keep their promises, and functions that break them.
func TestPromise(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		want       verdict.Promise // the broken one
	}{
		{"held", "func (s *store) resetLocked(a bool) { s.mu.Unlock(); s.n++; s.mu.Lock() }", ""},
		{"held, broken", "func (s *store) resetLocked() { s.mu.Unlock(); if s.held { return }; s.mu.Lock() }", verdict.PromiseHeld},
		{"held, broken on every path", "func (s *store) resetLocked(a bool) { s.mu.Unlock(); s.n++ }", ""},
		{"held, and the result tells", "func (s *store) resetLocked(a bool) bool { s.mu.Unlock(); if a { return false }; s.mu.Lock(); return true }", ""},
		{"held, broken on no feasible path", "func (s *store) resetLocked(a bool) { x := 0; if a { x = 1 }; s.mu.Unlock(); if !a && x == 1 { return }; s.mu.Lock() }", ""},
		{"declared, broken on every path", "//lockleak:requires s.mu\nfunc (s *store) reset(a bool) { s.mu.Unlock(); s.n++ }", verdict.PromiseHeld},
		{"released", "func (s *store) unlock(a bool) { s.mu.Unlock(); s.n++ }", ""},
		{"released, broken", "func (s *store) unlock() { if s.held { return }; s.mu.Unlock() }", verdict.PromiseReleased},
		{"released, and a parameter tells", "func (s *store) unlock(a bool) { if a { return }; s.mu.Unlock() }", ""},
		{"no promise", "func (s *store) reset() { if s.held { return }; s.mu.Unlock() }", ""},
		{"the method of a lock", "func (s *store) Lock() {}\n\nfunc (s *store) Unlock() { if s.held { return }; s.mu.Unlock() }", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got verdict.Promise
			if broken := judge(t, source{text: tt.text}).Broken; len(broken) > 0 {
				got = broken[0].Promise
			}
			if got != tt.want {
				t.Errorf("%s\ngot %q, want %q", tt.text, got, tt.want)
			}
		})
	}
}
