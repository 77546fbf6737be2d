package obligation

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// An object may hold a lock from its making on, until one of several methods
// releases it: Commit, say, or Close. A Close that is called in any case must not
// release what Commit has released. That it may run after Commit is known where it
// asks for a field that Commit sets after its release. The names of the methods do
// not matter, but the field must be a latch, one that is never set back, and no
// function that has the object may acquire the lock again: else the field may
// speak of an earlier hold.

// A SecondRelease is a release in a method of what another method of the type has
// released.
type SecondRelease struct {
	At    ssa.CallInstruction
	Other *ssa.Function // the other method
	First ssa.CallInstruction
	Field string // by which the method knows the other one
}

// secondReleases returns the releases of the package that come twice.
func (e *engine) secondReleases() []*SecondRelease {
	var out []*SecondRelease
	for _, fn := range e.prog.Funcs {
		made := e.prog.Summaries.Made(fn)
		if fn.Signature.Recv() == nil || fn.Signature.Params().Len() > 0 || made == nil {
			continue
		}
		always := func(x summary.Effect) bool { return len(x.Outcomes) == 1 && x.Outcomes[0].Do == summary.Release }
		if !slices.ContainsFunc(made.Effects, always) {
			continue
		}
		tested := fieldsTested(fn)
		if len(tested) == 0 {
			continue // it does not know of other methods
		}
		e.contained(fn, func() {
			for _, x := range made.Effects {
				if !always(x) {
					continue
				}
				if s := e.secondRelease(fn, x, tested); s != nil {
					out = append(out, s)
				}
			}
		})
	}
	return out
}

// secondRelease returns the release in the method fn that has the effect x, if
// another method of the type, which sets one of the fields tested, has the effect
// already when fn runs; nil else. One other method is enough.
func (e *engine) secondRelease(fn *ssa.Function, x summary.Effect, tested map[int]bool) *SecondRelease {
	at := e.releaseIn(fn, x)
	if at == nil {
		return nil
	}
	for _, other := range e.prog.Funcs {
		if other == fn || !isMethodOf(other, fn) || e.calls(fn, other) || e.calls(other, fn) || !e.mayRelease(other, x) {
			continue
		}
		first := e.releaseIn(other, x)
		if first == nil {
			continue
		}
		if st := e.latchSetAfter(other, first, tested); st != nil && !e.isAcquiredAgain(fn, x.Class) {
			_, field := accesspath.FieldOf(st.Addr.(*ssa.FieldAddr))
			return &SecondRelease{at, other, first, field}
		}
	}
	return nil
}

// isMethodOf reports whether other is a method of the type that fn is a method of.
func isMethodOf(other, fn *ssa.Function) bool {
	recv := other.Signature.Recv()
	return recv != nil && types.Identical(recv.Type(), fn.Signature.Recv().Type())
}

func (e *engine) calls(fn, callee *ssa.Function) bool {
	return slices.Contains(e.prog.Graph.Callees(fn), callee)
}

// mayRelease reports whether fn may release the lock of x.
func (e *engine) mayRelease(fn *ssa.Function, x summary.Effect) bool {
	f := e.prog.Summaries.Made(fn)
	return f != nil && slices.ContainsFunc(f.Effects, func(y summary.Effect) bool {
		return y.Lock == x.Lock && y.Key == x.Key && y.Releases()
	})
}

// releaseIn returns the call in fn itself that has the effect x, nil if there
// is none. A deferred one would come last.
func (e *engine) releaseIn(fn *ssa.Function, x summary.Effect) ssa.CallInstruction {
	for in := range accesspath.Instructions(fn) {
		c, ok := in.(*ssa.Call)
		if !ok {
			continue
		}
		for _, op := range e.prog.Calls.At(c) {
			addr, key, ok := e.prog.Relative(fn, op.ID, nil)
			if ok && op.Effect == lock.Release && addr == x.Lock && key == x.Key && dependsOnReceiver(fn, op.ID) {
				return c
			}
		}
	}
	return nil
}

