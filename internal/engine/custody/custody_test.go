package custody_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/custody"
	"github.com/lockleak/lockleak/internal/engine/enginetest"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// TestReleasers has functions and literals that release the lock of a T. A function
// does so if its summary says it, a literal if others run it and the probe says it.
func TestReleasers(t *testing.T) {
	t.Parallel()
	const head = "package p\nimport \"sync\"\ntype T struct { mu sync.Mutex; n int; later []func() }\ntype U struct { mu sync.Mutex }\nfunc f(s *T) { s.mu.Lock() }\n"
	for _, tt := range []struct {
		name, text string
		probe      bool
		want       string
	}{
		{"nothing", "", true, ""},
		{"a function", "func unlock(s *T) { s.mu.Unlock() }", false, "unlock"},
		{"by a class without a name", "func unnamed(m map[int]*T) { m[0].mu.Unlock() }", false, "unnamed"},
		{"of another type", "func unlock2(s *U) { s.mu.Unlock() }", true, ""},
		{"a literal that is stored", "func g(s *T) { s.later = append(s.later, func() { s.mu.Unlock() }) }", true, "g$1"},
		{"a literal that releases what it acquired", "func g(s *T) { s.later = append(s.later, func() { s.mu.Unlock() }) }", false, ""},
		{"a goroutine", "func g(s *T) { go func() { s.mu.Unlock() }() }", true, "g$1"},
		{"a literal that is deferred", "func g(s *T) { defer func() { s.mu.Unlock() }() }", true, ""},
		{"a literal in a literal", "func g(s *T) { s.later = append(s.later, func() { defer func() { s.mu.Unlock() }() }) }", true, "g$1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := enginetest.Program(t, head+tt.text+"\n")
			var class lock.Class
			for _, fn := range p.Funcs {
				f := &summary.Func{}
				for _, op := range p.Calls.OperationsIn(fn) {
					switch {
					case fn.Name() == "f":
						class = op.Class
					case fn.Name() == "unnamed":
						f.Releases = append(f.Releases, op.Class)
					case strings.HasPrefix(fn.Name(), "unlock"):
						f.Effects = append(f.Effects, summary.Effect{Class: op.Class, Outcomes: []summary.Outcome{{Do: summary.Release}}})
					}
				}
				p.Summaries.Set(fn, f)
			}
			probe := func(*ssa.Function, lock.ID, lock.Class) bool { return tt.probe }
			var got []string
			for _, fn := range custody.New(p).Releasers(class, true, probe) {
				got = append(got, fn.Name())
			}
			if slices.Sort(got); strings.Join(got, " ") != tt.want {
				t.Errorf("released by %q, want %q", got, tt.want)
			}
		})
	}
}
