package callinfo_test

import (
	"slices"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/enginetest"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// recordEarly returns the early lookups of p, as they come, as "by asks for of".
func recordEarly(p *callinfo.Program) *[]string {
	var found []string
	p.Summaries.OnEarly(func(_ *callinfo.Graph, by, of *ssa.Function) {
		found = append(found, by.Name()+" asks for "+of.Name())
	})
	return &found
}

// TestEarlyLookup asks for functions that have not been analyzed: that enters nothing,
// is reported each time, and is answered by what is declared.
func TestEarlyLookup(t *testing.T) {
	t.Parallel()
	p := enginetest.Program(t, `package p
func caller() { callee(1); exit() }
func callee[T any](T) {}
//lockleak:noreturn
func exit() {}
`)
	s := p.Summaries
	early := recordEarly(p)
	caller, callee, exit := p.Pkg.Func("caller"), p.Pkg.Func("callee"), p.Pkg.Func("exit")
	s.Analyze(caller)
	for range 2 {
		for c := range accesspath.Calls(caller) {
			name := c.Common().StaticCallee().Name()
			if f := s.At(c); f.NeverReturns != (name == "exit") {
				t.Errorf("summary of %s before its analysis: %v", name, f)
			}
		}
	}
	if s.Made(callee) != nil || s.Made(exit) != nil {
		t.Error("a lookup has entered a summary")
	}
	want := []string{"caller asks for callee", "caller asks for exit", "caller asks for callee", "caller asks for exit"}
	if !slices.Equal(*early, want) {
		t.Errorf("early lookups: %q, want %q", *early, want)
	}

	*early = nil
	made := &summary.Func{MayPanic: true}
	s.Set(callee, made)
	for c := range accesspath.Calls(caller) {
		if c.Common().StaticCallee().Origin() == callee && s.At(c) != made {
			t.Errorf("the summary that has been entered is not found for an instance")
		}
	}
	if !s.IsPending(callee) {
		t.Error("a summary is settled because it has been entered")
	}
	s.Settle(callee)
	if s.IsPending(callee) {
		t.Error("a settled summary is pending")
	}
	if len(*early) > 0 {
		t.Errorf("early lookups: %q", *early)
	}
}

// TestOfMethod asks for the method of an interface: nothing is known of it before all
// implementations are settled, and then what they agree on.
func TestOfMethod(t *testing.T) {
	t.Parallel()
	release := summary.Effect{Class: lock.Class{Type: "p.L"}, Outcomes: []summary.Outcome{{Do: summary.Release}}}
	other := summary.Effect{Class: lock.Class{Type: "p.M"}, Outcomes: []summary.Outcome{{Do: summary.Release}}}
	for _, tt := range []struct {
		name string
		b    []summary.Effect
		want int // effects
	}{
		{"agreed", []summary.Effect{release}, 1},
		{"different", []summary.Effect{other}, 0},
		{"none", nil, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := enginetest.Program(t, `package p
type I interface { M() }
type A struct{}
func (A) M() {}
type B struct{}
func (*B) M() {}
func use(i I) { i.M() }
`)
			use := p.Pkg.Func("use")
			s := p.Summaries
			s.Analyze(use)
			early := recordEarly(p)
			var call ssa.CallInstruction
			for c := range accesspath.Calls(use) {
				call = c
			}
			impls := p.Graph.References(use)
			if len(impls) != 2 {
				t.Fatalf("implementations: %v", impls)
			}
			for i, effects := range [][]summary.Effect{{release}, tt.b} {
				s.Set(impls[i], &summary.Func{Effects: effects})
				if f := s.At(call); f != callinfo.None {
					t.Errorf("with %d of 2 settled: %v", i, f)
				}
				s.Settle(impls[i])
			}
			if want := []string{"use asks for M", "use asks for M"}; !slices.Equal(*early, want) {
				t.Errorf("early lookups: %q, want %q", *early, want)
			}
			if f := s.At(call); len(f.Effects) != tt.want {
				t.Errorf("settled: %v, want %d effects", f, tt.want)
			}
		})
	}
}
