package obligation

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/accesspath"
	"github.com/lockleak/lockleak/internal/lock"
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

func (e *engine) summarize(fn *ssa.Function) releases {
	var out releases
	var acquired []lock.Class
	var released []*accesspath.Operation
	var called []lock.Class
	accesspath.Family(fn, func(f *ssa.Function) {
		for _, b := range f.Blocks {
			for _, in := range b.Instrs {
				if m, ok := in.(*ssa.MakeClosure); ok {
					if op := e.boundOperation(m); op != nil && op.Effect == lock.Release {
						released = append(released, op)
					}
				}
				c, ok := in.(ssa.CallInstruction)
				if !ok {
					continue
				}
				if op := e.operationOf(c); op != nil {
					switch op.Effect {
					case lock.Acquire:
						acquired = append(acquired, op.Class)
					case lock.Release:
						released = append(released, op)
					}
					// A lock type's method may be in the package, and release more.
				}
				called = append(called, e.summary(c.Common().StaticCallee()).Classes...)
			}
		}
	})
	add := func(c lock.Class) {
		if !slices.Contains(out.Classes, c) {
			out.Classes = append(out.Classes, c)
		}
	}
	for _, op := range released {
		if !anyCompatible(acquired, op.Class) || e.givesBack(fn, op) {
			add(op.Class)
		}
	}
	for _, c := range called {
		if !anyCompatible(acquired, c) {
			add(c)
		}
	}
	return out
}

func anyCompatible(cs []lock.Class, c lock.Class) bool {
	return slices.ContainsFunc(cs, c.Compatible)
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
