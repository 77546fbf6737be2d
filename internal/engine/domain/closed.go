package domain

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// Whether a channel is closed decides branches like a flag does: a method that
// must do its work once asks for it by a select with a default, and closes it.
//
//	select {
//	case <-s.done:
//		return nil
//	default:
//	}
//	close(s.done)
//
// A receive from a channel of empty structures is taken to succeed because the
// channel is closed.

// ClosedTerm returns the term that says whether the channel ch is closed. A channel is
// named by where it is stored.
func (r *Reasoner) ClosedTerm(f Facts, ch ssa.Value) lock.Term {
	t := r.Paths.Term(ch)
	if ld, ok := ch.(*ssa.UnOp); ok && ld.Op == token.MUL {
		t = r.Paths.Table.Make(lock.Load, nil, r.Resolve(f, r.Paths.Term(ld.X)), lock.Term{})
	}
	return r.closedOf(f, t)
}

// closedOf is ClosedTerm for a channel with the name t.
func (r *Reasoner) closedOf(f Facts, t lock.Term) lock.Term {
	if t.Kind() == lock.Load {
		t = r.Paths.Table.Make(lock.Load, nil, r.Resolve(f, t.X()), lock.Term{})
	}
	return r.Paths.Table.Make(lock.Unary, "closed ", t, lock.Term{})
}

// atEntry returns the term for what t was when the function began.
func (r *Reasoner) atEntry(t lock.Term) lock.Term {
	return r.Paths.Table.Make(lock.Unary, "at first ", t, lock.Term{})
}

// IsSignal reports whether ch is a channel of empty structures.
func IsSignal(ch ssa.Value) bool {
	c, ok := ch.Type().Underlying().(*types.Chan)
	if !ok {
		return false
	}
	s, ok := c.Elem().Underlying().(*types.Struct)
	return ok && s.NumFields() == 0
}

// selected returns what is known on the branch of a select with one receive and
// a default, and whether it can be taken. t is the condition.
func (r *Reasoner) selected(f Facts, t lock.Term, truth bool) (Facts, bool) {
	ch, received := signalOf(t, truth)
	if ch == nil {
		return f, true
	}
	closed := r.ClosedTerm(f, ch)
	is := Value{Same: r.Paths.ConstOf(received)}
	switch f.Get(closed).Same {
	case is.Same:
		return f, true
	case lock.Term{}:
		f = f.Set(closed, is)
		return f.Set(r.atEntry(closed), is), true
	}
	return f, received // what is not closed may be closed by now
}

// signalOf returns the channel from which the select whose index t compares receives, and
// whether it has received if t has the given truth. The channel is nil if t is no such
// comparison, or the select has other cases.
func signalOf(t lock.Term, truth bool) (ch ssa.Value, received bool) {
	x, c := t.X(), t.Y()
	if x.Kind() == lock.Const {
		x, c = c, x
	}
	if t.Kind() != lock.Binary || t.Sym() != "==" || x.Kind() != lock.Extract || x.Sym() != 0 || c.Kind() != lock.Const || c.Sym() != int64(0) {
		return nil, false
	}
	sel, ok := x.X().Sym().(*ssa.Select)
	if !ok || sel.Blocking || len(sel.States) != 1 || sel.States[0].Dir != types.RecvOnly || !IsSignal(sel.States[0].Chan) {
		return nil, false
	}
	return sel.States[0].Chan, truth
}

// assumeClosed returns f, and whether c, a condition on a channel of what is called, can
// hold.
func (r *Reasoner) assumeClosed(f Facts, at ssa.Instruction, c summary.Cond) (Facts, bool) {
	ci, ok := at.(ssa.CallInstruction)
	if !ok {
		return f, true
	}
	t, ok := r.Paths.Name(accesspath.CallOf(ci, ""), c.Chan)
	if !ok {
		return f, true
	}
	known := f.Get(r.closedOf(f, t)).Same
	return f, known.IsZero() || known == r.Paths.ConstOf(c.Is == summary.True)
}
