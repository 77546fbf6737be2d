package flow

import (
	"fmt"
	"go/token"
	"slices"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/enginetest"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/prepass"
)

// newAnalysis returns the analysis of a package whose only file is text.
func newAnalysis(t *testing.T, text string) *Analysis {
	t.Helper()
	return NewAnalysis(prepass.NewFamilies(enginetest.Program(t, text)))
}

const conditions = `package p

func conditions(a, b int, p, q bool, e error, s []int) (n int) {
	if a == 0 { n++ }
	if a != 1 { n++ }
	if a < 1 { n++ }
	if a <= 0 { n++ }
	if a > b { n++ }
	if a == b { n++ }
	if a != b { n++ }
	if b <= a { n++ }
	if 1 > b { n++ }
	if p { n++ }
	if !p { n++ }
	if p == q { n++ }
	if p == false { n++ }
	if e == nil { n++ }
	if e != nil { n++ }
	if len(s) == 0 { n++ }
	if len(s) > 1 { n++ }
	if len(s) < 0 { n++ }
	if (a < b) == p { n++ }
	return n
}
`

// An assignment gives each parameter of the function a value: an int64, a bool,
// "nil", "value", or the length of a slice.
type assignment map[string]any

// assignments returns all combinations of a few values for the parameters.
func assignments() []assignment {
	all := []assignment{{}}
	for name, values := range map[string][]any{
		"a": {int64(-1), int64(0), int64(1), int64(2)},
		"b": {int64(0), int64(1), int64(2)},
		"p": {false, true}, "q": {false, true},
		"e": {"nil", "value"},
		"s": {int64(0), int64(1), int64(2)},
	} {
		var next []assignment
		for _, x := range all {
			for _, v := range values {
				y := assignment{name: v}
				for k, w := range x {
					y[k] = w
				}
				next = append(next, y)
			}
		}
		all = next
	}
	return all
}

// eval returns what t is with the assignment.
func (x assignment) eval(t lock.Term) any {
	switch t.Kind() {
	case lock.Const:
		return t.Sym()
	case lock.Root:
		if p, ok := t.Sym().(*ssa.Parameter); ok {
			return x[p.Name()]
		}
	case lock.Unary:
		return !x.eval(t.X()).(bool)
	case lock.Binary:
		a, b := x.eval(t.X()), x.eval(t.Y())
		if t.Sym() == "==" {
			return a == b
		}
		return a.(int64) < b.(int64)
	case lock.Call:
		return x.eval(t.X().X()) // the length of a slice
	}
	panic(fmt.Sprintf("%v", t))
}

// allows reports whether all that f says holds with the assignment.
func (x assignment) allows(f domain.Facts) bool {
	return !slices.ContainsFunc(f, func(y domain.Fact) bool {
		got := x.eval(y.Term)
		n, isInt := got.(int64)
		l := y.Limits()
		return !y.Same.IsZero() && x.eval(y.Same) != got || y.NonNil && got == "nil" ||
			l.Bounded && isInt && (n < l.Lo || n > l.Hi) ||
			slices.ContainsFunc(l.Not[:], func(c lock.Term) bool { return !c.IsZero() && c.Sym() == got })
	})
}

// TestRefine has each condition assumed, and refuted, with everything known
// that up to three other conditions tell. No assignment may get lost for which
// the conditions are so, nor may one come back.
func TestRefine(t *testing.T) {
	t.Parallel()
	an := newAnalysis(t, conditions)
	fn := an.Prog.Pkg.Func("conditions")
	u := an.NewRun(fn, lock.ID{}, lock.Class{})
	var conds []lock.Term
	for _, b := range fn.Blocks {
		if c, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok {
			conds = append(conds, an.Prog.Paths.Term(c.Cond))
		}
	}
	if len(conds) < 19 {
		t.Fatalf("%d conditions", len(conds))
	}
	all := assignments()
	type knowledge struct {
		facts domain.Facts
		given string // the conditions
		holds func(assignment) bool
	}
	level := []knowledge{{holds: func(assignment) bool { return true }}}
	steps, excluded := 0, 0
	for depth := range 3 {
		var next []knowledge
		for i, k := range level {
			for j, c := range conds {
				if depth == 2 && (i+j)%5 != 0 {
					continue // a sample
				}
				for _, truth := range []bool{true, false} {
					steps++
					f, ok := u.Reason.Refine(k.facts, c, truth)
					given := fmt.Sprintf("%s, %v is %v", k.given, c, truth)
					holds := func(x assignment) bool { return k.holds(x) && x.eval(c) == truth }
					for _, x := range all {
						if holds(x) && (!ok || !x.allows(f)) {
							t.Fatalf("%s: %v gets lost; known is %v, %v", given, x, f, ok)
						}
						if ok && x.allows(f) && !x.allows(k.facts) {
							t.Fatalf("%s: %v comes back; known is %v, was %v", given, x, f, k.facts)
						}
					}
					if ok {
						next = append(next, knowledge{f, given, holds})
					} else {
						excluded++
					}
				}
			}
		}
		level = next
	}
	t.Logf("%d conditions, %d steps, %d excluded", len(conds), steps, excluded)
	if excluded == 0 {
		t.Error("no condition excludes another")
	}
}

