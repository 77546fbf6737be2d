package obligation

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// A unit is the analysis of one lock in one function: the function with the
// literals that it calls and defers, and the bodies of its range-over-func
// loops.
type unit struct {
	*engine
	fn      *ssa.Function
	id      lock.ID
	class   lock.Class
	idents  map[string]bool // the meanings of names that were met
	names   []lock.Term     // what decides which lock an operation works on
	future  lock.Term       // the future that the function makes, if it registers something with it
	handle  bool            // the lock is named by a value that releases it
	handles []lock.Term     // the variables that may hold that value
	tracked map[lock.Term]bool
	family  *familyFacts

	stacks    map[deferredKey]*defers
	relations map[*accesspath.Operation]bool // whether the classes are compatible
	relevant  map[*ssa.Function]bool         // functions with an operation of the class
	bases     []lock.Term                    // the lock and the objects on the way to it
	nested    map[nestedKey]states
	own       footprint // of the lock
	budget    int       // how many instructions may still be interpreted
	exhausted bool

	renames     bool // a loop gives the name of the lock to another one
	callsChange bool // calls may change memory that conditions depend on

	record   func(event)                  // what happens on the way
	enters   func(*ssa.BasicBlock, state) // where a path comes by when a witness is looked for, if not nil
	witness  bool                         // states are kept apart and traced
	traceAll bool                         // from the beginning, not only where the lock is touched
}

type deferredKey struct {
	deferred
	next *defers
}

type nestedKey struct {
	fn    *ssa.Function
	prop  prop
	facts string
}

// An eventKind says what an event is.
type eventKind uint8

const (
	evAcquired  eventKind = iota // an acquire took place
	evReleased                   // a hold was given back
	evRound                      // a round of a loop ends with its lock given back
	evPerhaps                    // a hold was given back, or not
	evEntrusted                  // a hold was handed to something that releases it
	evReclaimed                  // a hold that was handed over is released all the same
	evUnheld                     // a release of what the path has given back already
	evMissed                     // a release of the same table with another key
	evMismatch                   // a release in the mode in which the lock is not held
	evRelock                     // an acquire of what the path holds already
	evEntered                    // a release of what the caller must hold
	evRegiven                    // a release of what was taken back for the caller
	evReshared                   // a shared acquire on top of a shared hold
	evDoubt                      // a hold became doubtful
	evExit                       // a path ends with the lock held, or not
)

// An event is something that happens to the lock on some path.
type event struct {
	kind  eventKind
	site  int             // the acquire whose hold is concerned, -1 if there is none
	again int             // for evRelock: the acquire that waits, -1 if it is in a function that is called
	at    ssa.Instruction // where it happens
	exit  ExitKind
	state state
}

// isGone reports whether the path returns with the caller's hold given back.
func (e event) isGone() bool {
	return e.kind == evExit && e.exit == ExitReturn && e.state.entered == givenBack
}

// An ExitKind says how a path ends.
type ExitKind string

// The kinds of exits.
const (
	ExitReturn ExitKind = "return"
	ExitLoop   ExitKind = "loop"
	ExitPanic  ExitKind = "panic"
)

// A frame is one activation of a function: the unit's own, or that of a
// function literal that is called in it.
type frame struct {
	fn       *ssa.Function
	depth    int
	outer    *frame
	detached bool    // others run the function, later
	handed   int     // the site of the hold that it is to release, if it is detached
	pending  *defers // what the outer frame has deferred
}

// maxDepth is how deep calls of function literals are followed.
const maxDepth = 8

// The work of a unit, in interpreted instructions, is bounded by a base and a
// multiple of its size. A unit that needs more is not decided.
const (
	budgetBase           = 200_000
	budgetPerInstruction = 200
)

func (e *engine) newUnit(fn *ssa.Function, id lock.ID, class lock.Class) *unit {
	u := &unit{
		engine:    e,
		fn:        fn,
		id:        id,
		class:     class,
		family:    e.familyOf(fn),
		stacks:    make(map[deferredKey]*defers),
		relations: make(map[*accesspath.Operation]bool),
		relevant:  make(map[*ssa.Function]bool),
		nested:    make(map[nestedKey]states),
		idents:    make(map[string]bool),
		record:    func(event) {},
	}
	u.tracked = u.family.tracked
	u.bases = basesOf(id)
	if u.handle = class.Type == lock.HandleType; u.handle {
		u.handles = u.findAliases()
	}
	u.names = u.findNames()
	u.renames = e.namedInLoop(id)
	u.future = u.findFuture()
	u.own = u.ownFootprint()
	u.budget = budgetBase + budgetPerInstruction*u.family.size
	return u
}

