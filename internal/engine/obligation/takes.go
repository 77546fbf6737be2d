package obligation

import (
	"go/ast"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// A function that acquires a lock and gives it back leaves it as it was. All the
// same its callers must not hold it. That is known of a function that acquires it
// on each path, but for those on which it fails with an error: what it does under
// other conditions may depend on whether its caller holds the lock.

// allTakes returns the locks that fn takes, of those that it acquires itself, as
// the decisions made say, and of those that functions which it calls take.
// Effects are what it does to locks beyond that.
func (e *engine) allTakes(fn *ssa.Function, made []decision, effects []summary.Effect) []summary.Take {
	var out []summary.Take
	add := func(l lockOf) {
		addr, key, ok := e.relative(fn, l.id, nil)
		if !ok || addr == "" || !isSync(l.class) ||
			slices.ContainsFunc(out, func(x summary.Take) bool { return x.Lock == addr && x.Key == key }) ||
			slices.ContainsFunc(effects, func(x summary.Effect) bool { return x.Lock == addr && x.Key == key }) {
			return
		}
		if t, ok := e.take(fn, l); ok {
			t.Lock, t.Key, t.Class = addr, key, l.class
			t.Class.Local = nil
			out = append(out, t)
		}
	}
	for _, d := range made {
		add(d.lockOf)
	}
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if call, ok := in.(*ssa.Call); ok {
				for _, x := range e.takesAt(call) {
					add(lockOf{x.ID, x.Take.Class})
				}
			}
		}
	}
	return out
}

// take returns how fn takes a lock, if every way through it to a return acquires
// the lock first, but for those that return an error.
func (e *engine) take(fn *ssa.Function, l lockOf) (t summary.Take, ok bool) {
	seen := make([]bool, len(fn.Blocks))
	var visit func(b *ssa.BasicBlock) bool
	visit = func(b *ssa.BasicBlock) bool {
		if seen[b.Index] {
			return true
		}
		seen[b.Index] = true
		for _, in := range b.Instrs {
			switch in := in.(type) {
			case *ssa.Call:
				mode, takes, releases := e.firstTo(in, l)
				if releases {
					return false // what the caller holds may be gone
				}
				if takes {
					t.Mode, ok = max(t.Mode, mode), true // to share is the weaker one
					return true
				}
			case *ssa.Go:
				if in.Call.StaticCallee() == nil || in.Call.StaticCallee().Parent() != nil {
					return false // it may release what the caller holds
				}
			case *ssa.Return:
				t.Fails = true
				return e.returnsError(in)
			}
		}
		for _, succ := range b.Succs {
			if !visit(succ) {
				return false
			}
		}
		return true
	}
	return t, len(fn.Blocks) > 0 && visit(fn.Blocks[0]) && ok
}

// firstTo returns what a call does to a lock that nothing was done to before:
// whether it waits for it, and in which mode; or whether it may release it.
func (e *engine) firstTo(c *ssa.Call, l lockOf) (m lock.Mode, takes, releases bool) {
	if e.runsUnknown(c) {
		return m, false, true
	}
	for _, op := range e.operationsAt(c) {
		switch {
		case !op.Class.Compatible(l.class):
		case op.Releases():
			return m, false, true
		case op.ID == l.id && op.Acquires() && !op.Try && len(op.Outcomes) == 1:
			return op.Mode, true, false
		}
	}
	for _, x := range e.takesAt(c) {
		if x.ID == l.id && !x.Fails {
			return x.Take.Mode, true, false
		}
	}
	f := e.summaryAt(c)
	return m, false, f != nil && mayRelease(f, l.class)
}

// runsUnknown reports whether c may run a function of which nothing is known, and
// which may release: a function value, also one that is passed on, or a method of an
// interface of the package, or one that by its name releases.
func (e *engine) runsUnknown(c *ssa.Call) bool {
	if c.Call.IsInvoke() {
		return c.Call.Method.Pkg() == e.pass.Pkg || lexicon.SpeaksOfRelease(c.Call.Method.Name())
	}
	if _, ok := c.Call.Value.(*ssa.Builtin); !ok && c.Call.StaticCallee() == nil {
		return true
	}
	return slices.ContainsFunc(c.Call.Args, func(v ssa.Value) bool {
		_, ok := v.(*ssa.Parameter)
		return ok && isFunc(v.Type())
	})
}