const operationsSource = `package p

import "sync"

type store struct { mu sync.RWMutex; n int; err error }

func (s *store) plain(a, b int, ok bool, err error) error {
	s.mu.Lock()
	if a == 1 {
		s.n++
	}
	if a == 1 && !ok {
		s.mu.Unlock()
		return err
	}
	if err != nil && b < a {
		return nil
	}
	s.mu.Unlock()
	if ok {
		s.mu.RLock()
	}
	if ok && err == nil {
		s.mu.RUnlock()
	}
	return err
}

func (s *store) tries(a int, ok bool) bool {
	held := s.mu.TryLock()
	if !held && a > 0 {
		s.mu.Lock()
		held = true
	}
	if ok {
		defer s.mu.Unlock()
	}
	if held && !ok {
		s.mu.Unlock()
	}
	return held
}

func (s *store) loops(a []int, stop bool) int {
	n, held := 0, false
	for i := range a {
		if a[i] == 0 && !held {
			s.mu.Lock()
			held = true
		}
		if stop && held {
			break
		}
		n += a[i]
	}
	if held {
		s.mu.Unlock()
	}
	return n
}

func (s *store) literals(a int, ok bool) (n int) {
	release := func() {
		if ok {
			s.mu.Unlock()
		}
	}
	s.mu.Lock()
	if a == 0 {
		release()
		return 1
	}
	defer func() {
		if n != 2 {
			s.mu.Unlock()
		}
	}()
	if a == 2 {
		n = 2
	}
	return n
}

func (s *store) inverse(ok bool) {
	s.mu.Unlock()
	if !ok {
		s.n++
	}
	if ok {
		s.mu.Lock()
	} else {
		s.mu.RLock()
		s.mu.Unlock()
	}
}
`

// weaker returns f with less known: without one fact, or with less in it.
func weaker(f domain.Facts) []domain.Facts {
	out := []domain.Facts{nil}
	for i, x := range f {
		out = append(out, append(slices.Clone(f[:i]), f[i+1:]...))
		if v := x.Join(domain.Value{NonNil: true}); v != x.Value && !v.IsTop() {
			out = append(out, f.Set(x.Term, v))
		}
	}
	return out
}

// TestTransferIsMonotone has every block of functions with all kinds of
// operations interpreted in all states in which a path can come there, and in
// each of these with less known. With less known, at least the same can come
// out.
func TestTransferIsMonotone(t *testing.T) {
	t.Parallel()
	an := newAnalysis(t, operationsSource)
	blocks, pairs := 0, 0
	for _, fn := range an.Prog.Funcs {
		for _, l := range an.Prog.Calls.LocksOf(fn) {
			u := an.NewRun(fn, l.ID, l.Class)
			fr := &Frame{Fn: fn}
			in := u.Solve(domain.State{})
			for _, b := range fn.Blocks {
				blocks++
				for _, s := range in[b.Index] {
					outs := through(u, fr, b, s)
					for _, f := range weaker(s.Facts) {
						pairs++
						w := s
						w.Facts = f
						for i, out := range through(u, fr, b, w) {
							if !above(u, outs[i], out) {
								t.Errorf("%s, block %d, edge %d: of\n%v comes\n%v, and of less,\n%v, comes\n%v",
									fn.Name(), b.Index, i, domain.States{s}, outs[i], domain.States{w}, out)
							}
						}
					}
				}
			}
			if u.Exhausted {
				t.Errorf("%s: the budget is spent", fn)
			}
		}
	}
	t.Logf("%d blocks, %d pairs of states", blocks, pairs)
	if pairs < 200 {
		t.Errorf("%d pairs of states", pairs)
	}
}

// TestOrder checks that an order that is known excludes its opposite.
func TestOrder(t *testing.T) {
	t.Parallel()
	an := newAnalysis(t, conditions)
	fn := an.Prog.Pkg.Func("conditions")
	u := an.NewRun(fn, lock.ID{}, lock.Class{})
	a, b := an.Prog.Paths.Term(fn.Params[0]), an.Prog.Paths.Term(fn.Params[1])
	less, greater, equal := an.Prog.Paths.Binary(token.LSS, a, b), an.Prog.Paths.Binary(token.LSS, b, a), an.Prog.Paths.Binary(token.EQL, a, b)
	f, _ := u.Reason.Refine(nil, less, true)
	for _, c := range []lock.Term{greater, equal} {
		if _, ok := u.Reason.Refine(f, c, true); ok {
			t.Errorf("%v and %v", less, c)
		}
	}
}

// above reports whether for each state of a there is one of b of which all is
// true in that of a.
func above(u *Run, a, b domain.States) bool {
	return !slices.ContainsFunc(a, func(s domain.State) bool {
		i := b.Find(s.Property)
		return i < 0 || slices.ContainsFunc(b[i].Facts, func(x domain.Fact) bool { return !follows(u, s.Facts, x) })
	})
}

// follows reports whether x is true where f is known.
func follows(u *Run, f domain.Facts, x domain.Fact) bool {
	t := u.Reason.Resolve(f, x.Term)
	if !x.Same.IsZero() {
		return t == u.Reason.Resolve(f, x.Same)
	}
	v := f.Get(t)
	if t.Kind() == lock.Const {
		v = domain.Value{Same: t}
	}
	v.NonNil = v.NonNil || domain.IsNonNil(t)
	return v.Join(x.Value) == x.Value
}

// through returns the states after b that come of s, for each edge, or where
// the function ends there.
func through(u *Run, fr *Frame, b *ssa.BasicBlock, s domain.State) []domain.States {
	behind := u.flow(fr, b, []domain.State{s})
	if len(b.Succs) == 0 {
		var out domain.States
		for _, x := range behind {
			for _, y := range u.leave(fr, b, x) {
				out = out.Add(y)
			}
		}
		return []domain.States{out}
	}
	var out []domain.States
	for i := range b.Succs {
		out = append(out, u.branch(b, i, behind))
	}
	return out
}
