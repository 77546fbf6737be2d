package balance_test

import (
	"fmt"
	"slices"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/balance"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/enginetest"
	"github.com/lockleak/lockleak/internal/engine/summary"
	"github.com/lockleak/lockleak/internal/settings/panics"
)

// TestPairs has functions that release all that they acquire, by blocks or by the whole
// graph, and functions of which that cannot be said without their conditions.
func TestPairs(t *testing.T) {
	t.Parallel()
	const types = `package p
import "sync"
type T struct { mu sync.Mutex; rw sync.RWMutex; next *T; n int }
func (t *T) other() {}
`
	for _, tt := range []struct {
		name, body string
		want       string // pairs as lines of the acquire and the release
	}{
		{"one block", "t.mu.Lock()\nt.n++\nt.mu.Unlock()", "1-3"},
		{"twice in one block", "t.mu.Lock()\nt.mu.Unlock()\nt.mu.Lock()\nt.mu.Unlock()", "1-2 3-4"},
		{"deferred", "t.mu.Lock()\ndefer t.mu.Unlock()\nif t.n > 0 { t.n = 0 }", "1-2"},
		{"deferred twice", "t.mu.Lock()\ndefer t.mu.Unlock()\nt.mu.Lock()\ndefer t.mu.Unlock()", "no"},
		{"shared", "t.rw.RLock()\nt.rw.RUnlock()", "1-2"},
		{"wrong mode", "t.rw.RLock()\nt.rw.Unlock()", "no"},
		{"never released", "t.mu.Lock()", "no"},
		{"released on one of two ways", "t.mu.Lock()\nif t.n > 0 { t.mu.Unlock() }", "no"},
		{"released on both ways", "t.mu.Lock()\nif t.n > 0 {\nt.mu.Unlock(); return }\nt.mu.Unlock()", "1-3 1-4"},
		{"acquired on both ways", "if t.n > 0 {\nt.mu.Lock() } else {\nt.mu.Lock() }\nt.mu.Unlock()", "2-4 3-4"},
		{"acquired and released on one way", "b := t.n > 0\nif b { t.mu.Lock() }\nif b { t.mu.Unlock() }", "no"},
		{"in a loop", "for t.n > 0 {\nt.mu.Lock()\nif t.n > 3 { t.n-- }\nt.mu.Unlock() }", "2-4"},
		{"over the back edge", "t.mu.Lock()\nfor t.n > 0 {\nt.mu.Unlock()\nt.mu.Lock() }\nt.mu.Unlock()", "1-3 4-3 1-5 4-5"},
		{"of what a loop names", "for x := t; x != nil; x = x.next {\nx.mu.Lock()\nif x.n > 0 { x.n-- }\nx.mu.Unlock() }", "no"},
		{"deferred in a loop", "for t.n > 0 {\nt.mu.Lock()\ndefer t.mu.Unlock() }", "no"},
		{"another lock of the class", "t.mu.Lock()\nt.next.mu.Unlock()\nt.mu.Unlock()", "no"},
		{"in two functions", "func() {\nt.mu.Lock()\nif t.n > 0 { t.n-- } }()\nt.mu.Unlock()", "no"},
		{"a method value", "f := t.mu.Unlock\nt.mu.Lock()\nf()", "no"},
		{"the object replaced", "t.mu.Lock()\nif t.n > 0 { *t = T{} }\nt.mu.Unlock()", "no"},
		{"a panic, open", "t.mu.Lock()\nif t.n > 0 { panic(t) }\nt.mu.Unlock()", "no"},
		{"a panic, covered", "t.mu.Lock()\ndefer t.mu.Unlock()\nif t.n > 0 { panic(t) }", "1-2"},
		{"a call", "t.mu.Lock()\nt.other()\nt.mu.Unlock()", "1-3"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := enginetest.Program(t, types+"func (t *T) f() {\n"+tt.body+"\n}\n")
			if got := pairs(p, method(p, "f")); got != tt.want {
				t.Errorf("%s\npairs: %s, want %s", tt.body, got, tt.want)
			}
		})
	}
}

// TestCalls has a call between an acquire and its release, of a function of which
// different things are known.
func TestCalls(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		level panics.Level
		f     func(l callinfo.Lock) *summary.Func
		want  string
	}{
		{"nothing", panics.Recovered, func(callinfo.Lock) *summary.Func { return callinfo.None }, "1-3"},
		{"may release", panics.Recovered, func(callinfo.Lock) *summary.Func { return callinfo.Anything }, "no"},
		{"may panic", panics.Recovered, func(callinfo.Lock) *summary.Func { return &summary.Func{MayPanic: true} }, "no"},
		{"any call may panic", panics.All, func(callinfo.Lock) *summary.Func { return callinfo.None }, "no"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := enginetest.Program(t, "package p\nimport \"sync\"\ntype T struct { mu sync.Mutex }\nfunc (t *T) other() {}\nfunc (t *T) f() {\nt.mu.Lock()\nt.other()\nt.mu.Unlock()\n}\n")
			p.PanicLevel = tt.level
			f := method(p, "f")
			p.Summaries.Set(method(p, "other"), tt.f(p.Calls.LocksOf(f)[0]))
			p.Calls.Forget(f)
			if got := pairs(p, f); got != tt.want {
				t.Errorf("pairs: %s, want %s", got, tt.want)
			}
		})
	}
}

func method(p *callinfo.Program, name string) *ssa.Function {
	i := slices.IndexFunc(p.Funcs, func(fn *ssa.Function) bool { return fn.Name() == name })
	return p.Funcs[i]
}

// pairs returns the pairs of the first lock of fn as lines within its body, or "no".
func pairs(p *callinfo.Program, fn *ssa.Function) string {
	first := p.Pass.Fset.Position(fn.Pos()).Line
	found, ok := balance.Pairs(p, fn, p.Calls.LocksOf(fn)[0])
	if !ok {
		return "no"
	}
	found = slices.DeleteFunc(found, func(x balance.Pair) bool { return x.Release == nil })
	line := func(in ssa.Instruction) int { return p.Pass.Fset.Position(in.Pos()).Line - first }
	slices.SortFunc(found, func(a, b balance.Pair) int {
		return 100*(line(a.Release)-line(b.Release)) + line(a.Acquire) - line(b.Acquire)
	})
	var out string
	for i, x := range found {
		if i > 0 {
			out += " "
		}
		out += fmt.Sprintf("%d-%d", line(x.Acquire), line(x.Release))
	}
	return out
}