// basesOf returns the address of the lock id and the objects on the way to it.
func basesOf(id lock.ID) []lock.Term {
	var out []lock.Term
	for t := id.Addr; !t.IsZero(); t = t.X() {
		out = append(out, t)
		if t.Kind() != lock.Field && t.Kind() != lock.Load && t.Kind() != lock.Index {
			break
		}
	}
	return out
}

// namedInLoop reports whether the lock id is named by what is made in a loop.
func (e *engine) namedInLoop(id lock.ID) bool {
	for _, t := range []lock.Term{id.Addr, id.Key} {
		for _, r := range t.Roots() {
			if in, ok := r.(ssa.Instruction); ok && e.paths.InCycle(in.Block()) {
				return true
			}
			if p, ok := r.(*ssa.Parameter); ok && accesspath.IsYieldFunc(p.Parent()) {
				return true
			}
		}
	}
	return false
}

// push returns the stack d with x on top. A call that is deferred again is in
// the stack once: it runs as often as needed.
func (u *unit) push(d *defers, x deferred) *defers {
	for e := d; e != nil; e = e.next {
		if e.deferred == x {
			return d
		}
	}
	k := deferredKey{x, d}
	s, ok := u.stacks[k]
	if !ok {
		s = &defers{x, d}
		u.stacks[k] = s
	}
	return s
}

// without returns the stack d without the deferred releases of the lock
// itself, and one of them, nil if there is none.
func (u *unit) without(d *defers) (*defers, *ssa.Defer) {
	if d == nil {
		return nil, nil
	}
	next, found := u.without(d.next)
	if d.target.kind == ours {
		if d.target.op.Releases() {
			return next, d.at
		}
	}
	if next == d.next {
		return d, found
	}
	return u.push(next, d.deferred), found
}

// concerns reports whether op may work on the lock of the unit, by its class
// and by its name: addresses that are distinct are so on every path.
func (u *unit) concerns(op *accesspath.Operation) bool {
	c, ok := u.relations[op]
	if !ok {
		if u.handle {
			c = u.class.Compatible(op.Class) || op.ID == u.id
		} else {
			c = u.class.Compatible(op.Class) && !distinct(op.ID.Addr, u.id.Addr)
		}
		u.relations[op] = c
	}
	return c
}

// isOurs reports whether op works on the lock of the unit on a path with the
// facts f, and else whether it surely works on another.
func (u *unit) isOurs(f facts, op *accesspath.Operation) (same, other bool) {
	a, b := u.resolveID(f, op.ID), u.resolveID(f, u.id)
	if a == b {
		return true, false
	}
	return false, distinct(a.Addr, b.Addr) || a.Addr == b.Addr && distinct(a.Key, b.Key)
}

// distinct reports whether a and b surely are different: they are built alike
// and differ in a constant, or are different variables.
func distinct(a, b lock.Term) bool {
	if a == b || a.IsZero() || b.IsZero() || a.Kind() != b.Kind() {
		return false
	}
	switch a.Kind() {
	case lock.Const:
		return true
	case lock.Root:
		return isVariable(a.Sym()) && isVariable(b.Sym())
	case lock.Field:
		return a.X() == b.X() && a.Sym() != b.Sym() || a.Sym() == b.Sym() && a.X().Kind() == lock.Root && distinct(a.X(), b.X())
	case lock.Index, lock.Lookup:
		return a.X() == b.X() && distinct(a.Y(), b.Y())
	case lock.Cons:
		return distinct(a.X(), b.X()) || distinct(a.Y(), b.Y())
	}
	return false
}

func isVariable(sym any) bool {
	switch sym.(type) {
	case *ssa.Alloc, lock.Global:
		return true
	}
	return false
}

// isRelevant reports whether running fn may do something to a lock that may be
// the unit's.
func (u *unit) isRelevant(fn *ssa.Function) bool {
	if r, ok := u.relevant[fn]; ok {
		return r
	}
	u.relevant[fn] = false // against cycles
	r := u.findRelevant(fn)
	u.relevant[fn] = r
	return r
}

