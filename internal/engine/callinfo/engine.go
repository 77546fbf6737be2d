package callinfo

import (
	"go/types"
	"iter"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// functions returns the functions of the package with their literals, and those
// in the initial values of its variables.
func (prog *Program) Functions() iter.Seq[*ssa.Function] {
	return func(yield func(*ssa.Function) bool) {
		for _, fn := range prog.Funcs {
			done := false
			accesspath.Family(fn, func(f *ssa.Function) { done = done || !yield(f) })
			if done {
				return
			}
		}
	}
}

// operationsAt returns what the call does to locks, in order: by itself, or as
// the summary of what it calls has it.
func (cs *Calls) At(c ssa.CallInstruction) []*accesspath.Operation {
	ops, ok := cs.ops[c]
	if ok {
		return ops
	}
	if x, is := cs.prog.Paths.Operation(c.Common()); is {
		own := x // most calls have none: what is not kept is not allocated
		ops = []*accesspath.Operation{&own}
	} else if call, ok := c.(*ssa.Call); ok && !cs.prog.IsDeclaredCall(c) {
		if x, is := cs.prog.Paths.Handle(call); is {
			own := x
			ops = []*accesspath.Operation{&own}
			cs.prog.Paths.Guard(&own, accesspath.CallOf(c, x.Name), cs.prog.Summaries.At(c))
		}
	}
	if op := cs.prog.Conds.waitsAt(c); op != nil {
		ops = []*accesspath.Operation{op}
	}
	if f := cs.prog.Summaries.At(c); ops == nil && f != nil && len(f.Effects) > 0 {
		ops = cs.prog.Paths.Effects(accesspath.CallOf(c, lexicon.CalleeName(c.Common())), f)
	}
	if ops != nil {
		cs.ops[c] = ops // most calls have none: not worth an entry
	}
	return ops
}

// givenAt returns what the call does to locks as far as that is known before any
// function of the package is analyzed: by names, by declarations, and by the facts
// of other packages. The locks have plain names, and nothing is kept: it is for
// questions about functions that may not have been analyzed yet.
func (cs *Calls) GivenAt(c ssa.CallInstruction) []*accesspath.Operation {
	if op, ok := cs.prog.Plain.Operation(c.Common()); ok {
		return []*accesspath.Operation{&op}
	}
	var f *summary.Func
	if c.Common().IsInvoke() {
		f = cs.prog.Bindings.declared(c.Common().Method)
	} else if fn := c.Common().StaticCallee(); fn != nil && fn.Parent() == nil {
		if f = cs.prog.Bindings.Of(fn); f == nil && cs.prog.Declaration(fn) == nil {
			f = cs.prog.Summaries.Of(fn)
		}
	}
	if f == nil || len(f.Effects) == 0 {
		return nil
	}
	return cs.prog.Plain.Effects(accesspath.CallOf(c, lexicon.CalleeName(c.Common())), f)
}

// isDeclaredCall reports whether it is declared what c does to locks.
func (prog *Program) IsDeclaredCall(c ssa.CallInstruction) bool {
	fn := c.Common().Method
	if !c.Common().IsInvoke() {
		callee := c.Common().StaticCallee()
		if callee == nil {
			return false
		}
		if fn, _ = callee.Object().(*types.Func); fn == nil {
			return false
		}
	}
	return prog.Bindings.declared(fn) != nil
}

// directly returns what the call does to a lock by itself, nil if nothing.
func (cs *Calls) Direct(c ssa.CallInstruction) *accesspath.Operation {
	if ops := cs.At(c); len(ops) == 1 && ops[0].By == "" {
		return ops[0]
	}
	return nil
}

// boundOperation returns what a call of the method value c does to a lock, nil
// if nothing.
func (cs *Calls) BoundOperation(c *ssa.MakeClosure) *accesspath.Operation {
	op, ok := cs.bound[c]
	if !ok {
		if x, is := cs.prog.Paths.BoundMethod(c, nil); is && len(x.Keys) == 0 {
			op = &x
		} else if !is {
			op = cs.boundEffect(c)
		}
		cs.bound[c] = op
	}
	return op
}

// boundEffect returns the effect that a call of the method value c has, nil if
// it has none, or several.
func (cs *Calls) boundEffect(c *ssa.MakeClosure) *accesspath.Operation {
	fn := c.Fn.(*ssa.Function)
	if fn.Parent() != nil || len(c.Bindings) != 1 {
		return nil
	}
	f := cs.prog.Summaries.Of(cs.prog.BoundMethod(fn))
	if len(f.Effects) != 1 {
		return nil
	}
	ops := cs.prog.Paths.Effects(accesspath.Call{Name: fn.Name(), Args: c.Bindings}, f)
	if len(ops) != 1 || !ops[0].ID.Key.IsZero() {
		return nil
	}
	return ops[0]
}

// method returns the function that a method value's wrapper calls.
func (prog *Program) BoundMethod(wrapper *ssa.Function) *ssa.Function {
	for _, b := range wrapper.Blocks {
		for _, in := range b.Instrs {
			if c, ok := in.(*ssa.Call); ok {
				return c.Call.StaticCallee()
			}
		}
	}
	return nil
}
