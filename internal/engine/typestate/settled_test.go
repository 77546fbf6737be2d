package typestate

import (
	"slices"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/enginetest"
	"github.com/lockleak/lockleak/internal/engine/prepass"
)

// TestSettled asks whether the lock is held in one way whenever control comes to the
// call of look.
func TestSettled(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		want       bool
	}{
		{"held", "s.mu.Lock(); look()", true},
		{"not held", "look(); s.mu.Lock()", true},
		{"perhaps held", "if n > 0 { s.mu.Lock() }; look()", false},
		{"perhaps released", "s.mu.Lock(); if n > 0 { s.mu.Unlock() }; look()", false},
		{"released on a path that returns", "s.mu.Lock(); if n > 0 { s.mu.Unlock(); return }; look()", true},
		{"in one mode or the other", "if n > 0 { s.mu.Lock() } else { s.mu.RLock() }; look()", false},
		{"in a loop", "for range n { s.mu.Lock(); s.mu.Unlock(); look() }", true},
		{"where a round begins", "for range n { look(); s.mu.Lock(); s.mu.Unlock() }", true},
		{"where a round begins, perhaps held", "for range n { look(); s.mu.Lock() }", false},
		{"released and acquired", "s.mu.Lock(); if n > 0 { s.mu.Unlock(); s.mu.Lock() }; look()", true},
		{"the caller's, perhaps released", "if n > 0 { s.mu.Unlock(); s.mu.Lock() }; look()", false},
		{"the caller's", "s.mu.Unlock(); look(); s.mu.Lock()", true},
		{"tried", "if s.mu.TryLock() { look() }", false},
		{"perhaps deferred", "s.mu.Lock(); if n > 0 { defer s.mu.Unlock() }; look()", false},
		{"deferred", "s.mu.Lock(); defer s.mu.Unlock(); look()", true},
		{"perhaps deferred by a literal", "s.mu.Lock(); if n > 0 { defer func() { s.mu.Unlock() }() }; look()", false},
		{"perhaps handed to a goroutine", "s.mu.Lock(); if n > 0 { go func() { s.mu.Unlock() }() }; look()", false},
		{"perhaps as a method value", "s.mu.Lock(); f := func() {}; if n > 0 { f = s.mu.Unlock }; look(); f()", false},
		{"another lock, perhaps", "s.mu.Lock(); if n > 0 { s.other.Lock() }; look()", true},
		{"perhaps the same lock", "s.mu.Lock(); if n > 0 { s.next.mu.Unlock() }; look()", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			prog := enginetest.Program(t, `package p
import "sync"
type store struct { mu, other sync.RWMutex; next *store }
func look()
func (s *store) f(n int) {`+tt.text+`}
`)
			fn := prog.Funcs[slices.IndexFunc(prog.Funcs, func(fn *ssa.Function) bool { return fn.Name() == "f" })]
			fs := prepass.NewFamilies(prog)
			ops := fs.OperationsOf(fn)
			op := ops[slices.IndexFunc(ops, func(op *accesspath.Operation) bool { return op.ID.String() == "s.mu" })]
			ms := newManners(NewSubject(fs, fn, op.ID, op.Class))
			for c := range accesspath.Calls(fn) {
				if g := c.Common().StaticCallee(); g != nil && g.Name() == "look" {
					if got := ms.isSettled(c); got != tt.want {
						t.Errorf("got %t, want %t", got, tt.want)
					}
				}
			}
		})
	}
}