// returnsError reports whether a result of ret is an error that is not nil.
func (e *engine) returnsError(ret *ssa.Return) bool {
	return slices.ContainsFunc(ret.Results, func(v ssa.Value) bool {
		if !isErrorType(v) {
			return false
		}
		v = storedBefore(v, ret)
		t := e.paths.Term(v)
		return isNonNil(t) || isNewError(t) || isTestedNonNil(v, ret.Block())
	})
}

// storedBefore returns the value that v is, if v is loaded from a variable that is
// set in the same block before at: a result, where something is deferred.
func storedBefore(v ssa.Value, at ssa.Instruction) ssa.Value {
	ld, ok := v.(*ssa.UnOp)
	if !ok || ld.Op != token.MUL {
		return v
	}
	last := v
	for _, in := range at.Block().Instrs {
		if st, ok := in.(*ssa.Store); ok && st.Addr == ld.X {
			last = st.Val
		}
		if in == at {
			break
		}
	}
	return last
}

// isTestedNonNil reports whether b is only reached where v is not nil.
func isTestedNonNil(v ssa.Value, b *ssa.BasicBlock) bool {
	for ; b != nil; b = b.Idom() {
		cond, truth, ok := conditionOf(b)
		if !ok {
			continue
		}
		if c, ok := cond.(*ssa.BinOp); ok && (c.X == v && isNilConst(c.Y) || c.Y == v && isNilConst(c.X)) {
			return truth == (c.Op == token.NEQ)
		}
	}
	return false
}

func isNilConst(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.IsNil()
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
	call := accesspath.CallOf(c, lexicon.CalleeName(c.Common()))
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
// the one of the unit, or the one that its handle releases.
func (u *unit) concernedAt(c ssa.CallInstruction) []taken {
	var out []taken
	for _, t := range u.takesAt(c) {
		if u.handle && u.releases(t.Take.Class) || !u.handle && isSync(u.class) && u.concerns(t.Operation) {
			out = append(out, t)
		}
	}
	return out
}

// releases reports whether the handle of the unit may release a lock of class c.
func (u *unit) releases(c lock.Class) bool {
	op := u.operation()
	return op != nil && !guarded(op).IsZero() && c.Compatible(op.Held)
}

// takesHeld reports whether what the path holds by its last acquire is the lock that
// t takes.
func (u *unit) takesHeld(s state, t taken) bool {
	if h := s.top(); u.handle && h != 0 {
		held := guarded(u.sites[h.site()].op)
		return !held.IsZero() && u.resolve(s.facts, held) == u.resolve(s.facts, t.ID.Addr)
	}
	same, _ := u.isOurs(s.facts, t.Operation)
	return same
}

// passesThrough returns the states behind a function that takes a lock, called,
// or run as a deferred call, at at.
func (u *unit) passesThrough(s state, t taken, at ssa.Instruction) []state {
	if !u.takesHeld(s, t) {
		return one(s)
	}
	switch top := s.top(); {
	case top != 0 && s.doubt == noDoubt && conflict(top.mode(), t.Mode):
	case top == 0 && s.entered == takenBack && !s.unsure && conflict(s.again.mode(), t.Mode):
	case top == 0 && !s.touched && !s.perhaps && !u.handle && !t.Fails && t.Mode == lock.Exclusive:
		s.touched, s.unsure = true, false // who called the function cannot hold it
		if u.witness {
			s = s.step(Step{Kind: StepThrough, At: at, Pos: at.Pos()})
		}
		return one(s)
	default:
		return one(s)
	}
	u.relock(s, at, -1)
	call, ok := at.(*ssa.Call)
	if !ok || !t.Fails {
		return nil
	}
	for i := range call.Call.Signature().Results().Len() {
		if lexicon.IsError(call.Call.Signature().Results().At(i).Type()) {
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
