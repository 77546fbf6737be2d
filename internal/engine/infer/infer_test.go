package infer_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/enginetest"
	"github.com/lockleak/lockleak/internal/engine/flow"
	"github.com/lockleak/lockleak/internal/engine/infer"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/prepass"
	"github.com/lockleak/lockleak/internal/engine/summary"
	"github.com/lockleak/lockleak/internal/engine/verdict"
	"github.com/lockleak/lockleak/internal/settings/panics"
)

// prelude begins the package of each test.
const prelude = `package p

import (
	"errors"
	"sync"
)

var (
	mu      sync.Mutex
	errFull = errors.New("full")
)

type store struct {
	mu   sync.RWMutex
	n    int
	held bool
	next *store
	done func()
}

func find() *store { return new(store) }

type guard struct{ s *store }

func (g *guard) Unlock() { g.s.mu.Unlock() }

`

// summarize makes the summaries of a package, callees first, and returns that of the
// function f as text, a part for each line. No functions of it call each other.
func summarize(t *testing.T, text string, level panics.Level) string {
	t.Helper()
	prog := enginetest.Program(t, prelude+text)
	prog.PanicLevel = level
	j := verdict.NewJudge(flow.NewAnalysis(prepass.NewFamilies(prog)), false, true)
	s := infer.NewSummarizer(j)
	var out string
	for _, comp := range prog.Graph.Components {
		fn := comp[0]
		prog.Summaries.Set(fn, callinfo.None)
		var made []verdict.Decision
		for _, l := range prog.Calls.LocksOf(fn) {
			made = append(made, j.Decide(fn, l))
		}
		for _, l := range slices.Concat(s.ReleasedBy(fn, made), s.GuardParams(fn)) {
			made = append(made, verdict.Decision{Lock: l, Collector: j.Collect(fn, l, false)})
		}
		f := s.Summarize(fn, made)
		prog.Summaries.Set(fn, f)
		prog.Summaries.Settle(fn)
		if fn.Name() == "f" {
			out = strings.ReplaceAll(strings.TrimSpace(f.String()), "\n", " | ")
		}
	}
	return out
}

