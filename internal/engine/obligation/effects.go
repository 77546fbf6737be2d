package obligation

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

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
				for _, op := range e.operationsAt(c) {
					if op.Acquires() {
						ops.acquires = append(ops.acquires, operationAt{op, in})
					} else if op.Releases() {
						ops.releases = append(ops.releases, operationAt{op, in})
					}
				}
				if callee := e.summaryAt(c); callee != nil {
					ops.called = append(ops.called, callee.Releases...)
					ops.taken = append(ops.taken, callee.Acquires...)
				}
			}
		}
	})
	return ops
}

// unnamed adds to f the classes of the locks that fn may give back, or leave
// held, and for which its callers have no name. named says which locks they
// have a name for, and made what was found out about some of them.
func (e *engine) unnamed(fn *ssa.Function, named map[lock.ID]bool, made []decision, f *summary.Func) {
	ops := e.operations(fn)
	isNew := func(c lock.Class) bool {
		return c.Local == nil && c.Type != lock.HandleType && !slices.Contains(f.Releases, c)
	}
	for _, c := range ops.called {
		if isNew(c) && !ops.acquire(c) {
			f.Releases = append(f.Releases, c)
		}
	}
	for _, op := range ops.releases {
		if !named[op.ID] && isNew(op.Class) && (!ops.acquire(op.Class) || !ops.isBehindAcquire(op) && e.givesBack(fn, op.Operation, made)) {
			f.Releases = append(f.Releases, op.Class)
		}
	}
	acquire := func(c lock.Class) {
		if c.Local == nil && c.Type != lock.HandleType && !slices.Contains(f.Acquires, c) {
			f.Acquires = append(f.Acquires, c)
		}
	}
	for _, a := range ops.acquires {
		if !named[a.ID] && !ops.isReleased(a) {
			acquire(a.Class)
		}
	}
	for _, c := range ops.taken {
		acquire(c)
	}
	// In order: functions that call each other hand the classes around.
	slices.SortFunc(f.Releases, lock.Class.Compare)
	slices.SortFunc(f.Acquires, lock.Class.Compare)
}

// isReleased reports whether the lock that a acquires is released by a defer
// right behind it, in the same block.
func (o operations) isReleased(a operationAt) bool {
	return slices.ContainsFunc(o.releases, func(r operationAt) bool {
		return r.ID == a.ID && r.at.Block() == a.at.Block() && accesspath.Precedes(a.at, r.at)
	})
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
func (e *engine) givesBack(fn *ssa.Function, op *accesspath.Operation, made []decision) bool {
	for _, d := range made {
		if c := d.collector; c != nil && d.id == op.ID && d.class == op.Class && !c.callsChange {
			return c.gaveBack || c.exhausted
		}
	}
	if gone, ok := e.gone[fn][op.ID]; ok {
		return gone
	}
	if e.gone[fn] == nil {
		e.gone[fn] = make(map[lock.ID]bool)
	}
	u := e.newUnit(fn, op.ID, op.Class)
	gone := false
	u.record = func(ev event) {
		gone = gone || ev.isGone()
	}
	u.run(&frame{fn: fn}, state{})
	e.gone[fn][op.ID] = gone || u.exhausted
	return e.gone[fn][op.ID]
}

// releasedByOthers reports whether the unit is a function literal and the
// functions around and beside it release its lock: they may run at the same
// time.
func (u *unit) releasedByOthers() bool {
	top, found := outermost(u.fn), false
	if top == u.fn {
		return false
	}
	accesspath.Family(top, func(f *ssa.Function) {
		if isWithin(f, u.fn) {
			return
		}
		for _, c := range u.operating(f) {
			found = found || slices.ContainsFunc(u.operationsAt(c), func(op *accesspath.Operation) bool {
				return op.Releases() && op.ID == u.id
			})
		}
	})
	return found
}

// releasedElsewhere reports whether the family of the unit releases a lock
// that may be the unit's under another name.
func (u *unit) releasedElsewhere() bool {
	found := false
	accesspath.Family(outermost(u.fn), func(f *ssa.Function) {
		for _, c := range u.operating(f) {
			found = found || slices.ContainsFunc(u.operationsAt(c), func(op *accesspath.Operation) bool {
				return op.Releases() && op.ID != u.id && u.concerns(op) && !distinct(op.ID.Addr, u.id.Addr)
			})
		}
	})
	return found
}