// dependsOnReceiver reports whether the lock is named by the receiver of fn.
func dependsOnReceiver(fn *ssa.Function, id lock.ID) bool {
	return len(fn.Params) > 0 && id.DependsOn(fn.Params[0])
}

// isAcquiredAgain reports whether a function that has an object of the type that fn
// is a method of acquires a lock of class c. What makes an object does not have it
// before.
func (e *engine) isAcquiredAgain(fn *ssa.Function, c lock.Class) bool {
	typ := lexicon.Deref(fn.Params[0].Type())
	return slices.ContainsFunc(e.prog.Funcs, func(g *ssa.Function) bool {
		has := func(p *ssa.Parameter) bool { return types.Identical(lexicon.Deref(p.Type()), typ) }
		return slices.ContainsFunc(g.Params, has) && slices.ContainsFunc(e.prog.Calls.OperationsIn(g), func(op *accesspath.Operation) bool {
			return op.Acquires() && op.Class.Compatible(c)
		})
	})
}

// fieldsTested returns the fields of the receiver of fn that its branches
// compare with nil or ask for.
func fieldsTested(fn *ssa.Function) map[int]bool {
	out := make(map[int]bool)
	for _, b := range fn.Blocks {
		c, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		values := []ssa.Value{c.Cond}
		switch v := c.Cond.(type) {
		case *ssa.BinOp:
			values = []ssa.Value{v.X, v.Y}
		case *ssa.UnOp:
			values = append(values, v.X)
		}
		for _, v := range values {
			if ld, ok := v.(*ssa.UnOp); ok {
				if f, ok := ld.X.(*ssa.FieldAddr); ok && f.X == ssa.Value(fn.Params[0]) {
					out[f.Field] = true
				}
			}
		}
	}
	return out
}

// latchSetAfter returns the store by which the method fn sets a latch among the
// fields tested after the call at, nil if there is none.
func (e *engine) latchSetAfter(fn *ssa.Function, at ssa.CallInstruction, tested map[int]bool) *ssa.Store {
	for in := range accesspath.Instructions(fn) {
		st, ok := in.(*ssa.Store)
		if !ok || st.Block() != at.Block() && !at.Block().Dominates(st.Block()) {
			continue
		}
		f, ok := st.Addr.(*ssa.FieldAddr)
		if ok && f.X == ssa.Value(fn.Params[0]) && tested[f.Field] && e.isLatch(f, st.Val) {
			return st
		}
	}
	return nil
}

// isLatch reports whether v is a constant, and nothing in the package stores another
// value in the field f of an object that others have, or may do so by its address.
func (e *engine) isLatch(f *ssa.FieldAddr, v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	if !ok {
		return false
	}
	typ := lexicon.Deref(f.X.Type())
	for fn := range e.prog.Functions() {
		for in := range accesspath.Instructions(fn) {
			switch in := in.(type) {
			case *ssa.Store:
				if types.Identical(lexicon.Deref(in.Addr.Type()), typ) && !isFresh(in.Addr) {
					return false // all fields are set
				}
			case *ssa.FieldAddr:
				if in.Field == f.Field && types.Identical(lexicon.Deref(in.X.Type()), typ) && !isFresh(in.X) && !onlySetTo(in, c) {
					return false
				}
			}
		}
	}
	return true
}

// isFresh reports whether addr is the address of a variable or literal of its
// function.
func isFresh(addr ssa.Value) bool {
	_, ok := addr.(*ssa.Alloc)
	return ok
}

// onlySetTo reports whether addr is only used to load, and to store c.
func onlySetTo(addr ssa.Value, c *ssa.Const) bool {
	return !slices.ContainsFunc(*addr.Referrers(), func(ref ssa.Instruction) bool {
		switch ref := ref.(type) {
		case *ssa.DebugRef, *ssa.UnOp:
			return false
		case *ssa.Store:
			v, ok := ref.Val.(*ssa.Const)
			return !ok || ref.Addr != addr || v.RelString(nil) != c.RelString(nil)
		}
		return true
	})
}
