package obligation

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/accesspath"
	"github.com/lockleak/lockleak/internal/lock"
	"github.com/lockleak/lockleak/internal/model"
)

// summary returns what fn releases. It knows only functions of the package; a
// function that is reached again while its summary is made counts as releasing
// nothing by itself, which its other calls make up for.
func (e *engine) summary(fn *ssa.Function) releases {
	if fn == nil {
		return releases{}
	}
	if o := fn.Origin(); o != nil {
		fn = o
	}
	if len(fn.Blocks) == 0 || fn.Parent() != nil {
		return releases{}
	}
	if r, ok := e.summaries[fn]; ok {
		return r
	}
	e.summaries[fn] = releases{}
	r := e.summarize(fn)
	e.summaries[fn] = r
	return r
}

// operations are the lock operations of a function and its literals.
type operations struct {
	acquires, releases []operationAt
	called             []lock.Class // released by functions that are called
	taken              []lock.Class // acquired by functions that are called
}

type operationAt struct {
	*accesspath.Operation
	at ssa.Instruction
}

func (e *engine) operations(fn *ssa.Function) operations {
	var ops operations
	accesspath.Family(fn, func(f *ssa.Function) {
		for _, b := range f.Blocks {
			for _, in := range b.Instrs {
				if m, ok := in.(*ssa.MakeClosure); ok {
					if op := e.boundOperation(m); op != nil && op.Effect == lock.Release {
						ops.releases = append(ops.releases, operationAt{op, in})
					}
				}
				c, ok := in.(ssa.CallInstruction)
				if !ok {
					continue
				}
				if op := e.operationOf(c); op != nil {
					switch op.Effect {
					case lock.Acquire:
						ops.acquires = append(ops.acquires, operationAt{op, in})
					case lock.Release:
						ops.releases = append(ops.releases, operationAt{op, in})
					}
				}
				callee := e.summary(c.Common().StaticCallee())
				ops.called = append(ops.called, callee.Classes...)
				ops.taken = append(ops.taken, callee.Acquires...)
			}
		}
	})
	return ops
}

func (e *engine) summarize(fn *ssa.Function) releases {
	ops := e.operations(fn)
	var out releases
	add := func(c lock.Class) {
		if !slices.Contains(out.Classes, c) {
			out.Classes = append(out.Classes, c)
		}
	}
	for _, op := range ops.releases {
		if !ops.acquire(op.Class) || !ops.isBehindAcquire(op) && !slices.Contains(out.Classes, op.Class) && e.givesBack(fn, op.Operation) {
			add(op.Class)
		}
	}
	for _, c := range ops.called {
		if !ops.acquire(c) {
			add(c)
		}
	}
	for _, a := range ops.acquires {
		if !ops.isReleased(a) && !slices.Contains(out.Acquires, a.Class) {
			out.Acquires = append(out.Acquires, a.Class)
		}
	}
	for _, c := range ops.taken {
		if !slices.Contains(out.Acquires, c) {
			out.Acquires = append(out.Acquires, c)
		}
	}
	return out
}

// isReleased reports whether the lock that a acquires is released by a defer
// right behind it, in the same block.
func (o operations) isReleased(a operationAt) bool {
	return slices.ContainsFunc(o.releases, func(r operationAt) bool {
		return r.ID == a.ID && r.at.Block() == a.at.Block() && accesspath.Precedes(a.at, r.at)
	})
}

// mayAcquire reports whether a call may return with the lock of the unit
// newly held, by what is known of the function or by its name, or may not
// return at all.
func (u *unit) mayAcquire(c *ssa.CallCommon) bool {
	if _, ok := c.Value.(*ssa.Builtin); ok {
		return false
	}
	if slices.ContainsFunc(u.summary(c.StaticCallee()).Acquires, u.class.Compatible) || model.MayEndTest(c) {
		return true
	}
	return model.SpeaksOfAcquire(model.CalleeName(c))
}

// acquire reports whether a lock is acquired that may be of class c.
func (o operations) acquire(c lock.Class) bool {
	return slices.ContainsFunc(o.acquires, func(a operationAt) bool { return a.Class.Compatible(c) })
}

// isBehindAcquire reports whether every way to the release op leads through an
// acquire of the same lock: then it cannot be the caller's hold that it gives
// back.
func (o operations) isBehindAcquire(op operationAt) bool {
	return slices.ContainsFunc(o.acquires, func(a operationAt) bool {
		if _, ok := a.at.(*ssa.Call); !ok || a.ID != op.ID || a.at.Parent() != op.at.Parent() {
			return false
		}
		return accesspath.Precedes(a.at, op.at)
	})
}

// givesBack reports whether fn, begun without the lock of the release op, can
// return after releasing it: then its caller's hold is gone.
func (e *engine) givesBack(fn *ssa.Function, op *accesspath.Operation) bool {
	u := e.newUnit(fn, op.ID, op.Class)
	gone := false
	u.record = func(ev event) {
		if ev.kind == evExit && ev.exit == ExitReturn && ev.state.entered == givenBack {
			gone = true
		}
	}
	u.run(&frame{fn: fn}, state{})
	return gone || u.exhausted
}

// releasedByOthers reports whether the unit is a function literal and the
// functions around and beside it release its lock: they may run at the same
// time.
func (u *unit) releasedByOthers() bool {
	top := u.fn
	for top.Parent() != nil {
		top = top.Parent()
	}
	found := false
	if top == u.fn {
		return false
	}
	accesspath.Family(top, func(f *ssa.Function) {
		if isWithin(f, u.fn) {
			return
		}
		for _, b := range f.Blocks {
			for _, in := range b.Instrs {
				if c, ok := in.(ssa.CallInstruction); ok {
					op := u.operationOf(c)
					found = found || op != nil && op.Effect == lock.Release && op.ID == u.id
				}
			}
		}
	})
	return found
}

// releasedElsewhere reports whether the family of the unit releases a lock
// that may be the unit's under another name.
func (u *unit) releasedElsewhere() bool {
	found := false
	top := u.fn
	for top.Parent() != nil {
		top = top.Parent()
	}
	accesspath.Family(top, func(f *ssa.Function) {
		for _, b := range f.Blocks {
			for _, in := range b.Instrs {
				if c, ok := in.(ssa.CallInstruction); ok {
					op := u.operationOf(c)
					if op != nil && op.Effect == lock.Release && op.ID != u.id && u.concerns(op) &&
						!distinct(op.ID.Addr, u.id.Addr) {
						found = true
					}
				}
			}
		}
	})
	return found
}
