package infer

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
	"github.com/lockleak/lockleak/internal/engine/verdict"
)

// A function that acquires a lock and releases it leaves it unchanged. Its callers must
// not hold it all the same. That is certain if the function acquires the lock on every
// path, except on those on which it returns an error: an acquire under another condition
// may depend on whether the caller holds the lock.

// allTakes returns the locks that fn waits for on every path and leaves unchanged: among
// those of the decisions made, and those that functions that it calls take. Locks with an
// effect among effects are left out.
func (s *Summarizer) allTakes(fn *ssa.Function, made []verdict.Decision, effects []summary.Effect) []summary.Take {
	var out []summary.Take
	add := func(l callinfo.Lock) {
		addr, key, ok := s.prog.Relative(fn, l.ID, nil)
		if !ok || addr == "" || !s.prog.Calls.IsSync(l.Class) ||
			slices.ContainsFunc(out, func(x summary.Take) bool { return x.Lock == addr && x.Key == key }) ||
			slices.ContainsFunc(effects, func(x summary.Effect) bool { return x.Lock == addr && x.Key == key }) {
			return
		}
		if t, ok := s.take(fn, l); ok {
			t.Lock, t.Key, t.Class = addr, key, l.Class
			t.Class.Local = nil
			out = append(out, t)
		}
	}
	for _, d := range made {
		add(d.Lock)
	}
	for c := range accesspath.Calls(fn) {
		if call, ok := c.(*ssa.Call); ok {
			for _, x := range s.prog.Calls.TakesAt(call) {
				add(callinfo.Lock{ID: x.ID, Class: x.Take.Class})
			}
		}
	}
	return out
}

// take returns how fn takes the lock l, if every path to a return acquires it first,
// except for those that return an error.
func (s *Summarizer) take(fn *ssa.Function, l callinfo.Lock) (t summary.Take, ok bool) {
	if len(fn.Blocks) == 0 {
		return t, false
	}
	seen := make([]bool, len(fn.Blocks))
	todo := []*ssa.BasicBlock{fn.Blocks[0]}
	for len(todo) > 0 {
		b := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[b.Index] {
			continue
		}
		seen[b.Index] = true
		switch first, mode := s.firstIn(b, l); first {
		case released:
			return t, false // what the caller holds may be gone
		case taken:
			t.Mode, ok = max(t.Mode, mode), true // shared is the weaker mode
		case failed:
			t.Fails = true
		case untouched:
			todo = append(todo, b.Succs...)
		}
	}
	return t, ok
}

// A firstUse is the first thing that a block does to a lock.
type firstUse uint8

const (
	untouched firstUse = iota
	taken              // it waits for the lock
	failed             // it returns an error
	released           // it may release the lock, or returns without it
)

// firstIn returns what b does first to the lock l, and the mode in which it takes it.
func (s *Summarizer) firstIn(b *ssa.BasicBlock, l callinfo.Lock) (firstUse, lock.Mode) {
	for _, in := range b.Instrs {
		switch in := in.(type) {
		case *ssa.Call:
			mode, takes, releases := s.firstTo(in, l)
			if releases {
				return released, mode
			}
			if takes {
				return taken, mode
			}
		case *ssa.Go:
			if f := in.Call.StaticCallee(); f == nil || f.Parent() != nil {
				return released, 0 // perhaps by the other goroutine
			}
		case *ssa.Return:
			if !s.returnsError(in) {
				return released, 0
			}
			return failed, 0
		}
	}
	return untouched, 0
}

// firstTo returns whether a call waits for the lock l, and in which mode; or whether it
// may release it. Nothing has been done to the lock before.
func (s *Summarizer) firstTo(c *ssa.Call, l callinfo.Lock) (m lock.Mode, takes, releases bool) {
	if s.prog.Calls.RunsUnknown(c) {
		return m, false, true
	}
	for _, op := range s.prog.Calls.At(c) {
		switch {
		case !op.Class.Compatible(l.Class):
		case op.Releases():
			return m, false, true
		case op.ID == l.ID && op.Acquires() && !op.Try && len(op.Outcomes) == 1:
			return op.Mode, true, false
		}
	}
	for _, x := range s.prog.Calls.TakesAt(c) {
		if x.ID == l.ID && !x.Fails {
			return x.Take.Mode, true, false
		}
	}
	f := s.prog.Summaries.At(c)
	return m, false, f != nil && callinfo.MayRelease(f, l.Class)
}

// returnsError reports whether a result of ret is an error that is not nil.
func (s *Summarizer) returnsError(ret *ssa.Return) bool {
	return slices.ContainsFunc(ret.Results, func(v ssa.Value) bool {
		if !lexicon.IsError(v.Type()) {
			return false
		}
		v = storedBefore(v, ret)
		t := s.prog.Paths.Term(v)
		return domain.IsNonNil(t) || isTestedNonNil(v, ret.Block())
	})
}

// storedBefore returns the value last stored before at, in the block of at, in the
// variable that v is loaded from; v if there is no such store. Results are loaded from
// variables in a function that defers.
func storedBefore(v ssa.Value, at ssa.Instruction) ssa.Value {
	ld, ok := v.(*ssa.UnOp)
	if !ok || ld.Op != token.MUL {
		return v
	}
	last := v
	for _, in := range at.Block().Instrs {
		if st, ok := in.(*ssa.Store); ok && st.Addr == ld.X {
			last = st.Val
		}
		if in == at {
			break
		}
	}
	return last
}

// isTestedNonNil reports whether a comparison with nil on the way to b says that v is not
// nil.
func isTestedNonNil(v ssa.Value, b *ssa.BasicBlock) bool {
	for ; b != nil; b = b.Idom() {
		cond, truth, ok := domain.BranchCondition(b)
		if !ok {
			continue
		}
		if c, ok := cond.(*ssa.BinOp); ok && (c.X == v && isNilConst(c.Y) || c.Y == v && isNilConst(c.X)) {
			return truth == (c.Op == token.NEQ)
		}
	}
	return false
}

// isNilConst reports whether v is the constant nil.
func isNilConst(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.IsNil()
}
