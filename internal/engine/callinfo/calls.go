package callinfo

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// Calls is what calls do to locks. Most functions do nothing to locks, and the others
// do so in few places. Where these are is found out once, until the summaries of what
// is called there change; see [Calls.Forget].
type Calls struct {
	prog      *Program
	ops       map[ssa.Instruction][]*accesspath.Operation
	operating map[*ssa.Function][]ssa.CallInstruction // see In
	taken     map[ssa.Instruction][]Taken             // see TakesAt
	bound     map[*ssa.MakeClosure]*accesspath.Operation
	idle      map[*ssa.Call]bool // see IsIdle
	wrappers  map[string]bool    // see forward
}

func newCalls(p *Program) *Calls {
	return &Calls{
		prog:      p,
		ops:       make(map[ssa.Instruction][]*accesspath.Operation),
		operating: make(map[*ssa.Function][]ssa.CallInstruction),
		taken:     make(map[ssa.Instruction][]Taken),
		bound:     make(map[*ssa.MakeClosure]*accesspath.Operation),
		idle:      make(map[*ssa.Call]bool),
		wrappers:  make(map[string]bool),
	}
}

// At returns what the call does to locks, in order: by itself, or as the summary of
// what it calls has it.
func (cs *Calls) At(c ssa.CallInstruction) []*accesspath.Operation {
	ops, ok := cs.ops[c]
	if ok {
		return ops
	}
	if x, is := cs.prog.Paths.Operation(c.Common()); is {
		own := x // most calls have none: what is not kept is not allocated
		ops = []*accesspath.Operation{&own}
		cs.forward(&own, c)
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

// forward makes op, the operation of a call c of a method of a lock, one of package sync
// if all that the method does to locks is to forward the call to such a lock in its
// receiver, as its summary says. A key that the method does not use is none.
func (cs *Calls) forward(op *accesspath.Operation, c ssa.CallInstruction) {
	f := cs.prog.Summaries.At(c)
	if op.Sync || op.Result.Handle >= 0 || f == nil || len(f.Effects) != 1 {
		return
	}
	e := f.Effects[0]
	if !e.Sync || e.Declared || len(e.Outcomes) != 1 || e.Acquires() != op.Acquires() || !e.Acquires() && e.Outcomes[0].Do != summary.Release {
		return
	}
	addr, ok := cs.prog.Paths.Name(accesspath.CallOf(c, op.Name), e.Lock)
	for ok && addr.Kind() == lock.Field && addr != op.ID.Addr {
		addr = addr.X()
	}
	if addr != op.ID.Addr {
		return
	}
	op.Sync, cs.wrappers[op.Class.Type] = true, true
	if e.Key == "" {
		op.ID.Key = lock.Term{}
	}
}

// IsSync reports whether the locks of the class are those of package sync, or of a type
// whose methods do nothing but forward to one.
func (cs *Calls) IsSync(c lock.Class) bool { return lexicon.IsSync(c.Type) || cs.wrappers[c.Type] }

// Direct returns what the call does to a lock by itself, nil if nothing.
func (cs *Calls) Direct(c ssa.CallInstruction) *accesspath.Operation {
	if ops := cs.At(c); len(ops) == 1 && ops[0].By == "" {
		return ops[0]
	}
	return nil
}

// GivenAt returns what the call does to locks as far as that is known before any
// function of the package is analyzed: by names, by declarations, and by the facts
// of other packages. The locks have plain names, and nothing is cached: it is for
// questions about functions that may not have been analyzed yet.
func (cs *Calls) GivenAt(c ssa.CallInstruction) []*accesspath.Operation {
	if op, ok := cs.prog.Plain.Operation(c.Common()); ok {
		return []*accesspath.Operation{&op}
	}
	f := cs.given(c.Common())
	if f == nil || len(f.Effects) == 0 {
		return nil
	}
	return cs.prog.Plain.Effects(accesspath.CallOf(c, lexicon.CalleeName(c.Common())), f)
}

// given returns the summary that what c calls has before any function of the package
// is analyzed, nil if there is none.
func (cs *Calls) given(c *ssa.CallCommon) *summary.Func {
	if c.IsInvoke() {
		return cs.prog.Bindings.declared(c.Method)
	}
	fn := c.StaticCallee()
	if fn == nil || fn.Parent() != nil {
		return nil
	}
	f := cs.prog.Bindings.Of(fn)
	if f == nil && cs.prog.Declaration(fn) == nil {
		f = cs.prog.Summaries.Of(fn)
	}
	return f
}

// BoundOperation returns what a call of the method value c does to a lock, nil
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

// In returns the calls in fn, but not those in its literals, that do something to
// locks, in order.
func (cs *Calls) In(fn *ssa.Function) []ssa.CallInstruction {
	calls, ok := cs.operating[fn]
	if !ok {
		for c := range accesspath.Calls(fn) {
			if len(cs.At(c)) > 0 {
				calls = append(calls, c)
			}
		}
		cs.operating[fn] = calls
	}
	return calls
}

// OperationsIn returns the lock operations in the declared function fn and its
// literals, each identity and effect once.
func (cs *Calls) OperationsIn(fn *ssa.Function) []*accesspath.Operation {
	var out []*accesspath.Operation
	accesspath.Family(fn, func(f *ssa.Function) {
		for _, c := range cs.In(f) {
			for _, op := range cs.At(c) {
				if !slices.ContainsFunc(out, func(o *accesspath.Operation) bool { return o.ID == op.ID && o.Effect == op.Effect }) {
					out = append(out, op)
				}
			}
		}
	})
	return out
}

// MayMatter reports whether fn, or a literal in it, does something to locks, by
// itself or by what it calls.
func (cs *Calls) MayMatter(fn *ssa.Function) bool {
	found := false
	accesspath.Family(fn, func(f *ssa.Function) {
		for in := range accesspath.Instructions(f) {
			if found = found || cs.matters(in); found {
				return
			}
		}
	})
	return found
}

// matters reports whether in does something to locks, or makes a value that does.
func (cs *Calls) matters(in ssa.Instruction) bool {
	switch in := in.(type) {
	case *ssa.MakeClosure:
		return cs.BoundOperation(in) != nil
	case ssa.CallInstruction:
		if len(cs.At(in)) > 0 {
			return true
		}
		f := cs.prog.Summaries.At(in)
		return f != nil && len(f.Releases)+len(f.Acquires)+len(f.Takes) > 0
	}
	return false
}

// Forget drops what was found out about the calls in the declared function fn and
// its literals on the basis of summaries that have changed, names of values included.
func (cs *Calls) Forget(fn *ssa.Function) {
	cs.prog.Paths.Forget(fn)
	accesspath.Family(fn, func(f *ssa.Function) {
		delete(cs.operating, f)
		for in := range accesspath.Calls(f) {
			delete(cs.ops, in)
			delete(cs.taken, in)
			if c, ok := in.(*ssa.Call); ok {
				delete(cs.idle, c)
			}
		}
	})
	clear(cs.bound)
}
