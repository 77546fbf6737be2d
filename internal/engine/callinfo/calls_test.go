package callinfo_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/enginetest"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// TestWait asks what Wait does, for condition variables that are made in another
// function: with a lock of the same object, by either way to make one, with different
// locks, and with a lock of another object.
func TestWait(t *testing.T) {
	t.Parallel()
	p := enginetest.Program(t, `package p
import "sync"
type Q struct { mu, nu sync.Mutex; a *sync.Cond; b sync.Cond; c, d *sync.Cond }
func New(other *sync.Mutex, swap bool) *Q {
	q := &Q{}
	q.a = sync.NewCond(&q.mu)
	q.b.L = &q.nu
	if swap { q.c = sync.NewCond(&q.mu) } else { q.c = sync.NewCond(&q.nu) }
	q.d = sync.NewCond(other)
	return q
}
func wait(x *Q) { x.a.Wait(); x.b.Wait(); x.c.Wait(); x.d.Wait() }
`)
	var got []string
	for c := range accesspath.Calls(p.Pkg.Func("wait")) {
		lock := "-"
		if ops := p.Calls.At(c); len(ops) == 1 {
			lock = ops[0].ID.String()
		}
		got = append(got, lock)
	}
	if want := []string{"x.mu", "x.nu", "-", "-"}; !slices.Equal(got, want) {
		t.Errorf("locks of x.a, x.b, x.c and x.d: %q, want %q", got, want)
	}
}

// TestIsIdle asks for calls whether they have nothing to do with any lock.
func TestIsIdle(t *testing.T) {
	t.Parallel()
	p := enginetest.Program(t, `package p
import "sync"
type T struct { mu sync.Mutex; wg sync.WaitGroup; f func() }
func use(t *T, s []int) {
	println(len(s)) // len is idle, println is not known to be
	plain()
	t.mu.Lock()
	t.f()
	func() {}()
	pass(t.f)
	t.wg.Wait()
	releaseAll()
}
func plain() {}
func pass(func()) {}
func releaseAll() {}
`)
	want := map[string]bool{"len": true, "println": false, "plain": true, "Lock": false, "t.f": false, "func": false, "pass": false, "Wait": false, "releaseAll": false}
	i, order := 0, []string{"len", "println", "plain", "Lock", "t.f", "func", "pass", "Wait", "releaseAll"}
	for c := range accesspath.Calls(p.Pkg.Func("use")) {
		if got := p.Calls.IsIdle(c.Value()); got != want[order[i]] {
			t.Errorf("%s: idle %t", order[i], got)
		}
		i++
	}
	if i != len(order) {
		t.Errorf("%d calls, want %d", i, len(order))
	}
}

// TestGivenAt has a method that acquires by its name, and one that releases by its
// summary: what is given does not depend on the latter.
func TestGivenAt(t *testing.T) {
	t.Parallel()
	p := enginetest.Program(t, `package p
import "sync"
type T struct { mu sync.Mutex }
func (t *T) f() { t.mu.Lock(); t.done() }
func (t *T) done() { t.mu.Unlock() }
`)
	done, f := p.Graph.Components[0][0], p.Graph.Components[1][0]
	for c := range accesspath.Calls(done) {
		op := p.Calls.Direct(c)
		path, _, _ := p.Relative(done, op.ID, nil)
		p.Summaries.Set(done, &summary.Func{Effects: []summary.Effect{{Lock: path, Class: op.Class, Name: op.Name, Outcomes: []summary.Outcome{{Do: summary.Release}}}}})
	}
	var given, all []string
	for c := range accesspath.Calls(f) {
		for _, op := range p.Calls.GivenAt(c) {
			given = append(given, op.Name)
		}
		for _, op := range p.Calls.At(c) {
			all = append(all, op.Name)
		}
	}
	if fmt.Sprint(given) != "[Lock]" || fmt.Sprint(all) != "[Lock Unlock]" {
		t.Errorf("given %v, in all %v", given, all)
	}
}
