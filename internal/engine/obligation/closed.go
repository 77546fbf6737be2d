package obligation

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

// closedTerm returns the term that says whether the channel ch is closed. ch is
// named by where it is stored.
func (u *unit) closedTerm(f facts, ch ssa.Value) lock.Term {
	t := u.paths.Term(ch)
	if ld, ok := ch.(*ssa.UnOp); ok && ld.Op == token.MUL {
		t = u.paths.Table.Make(lock.Load, nil, u.resolve(f, u.paths.Term(ld.X)), lock.Term{})
	}
	return u.closedOf(f, t)
}

// closedOf is closedTerm for a channel with the name t.
func (u *unit) closedOf(f facts, t lock.Term) lock.Term {
	if t.Kind() == lock.Load {
		t = u.paths.Table.Make(lock.Load, nil, u.resolve(f, t.X()), lock.Term{})
	}
	return u.paths.Table.Make(lock.Unary, "closed ", t, lock.Term{})
}

// atEntry returns the term for what t was when the function began.
func (u *unit) atEntry(t lock.Term) lock.Term {
	return u.paths.Table.Make(lock.Unary, "at first ", t, lock.Term{})
}

// closes returns s behind a call of close.
func (u *unit) closes(s state, in *ssa.Call) state {
	b, ok := in.Call.Value.(*ssa.Builtin)
	if !ok || b.Name() != "close" || !isSignal(in.Call.Args[0]) {
		return s
	}
	s.facts = s.facts.set(u.closedTerm(s.facts, in.Call.Args[0]), value{same: u.paths.ConstOf(true)})
	return s
}

// isSignal reports whether ch is a channel of empty structures.
func isSignal(ch ssa.Value) bool {
	c, ok := ch.Type().Underlying().(*types.Chan)
	if !ok {
		return false
	}
	s, ok := c.Elem().Underlying().(*types.Struct)
	return ok && s.NumFields() == 0
}

// selected returns what is known on the branch of a select with one receive and
// a default, and whether it can be taken. t is the condition.
func (u *unit) selected(f facts, t lock.Term, truth bool) (facts, bool) {
	ch, received := signalOf(t, truth)
	if ch == nil {
		return f, true
	}
	closed := u.closedTerm(f, ch)
	is := value{same: u.paths.ConstOf(received)}
	switch f.get(closed).same {
	case is.same:
		return f, true
	case lock.Term{}:
		f = f.set(closed, is)
		return f.set(u.atEntry(closed), is), true
	}
	return f, received // what is not closed may be closed by now
}

// signalOf returns the channel of the select whose index t compares, and whether
// the comparison's truth says that something was received; nil if t is none or
// if the select is another one.
func signalOf(t lock.Term, truth bool) (ch ssa.Value, received bool) {
	x, c := t.X(), t.Y()
	if x.Kind() == lock.Const {
		x, c = c, x
	}
	if t.Kind() != lock.Binary || t.Sym() != "==" || x.Kind() != lock.Extract || x.Sym() != 0 || c.Kind() != lock.Const || c.Sym() != int64(0) {
		return nil, false
	}
	sel, ok := x.X().Sym().(*ssa.Select)
	if !ok || sel.Blocking || len(sel.States) != 1 || sel.States[0].Dir != types.RecvOnly || !isSignal(sel.States[0].Chan) {
		return nil, false
	}
	return sel.States[0].Chan, truth
}

// closedAtEntry returns the conditions on channels under which the function of
// the unit comes to a return with the facts f.
func (c *collector) closedAtEntry(f facts) []summary.Cond {
	var out []summary.Cond
	for _, x := range f {
		if x.term.Kind() != lock.Unary || x.term.Sym() != "at first " {
			continue
		}
		p, ok := c.paths.Relative(c.fn, x.term.X().X(), nil)
		b, is := x.same.Sym().(bool)
		if !ok || !is {
			continue
		}
		cond := summary.Cond{Of: summary.Closed, Chan: p, Is: summary.False}
		if b {
			cond.Is = summary.True
		}
		out = append(out, cond)
	}
	return out
}

// assumeClosed returns f with a condition on a channel of what a call calls, and
// whether it can hold.
func (u *unit) assumeClosed(f facts, at ssa.Instruction, c summary.Cond) (facts, bool) {
	ci, ok := at.(ssa.CallInstruction)
	if !ok {
		return f, true
	}
	t, ok := u.paths.Name(accesspath.CallOf(ci, ""), c.Chan)
	if !ok {
		return f, true
	}
	known := f.get(u.closedOf(f, t)).same
	return f, known.IsZero() || known == u.paths.ConstOf(c.Is == summary.True)
}