func (u *unit) findRelevant(fn *ssa.Function) bool {
	if neverReturns(fn) {
		return true
	}
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if c, ok := in.(ssa.CallInstruction); ok && u.isRelevantCall(c) || u.bindsRelease(in) {
				return true
			}
		}
	}
	return slices.ContainsFunc(fn.AnonFuncs, u.isRelevant) || u.capturesRelevant(fn) || u.writesTracked(fn)
}

// isRelevantCall reports whether a call may do something to a lock that may be
// the unit's.
func (u *unit) isRelevantCall(c ssa.CallInstruction) bool {
	if slices.ContainsFunc(u.operationsAt(c), u.concerns) || len(u.concernedAt(c)) > 0 {
		return true
	}
	if slices.ContainsFunc(u.operationsAt(c), func(op *accesspath.Operation) bool {
		return !guarded(op).IsZero() && (u.handle || op.Result.Handle >= 0 && u.class.Compatible(op.Held))
	}) {
		return true // see reacquires
	}
	callee := c.Common().StaticCallee()
	if callee != nil && callee.Parent() != nil && u.isRelevant(callee) {
		return true
	}
	if u.handle && u.mentions(c.Common()) || callsCaptured(c.Common()) {
		return true
	}
	if v, _ := u.futureOf(c.Common()); v != nil && !u.future.IsZero() {
		return true
	}
	f := u.summaryAt(c)
	return f != nil && mayRelease(f, u.class)
}

// callsCaptured reports whether a call is of what a captured variable holds at
// the time.
func callsCaptured(c *ssa.CallCommon) bool {
	ld, ok := c.Value.(*ssa.UnOp)
	if !ok || c.IsInvoke() {
		return false
	}
	_, ok = ld.X.(*ssa.FreeVar)
	return ok
}

// bindsRelease reports whether in uses a method value that works on a lock that
// may be the unit's.
func (u *unit) bindsRelease(in ssa.Instruction) bool {
	var ops [8]*ssa.Value
	return slices.ContainsFunc(in.Operands(ops[:0]), func(v *ssa.Value) bool {
		c, ok := (*v).(*ssa.MakeClosure)
		if !ok {
			return false
		}
		op := u.boundOperation(c)
		return op != nil && u.concerns(op)
	})
}

// capturesRelevant reports whether the literal fn captures another one that is
// relevant.
func (u *unit) capturesRelevant(fn *ssa.Function) bool {
	relevant := func(t lock.Term) bool {
		f := functionOf(t)
		return f != nil && f != fn && f.Parent() != nil && u.isRelevant(f)
	}
	for _, fv := range fn.FreeVars {
		if relevant(u.paths.Term(fv)) {
			return true
		}
		for _, ref := range *fv.Referrers() {
			if ld, ok := ref.(*ssa.UnOp); ok && relevant(u.paths.Term(ld)) {
				return true
			}
		}
	}
	return false
}

// mentions reports whether a call involves the handle, or a variable that may
// hold it.
func (u *unit) mentions(c *ssa.CallCommon) bool {
	is := func(v ssa.Value) bool {
		t := u.paths.Term(v)
		return t == u.id.Addr || slices.Contains(u.handles, t)
	}
	return is(c.Value) || slices.ContainsFunc(c.Args, is)
}

// neverReturns reports whether fn has a body without a return in it.
func neverReturns(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		if _, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && b != fn.Recover {
			return false
		}
	}
	return len(fn.Blocks) > 0
}

// writesTracked reports whether fn stores to a captured variable that
// conditions depend on.
func (u *unit) writesTracked(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if s, ok := in.(*ssa.Store); ok {
				if _, ok := s.Addr.(*ssa.FreeVar); ok && u.family.places[s] {
					return true
				}
			}
		}
	}
	return false
}

// functionOf returns the function that t is a value of, nil if it is not
// known.
func functionOf(t lock.Term) *ssa.Function {
	if t.Kind() != lock.Root {
		return nil
	}
	switch f := t.Sym().(type) {
	case *ssa.MakeClosure:
		return f.Fn.(*ssa.Function)
	case *ssa.Function:
		return f
	}
	return nil
}
