package obligation

import (
	"go/ast"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/accesspath"
	"github.com/lockleak/lockleak/internal/lock"
	"github.com/lockleak/lockleak/internal/model"
	"github.com/lockleak/lockleak/internal/summary"
)

// A function that acquires a lock and gives it back leaves it as it was. All the
// same its callers must not hold it. That is known of a function that acquires it
// on each path, but for those on which it fails with an error: what it does under
// other conditions may depend on whether its caller holds the lock.

// takes returns how the function of a unit acquires its lock, if it does so on
// each path that returns, and gives it back.
func (c *collector) takes(ops operations) (t summary.Take, ok bool) {
	if c.exhausted || !isSync(c.class) {
		return t, false
	}
	t.Class = c.class
	for _, op := range ops.acquires {
		if op.ID != c.id {
			continue
		}
		if op.Try || len(op.Outcomes) > 1 {
			return t, false
		}
		t.Mode = max(t.Mode, op.Mode) // to share is the weaker one
	}
	for _, r := range c.returns {
		p := r.prop
		switch {
		case p.touched && p.entered == unknownEntry && !p.perhaps && !p.held():
			ok = true
		case !p.touched && slices.ContainsFunc(r.when, func(w summary.Cond) bool {
			return w.Of == summary.Result && w.Is == summary.NonNil && model.IsError(r.types[w.Index])
		}):
			t.Fails = true
		default:
			return t, false
		}
	}
	return t, ok
}

// allTakes returns the locks that fn takes: by itself, as the decisions made say,
// and by what it calls in any case.
func (e *engine) allTakes(fn *ssa.Function, made []decision) []summary.Take {
	ops := e.operations(fn)
	var out []summary.Take
	add := func(t summary.Take, id lock.ID) {
		var ok bool
		if t.Lock, t.Key, ok = e.relative(fn, id, nil); ok && t.Lock != "" {
			t.Class.Local = nil
			if !slices.ContainsFunc(out, func(x summary.Take) bool { return x.Lock == t.Lock && x.Key == t.Key }) {
				out = append(out, t)
			}
		}
	}
	for _, d := range made {
		if d.collector == nil {
			continue
		}
		if t, ok := d.takes(ops); ok {
			add(t, d.id)
		}
	}
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(*ssa.Call)
			if !ok {
				continue
			}
			for _, x := range e.takesAt(call) {
				if !ops.mention(x.Take.Class) && e.isCertain(call) {
					add(x.Take, x.ID)
				}
			}
		}
	}
	return out
}

// mention reports whether a lock that may be of class c is acquired or released.
func (o operations) mention(c lock.Class) bool {
	return o.acquire(c) || slices.ContainsFunc(o.called, c.Compatible) || slices.ContainsFunc(o.taken, c.Compatible) ||
		slices.ContainsFunc(o.releases, func(r operationAt) bool { return r.Class.Compatible(c) })
}

// A taken is a lock that a function which is called takes, as its caller names
// it.
type taken struct {
	*accesspath.Operation // its identity and class
	summary.Take
}

// takesAt returns the locks that what c calls takes.
func (e *engine) takesAt(c ssa.CallInstruction) []taken {
	out, ok := e.taken[c]
	if ok {
		return out
	}
	f := e.summaryAt(c)
	if f == nil || len(f.Takes) == 0 {
		return nil
	}
	call := accesspath.CallOf(c, model.CalleeName(c.Common()))
	for _, t := range f.Takes {
		var id lock.ID
		var ok, okKey bool
		id.Addr, ok = e.paths.Name(call, t.Lock)
		id.Key, okKey = e.paths.Name(call, t.Key)
		if ok && okKey && !id.Addr.IsZero() {
			out = append(out, taken{&accesspath.Operation{ID: id, Class: t.Class}, t})
		}
	}
	e.taken[c] = out
	return out
}

// concernedAt returns the locks that what c calls takes, as far as they may be
// the one of the unit.
func (u *unit) concernedAt(c ssa.CallInstruction) []taken {
	if u.handle || !isSync(u.class) {
		return nil
	}
	var out []taken
	for _, t := range u.takesAt(c) {
		if u.concerns(t.Operation) {
			out = append(out, t)
		}
	}
	return out
}

// passesThrough returns the states behind a function that takes a lock, called,
// or run as a deferred call, at at.
func (u *unit) passesThrough(s state, t taken, at ssa.Instruction) []state {
	if same, _ := u.isOurs(s.facts, t.Operation); !same {
		return one(s)
	}
	switch top := s.top(); {
	case top != 0 && s.doubt == noDoubt && conflict(top.mode(), t.Mode):
	case top == 0 && s.entered == takenBack && !s.unsure && conflict(s.again, t.Mode):
	default:
		return one(s)
	}
	u.relock(s, at, -1)
	call, ok := at.(*ssa.Call)
	if !ok || !t.Fails {
		return nil
	}
	for i := range call.Call.Signature().Results().Len() {
		if model.IsError(call.Call.Signature().Results().At(i).Type()) {
			s.facts = s.facts.set(u.paths.Component(call, i), value{nonNil: true})
		}
	}
	return one(s)
}

// isOutside reports whether other packages can hold a lock of class c: they can
// name it, or a function acquires it for them. holds are the classes of the
// latter.
func isOutside(c lock.Class, holds []lock.Class) bool {
	switch {
	case c.Field != "":
		return ast.IsExported(c.Field) || slices.ContainsFunc(holds, c.Compatible)
	case c.Global != lock.Global{}:
		return ast.IsExported(c.Global.Name) || slices.ContainsFunc(holds, c.Compatible)
	}
	return true
}

// heldOutside returns the classes of the locks that exported functions of the
// package acquire for their callers.
func (e *engine) heldOutside() []lock.Class {
	var out []lock.Class
	for _, fn := range e.funcs {
		if o := fn.Object(); o == nil || !o.Exported() {
			continue
		}
		for _, x := range e.summaries[fn].Effects {
			if x.Acquires() && x.Sync && !slices.Contains(out, x.Class) {
				out = append(out, x.Class)
			}
		}
	}
	return out
}