// TestSummarize has functions, and what their callers need to know about them.
func TestSummarize(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		level      panics.Level
		want       string
	}{
		// Effects.
		{name: "nothing", text: `func (s *store) f() { s.n++ }`},
		{name: "acquired", text: `func (s *store) f() { s.mu.Lock() }`, want: `lock #0.mu of example.com/p.store.mu: acquired exclusive`},
		{name: "acquired in shared mode", text: `func (s *store) f() { s.mu.RLock() }`, want: `lock #0.mu of example.com/p.store.mu: acquired shared`},
		{name: "released", text: `func (s *store) f() { s.mu.Unlock() }`, want: `lock #0.mu of example.com/p.store.mu: released exclusive`},
		{name: "released in shared mode", text: `func (s *store) f() { s.mu.RUnlock() }`, want: `lock #0.mu of example.com/p.store.mu: released shared`},
		{name: "of a variable", text: `func f() { mu.Lock() }`, want: `lock example.com/p.mu of example.com/p.mu: acquired exclusive`},
		{name: "of the result", text: `func f() *store { s := new(store); s.mu.Lock(); return s }`, want: `lock result 0.mu of example.com/p.store.mu: acquired exclusive`},
		{name: "by a callee", text: `func (s *store) lock() { s.mu.Lock() }

func (s *store) f() { s.next.lock() }`, want: `lock #0.next.mu of example.com/p.store.mu: acquired exclusive`},
		{name: "paired", text: `func (s *store) f() { s.mu.Lock(); s.n++; s.mu.Unlock() }`, want: `takes #0.mu exclusive`},
		{name: "released and acquired", text: `func (s *store) f() { s.mu.Unlock(); s.n++; s.mu.Lock() }`, want: `lock #0.mu of example.com/p.store.mu: released and acquired again`},
		{name: "acquired, with a leak", text: `func (s *store) f(a bool) { s.mu.Lock(); s.n++; if a { return }; s.mu.Unlock() }`, want: `lock #0.mu of example.com/p.store.mu: perhaps acquired if parameter 1 is true; nothing if parameter 1 is false`},
		{name: "acquired twice", text: `func (s *store) f() { s.mu.Lock(); s.n++; s.mu.Lock() }`, want: `takes #0.mu exclusive`},
		{name: "released by a result", text: `func (s *store) f() func() { s.mu.Lock(); return s.mu.Unlock }`, want: `lock #0.mu of example.com/p.store.mu: acquired exclusive, released by result 0`},
		{name: "released by a guard", text: `func (s *store) f() *guard { s.mu.Lock(); return &guard{s} }`, want: `lock #0.mu of example.com/p.store.mu: acquired exclusive, released by result 0`},
		{name: "a guard", text: `func f(g *guard) { g.Unlock() }`, want: `lock #0.s.mu of example.com/p.store.mu: released exclusive | lock #0 of handle: released exclusive or shared`},
		{name: "a guard that is not released", text: `func f(g *guard) { g.s.n++ }`},

		// Conditions.
		{name: "if true", text: `func (s *store) f() bool { s.mu.Lock(); if s.held { s.mu.Unlock(); return false }; return true }`, want: `lock #0.mu of example.com/p.store.mu: nothing if result 0 is false; acquired exclusive if result 0 is true`},
		{name: "if nil", text: `func (s *store) f() error { s.mu.Lock(); if s.held { s.mu.Unlock(); return errFull }; return nil }`, want: `lock #0.mu of example.com/p.store.mu: nothing if result 0 is not nil; acquired exclusive if result 0 is nil`},
		{name: "if a parameter", text: `func (s *store) f(a bool) { if a { s.mu.Unlock() } }`, want: `lock #0.mu of example.com/p.store.mu: nothing if parameter 1 is false; released exclusive if parameter 1 is true`},
		{name: "unconditional with a result", text: `func (s *store) f() bool { s.mu.Unlock(); return s.held }`, want: `lock #0.mu of example.com/p.store.mu: released exclusive`},
		{name: "unconditional, and the error is nil", text: `func (s *store) f() error { s.mu.Lock(); return nil }`, want: `lock #0.mu of example.com/p.store.mu: acquired exclusive if result 0 is nil`},
		{name: "unconditional, released, and the error is nil", text: `func (s *store) f() error { s.mu.Unlock(); return nil }`, want: `lock #0.mu of example.com/p.store.mu: released exclusive`},
		{name: "if a parameter, and the error is nil", text: `func (s *store) f(a bool) error { if a { s.mu.Lock() }; return nil }`, want: `lock #0.mu of example.com/p.store.mu: nothing if parameter 1 is false; acquired exclusive if result 0 is nil and parameter 1 is true`},
		{name: "not distinguishable, acquired", text: `func (s *store) f() { if s.held { s.mu.Lock() } }`, want: `lock #0.mu of example.com/p.store.mu: perhaps acquired`},
		{name: "not distinguishable, released", text: `func (s *store) f() { if s.held { s.mu.Unlock() } }`, want: `lock #0.mu of example.com/p.store.mu: perhaps released`},
		{name: "only one distinguishable", text: `func (s *store) f() bool { if s.n > 3 { return false }; if s.held { s.mu.Unlock() }; return true }`, want: `lock #0.mu of example.com/p.store.mu: nothing if result 0 is false; perhaps released if result 0 is true`},

		// Locks that callers cannot name.
		{name: "no name, acquired", text: `func f() { find().mu.Lock() }`, want: `may acquire a lock of example.com/p.store.mu`},
		{name: "no name, released", text: `func f() { find().mu.Unlock() }`, want: `may release a lock of example.com/p.store.mu`},
		{name: "no name, both", text: `func f() { s := find(); s.mu.Lock(); s.n++; s.mu.Unlock() }`},
		{name: "no name, released and acquired", text: `func f() { s := find(); s.mu.Unlock(); s.n++; s.mu.Lock() }`, want: `may acquire a lock of example.com/p.store.mu`},
		{name: "no name, released twice", text: `func f(a bool) { s := find(); s.mu.Lock(); if a { s.mu.Unlock() }; s.mu.Unlock() }`},
		{name: "no name, released with or without an acquire", text: `func f(a bool) { s := find(); if a { s.mu.Lock() }; s.n++; s.mu.Unlock() }`, want: `may release a lock of example.com/p.store.mu | may acquire a lock of example.com/p.store.mu`},
		{name: "no name, both under a condition", text: `func f(a bool) { s := find(); if a { s.mu.Lock() }; s.n++; if a { s.mu.Unlock() } }`},
		{name: "no name, released by a result", text: `func f() func() { s := find(); s.mu.Lock(); return s.mu.Unlock }`, want: `lock ? of example.com/p.store.mu: acquired exclusive, released by result 0`},
		{name: "no name, acquired by a callee", text: `func begin() { find().mu.Lock() }

func f() { begin() }`, want: `may acquire a lock of example.com/p.store.mu`},
		{name: "no name, by a callee", text: `func end() { find().mu.Unlock() }

func f() { end() }`, want: `may release a lock of example.com/p.store.mu`},
		{name: "a local variable", text: `func f() { var m sync.Mutex; m.Lock() }`},

		// Locks that are taken.
		{name: "taken", text: `func (s *store) f() int { s.mu.Lock(); defer s.mu.Unlock(); return s.n }`, want: `takes #0.mu exclusive`},
		{name: "taken in shared mode", text: `func (s *store) f() int { s.mu.RLock(); defer s.mu.RUnlock(); return s.n }`, want: `takes #0.mu shared`},
		{name: "taken in either mode", text: `func (s *store) f(a bool) { if a { s.mu.RLock(); s.n++; s.mu.RUnlock() } else { s.mu.Lock(); s.n++; s.mu.Unlock() } }`, want: `takes #0.mu shared`},
		{name: "taken on some paths", text: `func (s *store) f() { if s.held { s.mu.Lock(); s.n++; s.mu.Unlock() } }`},
		{name: "taken, or fails", text: `func (s *store) f(a bool) error { if a { return errFull }; s.mu.Lock(); s.n++; s.mu.Unlock(); return nil }`, want: `takes #0.mu exclusive, or fails`},
		{name: "taken, or fails by another", text: `func (s *store) f(err error) error { if err != nil { return err }; s.mu.Lock(); s.n++; s.mu.Unlock(); return nil }`, want: `takes #0.mu exclusive, or fails`},
		{name: "taken, or fails, with a defer", text: `func (s *store) f(a bool) (err error) { if a { return errFull }; s.mu.Lock(); defer s.mu.Unlock(); s.n++; return nil }`, want: `takes #0.mu exclusive, or fails`},
		{name: "taken, or returns nil", text: `func (s *store) f(a bool) error { if a { return nil }; s.mu.Lock(); s.n++; s.mu.Unlock(); return nil }`},
		{name: "taken by a callee", text: `func (s *store) get() int { s.mu.Lock(); defer s.mu.Unlock(); return s.n }

func (s *store) f() { s.next.get() }`, want: `takes #0.next.mu exclusive`},
		{name: "released first", text: `func (s *store) f() { s.mu.Unlock(); s.mu.Lock(); s.mu.Unlock(); s.mu.Lock() }`, want: `lock #0.mu of example.com/p.store.mu: released and acquired again`},
		{name: "after a release of another lock", text: `func (s *store) f() { s.next.mu.Unlock(); s.mu.Lock(); s.n++; s.mu.Unlock() }`, want: `lock #0.next.mu of example.com/p.store.mu: released exclusive`},
		{name: "tried", text: `func (s *store) f() { if s.mu.TryLock() { s.mu.Unlock() } }`},
		{name: "after a goroutine", text: `func (s *store) f() { go func() { s.n++ }(); s.mu.Lock(); s.n++; s.mu.Unlock() }`},
		{name: "after an unknown function", text: `func (s *store) f(g func()) { g(); s.mu.Lock(); s.n++; s.mu.Unlock() }`, want: `runs #1 once`},

		// Functions that are passed.
		{name: "once", text: `func f(g func()) { g() }`, want: `runs #0 once`},
		{name: "deferred", text: `func f(g func()) { defer g() }`, want: `runs #0 once`},
		{name: "on some paths", text: `func f(g func(), a bool) { if a { g() } }`, want: `runs #0 any number of times`},
		{name: "twice", text: `func f(g func()) { g(); g() }`, want: `runs #0 any number of times`},
		{name: "in a loop", text: `func f(g func(), n int) { for range n { g() } }`, want: `runs #0 any number of times`},
		{name: "in a loop that is always entered", text: `func (s *store) f(g func()) { for { g(); if s.held { return } } }`, want: `runs #1 any number of times`},
		{name: "by a goroutine", text: `func f(g func()) { go g() }`, want: `runs #0 later`},
		{name: "by a goroutine and a call", text: `func f(g func()) { go g(); g() }`},
		{name: "by a callee that is passed it", text: `func run(g func()) { g() }

func f(g func()) { run(g) }`, want: `runs #0 once`},
		{name: "by a literal", text: `func f(g func()) { h := func() { g() }; h() }`, want: `runs #0 any number of times`},
		{name: "by a literal that is stored", text: `func (s *store) f(g func()) { s.done = func() { g() } }`},
		{name: "stored", text: `func (s *store) f(g func()) { s.done = g }`},
		{name: "sent", text: `func f(g func(), c chan func()) { c <- g }`},
		{name: "compared with nil", text: `func f(g func()) { if g != nil { g() } }`, want: `runs #0 any number of times`},
		{name: "not at all", text: `func f(g func()) {}`},

		// Panics, and other properties.
		{name: "panics", text: `func f() { panic(errFull) }`, level: panics.Explicit, want: `panics | may panic`},
		{name: "may panic", text: `func f(a bool) { if a { panic(errFull) } }`, level: panics.Explicit, want: `may panic`},
		{name: "may panic, not followed", text: `func f(a bool) { if a { panic(errFull) } }`, level: panics.Recovered},
		{name: "recovers", text: `func f(a bool) { defer func() { recover() }(); if a { panic(errFull) } }`, level: panics.Explicit},
		{name: "never returns", text: `func f() { for {} }`, level: panics.Explicit},
		{name: "a callee may panic", text: `func check(a bool) { if a { panic(errFull) } }

func f() { check(true) }`, level: panics.Explicit, want: `may panic`},
		{name: "repeatable: the same for the same argument", text: `func f(a string) string { return a + "/" }`, want: `repeatable`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := summarize(t, tt.text, tt.level); got != tt.want {
				t.Errorf("%s\ngot  %s\nwant %s", tt.text, got, tt.want)
			}
		})
	}
}

