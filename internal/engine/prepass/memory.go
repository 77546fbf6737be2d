package prepass

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// What is followed goes through memory: the loads that may see a followed store, and
// the stores that a followed load may see.

// scan collects the loads and stores of fn.
func (t *tracker) scan(fn *ssa.Function) {
	for in := range accesspath.Instructions(fn) {
		t.Size++
		t.reading(in)
		switch in := in.(type) {
		case *ssa.UnOp:
			if in.Op == token.MUL && t.prog.Paths.Term(in).Sym() == any(in) {
				t.Loads = append(t.Loads, in)
				t.loads.Add(in.X, in)
			}
		case *ssa.Store:
			t.stores.Add(in.Addr, in)
		case *ssa.Phi:
			if accesspath.IsLoopVariable(in) {
				t.loops = append(t.loops, in)
			}
		}
	}
}

// reading notes where a term is read from memory.
func (t *tracker) reading(in ssa.Instruction) {
	switch v := in.(type) {
	case *ssa.UnOp:
		if v.Op != token.MUL {
			return
		}
		c := t.prog.Paths.Content(v.X)
		t.Readings[c] = append(t.Readings[c], in)
	case *ssa.Lookup, *ssa.Call, *ssa.Extract:
		term := t.prog.Paths.Term(v.(ssa.Value))
		switch term.Kind() {
		case lock.Lookup, lock.Has, lock.Call:
			t.Readings[term] = append(t.Readings[term], in)
		}
	}
}

// followStores has the stores followed that followed loads may see, and the
// loads of the same places.
func (t *tracker) followStores() {
	done := make(map[*ssa.UnOp]bool)
	for changed := true; changed; {
		changed = t.followLoops()
		for _, ld := range t.Loads {
			if !t.Contents[ld] || done[ld] {
				continue
			}
			done[ld], changed = true, true
			c := t.place(ld.X)
			if a, ok := c.X().Sym().(*ssa.Alloc); ok && t.prog.Paths.IsShared(a) {
				t.Shared = true
			}
		}
	}
}

// followLoops has the stores followed that make what variables of loops are when a
// round begins: they go to that of the round before. It reports whether there are new
// ones.
func (t *tracker) followLoops() bool {
	n := len(t.loops)
	t.loops = slices.DeleteFunc(t.loops, func(p *ssa.Phi) bool {
		c := t.prog.Paths.Content(p)
		if !t.Tracked[c] && t.count[c] < 2 {
			return false
		}
		for _, a := range p.Edges {
			t.place(a)
		}
		return true
	})
	return len(t.loops) < n
}

// place has the stores to addr and the loads from there followed, as far as they are
// not yet. It returns the term of what is there.
func (t *tracker) place(addr ssa.Value) lock.Term {
	for _, st := range t.stores.Take(addr) {
		if !t.Places[st] {
			t.Places[st] = true
			t.operand(st.Val)
		}
	}
	for _, ld := range t.loads.Take(addr) {
		t.need(ld)
	}
	c := t.prog.Paths.Content(addr)
	t.Tracked[c] = true
	t.root(c)
	return c
}

// IsUnread reports whether c is the content of a field of a variable that is
// only used in the family, and that no load there sees: it is a part of a
// struct literal, say, that is copied as a whole.
func (fm *Family) IsUnread(c lock.Term) bool {
	if fm.Tracked[c] || len(fm.Readings[c]) > 0 {
		return false
	}
	root := c.X()
	for root.Kind() == lock.Field {
		root = root.X()
	}
	a, ok := root.Sym().(*ssa.Alloc)
	return ok && root.Kind() == lock.Root && !fm.prog.Paths.IsShared(a)
}

// IsWrittenByOthers reports whether t is the content of a variable of the family
// that is written by code that is not followed.
func (fm *Family) IsWrittenByOthers(t lock.Term) bool {
	if !fm.Shared || t.Kind() != lock.Load {
		return false
	}
	a, ok := t.X().Sym().(*ssa.Alloc)
	return ok && fm.prog.Paths.IsShared(a)
}