// TestCombine has what is declared of a function and what was made from its body.
func TestCombine(t *testing.T) {
	t.Parallel()
	effect := []summary.Effect{{Class: lock.Class{Type: "sync.Mutex"}, Outcomes: []summary.Outcome{{Do: summary.Release}}}}
	hold := []summary.Hold{{Class: lock.Class{Type: "sync.Mutex"}}}
	made := &summary.Func{Effects: effect, Runs: []summary.Run{{Param: 0, When: summary.Maybe}}, Panics: true}
	for _, tt := range []struct {
		name           string
		declared, want *summary.Func
	}{
		{"nothing is declared", nil, made},
		{"no effect", &summary.Func{}, &summary.Func{}},
		{"an effect", &summary.Func{Effects: effect, NeverReturns: true}, &summary.Func{Effects: effect, NeverReturns: true}},
		{"a precondition", &summary.Func{Requires: hold}, &summary.Func{Effects: made.Effects, Runs: made.Runs, Panics: true, Requires: hold}},
		{"no return", &summary.Func{NeverReturns: true}, &summary.Func{Effects: made.Effects, Runs: made.Runs, Panics: true, NeverReturns: true}},
		{"a run", &summary.Func{Runs: []summary.Run{{Param: 0, When: summary.Once}}}, &summary.Func{Effects: made.Effects, Runs: []summary.Run{{Param: 0, When: summary.Once}}, Panics: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := infer.Combine(tt.declared, made); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// TestTold compares the outcomes that are declared with those of the body.
func TestTold(t *testing.T) {
	t.Parallel()
	on := func(i int, is summary.Fact) summary.Cond { return summary.Cond{Index: i, Is: is} }
	out := func(do summary.Action, when ...summary.Cond) summary.Outcome {
		return summary.Outcome{Do: do, When: when}
	}
	always := []summary.Outcome{out(summary.Acquire)}
	ifNil := []summary.Outcome{out(summary.Acquire, on(0, summary.Nil)), out(summary.Nothing, on(0, summary.NonNil))}
	ifBoth := []summary.Outcome{out(summary.Acquire, on(0, summary.Nil), on(1, summary.NonNil)), out(summary.Nothing, on(0, summary.NonNil), on(1, summary.Nil))}
	perhaps := []summary.Outcome{out(summary.MayAcquire, on(0, summary.Nil)), out(summary.Nothing, on(0, summary.NonNil))}
	release := []summary.Outcome{out(summary.Release, on(0, summary.Nil)), out(summary.Nothing, on(0, summary.NonNil))}
	for _, tt := range []struct {
		name           string
		declared, body []summary.Outcome
		want           bool
	}{
		{"the body has a condition", always, ifNil, true},
		{"the same condition", ifNil, ifNil, false},
		{"one condition more", ifNil, ifBoth, false},
		{"the body always does it", ifNil, always, false},
		{"the body may do it", always, perhaps, false},
		{"the body undoes it", always, release, false},
		{"nothing in the body", always, nil, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			made := &summary.Func{Effects: []summary.Effect{{Outcomes: tt.body}}}
			if _, got := infer.Told(summary.Effect{Outcomes: tt.declared}, made); got != tt.want {
				t.Errorf("contradicts: %t, want %t", got, tt.want)
			}
		})
	}
}

// TestWeaken weakens a summary, which must not change the old one.
func TestWeaken(t *testing.T) {
	t.Parallel()
	effect := func(do ...summary.Action) summary.Effect {
		var e summary.Effect
		for _, d := range do {
			e.Outcomes = append(e.Outcomes, summary.Outcome{Do: d})
		}
		return e
	}
	f := &summary.Func{
		Effects: []summary.Effect{effect(summary.Acquire), effect(summary.Release, summary.Nothing)},
		Panics:  true,
	}
	old := f.String()
	want := &summary.Func{
		Effects: []summary.Effect{effect(summary.MayAcquire), effect(summary.MayRelease)},
		Panics:  true,
	}
	if got := infer.Weaken(f); !reflect.DeepEqual(got, want) {
		t.Errorf("got %s, want %s", got, want)
	}
	if f.String() != old {
		t.Errorf("%s has become %s", old, f)
	}
}
