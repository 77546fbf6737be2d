package typestate

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/prepass"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// MayAcquire reports whether a call may return with the lock of the run
// newly held, by what is known of the function, or else by its name, or may not
// return at all.
func (sub *Subject) MayAcquire(c *ssa.CallCommon, f *summary.Func) bool {
	if _, ok := c.Value.(*ssa.Builtin); ok {
		return false
	}
	if f != nil && slices.ContainsFunc(f.Acquires, sub.Class.Compatible) || lexicon.MayEndTest(c) {
		return true
	}
	known := sub.Prog.Summaries.IsKnown(c.StaticCallee()) || f != nil && slices.ContainsFunc(f.Effects, func(x summary.Effect) bool { return x.Class.Compatible(sub.Class) })
	return !known && lexicon.SpeaksOfAcquire(lexicon.CalleeName(c))
}

// ownFootprint returns the footprint of what names the lock, and of what else the
// unit asks for wherever it is.
func (sub *Subject) ownFootprint() prepass.Footprint {
	p := make(prepass.Footprint)
	for _, ts := range [][]lock.Term{{sub.ID.Addr, sub.ID.Key, sub.Future}, sub.names, sub.handles, sub.bases} {
		for _, t := range ts {
			p.Add(t)
		}
	}
	return p
}

// Overwrites reports whether in sets the whole object that the lock is in, and with
// it the lock.
func (sub *Subject) Overwrites(in *ssa.Store) bool {
	return sub.Prog.Overwrites(in, sub.bases)
}

// Operation returns the operation that gave the run its lock.
func (sub *Subject) Operation() *accesspath.Operation {
	var found *accesspath.Operation
	for _, op := range sub.Families.OperationsOf(sub.Fn) {
		if op.ID == sub.ID && (found == nil || op.Effect == lock.Acquire && found.Effect != lock.Acquire) {
			found = op
		}
	}
	return found
}

// A Subject is what is known in advance of the analysis of one lock in one function: the
// function with the literals that it calls and defers, and the bodies of its
// range-over-func loops.
type Subject struct {
	Prog     *callinfo.Program
	Families *prepass.Families
	Reason   *domain.Reasoner
	Fn       *ssa.Function
	ID       lock.ID
	Class    lock.Class
	idents   map[string]bool    // the meanings of names that were met
	names    []lock.Term        // what decides which lock an operation works on
	Future   lock.Term          // the future that the function makes, if it registers something with it
	Handle   bool               // the lock is named by a value that releases it
	handles  []lock.Term        // the variables that may hold that value
	holders  map[lock.Term]bool // the addresses of those that hold it as a struct, see findHolders
	Family   *prepass.Family

	relations map[*accesspath.Operation]bool // whether the classes are compatible
	bases     []lock.Term                    // the lock and the objects on the way to it
	Own       prepass.Footprint              // of the lock
	renames   bool                           // a loop gives the name of the lock to another one
	manners   *manners                       // see isSettledAfter

	Trust
}

// Trust is what a run takes for granted.
type Trust struct {
	// Relies says that a path kept what a call may have changed, by the writes that are
	// known of it, since the tests that follow are not settled. If Unsettled is set, it
	// does not keep that.
	Relies, Unsettled bool

	// Refuted are doubts that do not count: it is known that nobody releases the lock
	// in the way that they suspect.
	Refuted domain.Doubts
}

// NewSubject returns the subject for a lock in fn.
func NewSubject(f *prepass.Families, fn *ssa.Function, id lock.ID, class lock.Class) *Subject {
	family := f.Of(fn)
	s := &Subject{
		Prog:      f.Prog,
		Families:  f,
		Reason:    &domain.Reasoner{Paths: f.Prog.Paths, Tracked: family.Tracked},
		Fn:        fn,
		ID:        id,
		Class:     class,
		Family:    family,
		relations: make(map[*accesspath.Operation]bool),
		idents:    make(map[string]bool),
	}
	s.bases = domain.Bases(id)
	if s.Handle = class.Type == lock.HandleType; s.Handle {
		s.handles, s.holders = s.findAliases(), s.findHolders()
	}
	s.names = s.findNames()
	s.renames = f.Prog.NamedInLoop(id)
	s.Future = s.findFuture()
	s.Own = s.ownFootprint()
	return s
}

// Concerns reports whether op may work on the lock of the run, by its class
// and by its name: addresses that are distinct are so on every path.
func (sub *Subject) Concerns(op *accesspath.Operation) bool {
	c, ok := sub.relations[op]
	if !ok {
		if sub.Handle {
			c = sub.Class.Compatible(op.Class) || op.ID == sub.ID
		} else {
			c = sub.Class.Compatible(op.Class) && !domain.Distinct(op.ID.Addr, sub.ID.Addr)
		}
		sub.relations[op] = c
	}
	return c
}

// IsOurs reports whether op works on the lock of the run on a path with the
// facts f, and else whether it surely works on another.
func (sub *Subject) IsOurs(f domain.Facts, op *accesspath.Operation) (same, other bool) {
	a, b := sub.Reason.ResolveID(f, op.ID), sub.Reason.ResolveID(f, sub.ID)
	if a == b || a.Addr == b.Addr && a.Key != b.Key && sub.isJoined(a.Key, b.Key, op) {
		return true, false
	}
	return false, domain.Distinct(a.Addr, b.Addr) || a.Addr == b.Addr && domain.Distinct(a.Key, b.Key)
}

// Mentions reports whether a call involves the handle, or a variable that may
// hold it.
func (sub *Subject) Mentions(c *ssa.CallCommon) bool {
	is := func(v ssa.Value) bool {
		t := sub.Reason.Paths.Term(v)
		_, holds := sub.holders[t]
		return holds || t == sub.ID.Addr || slices.Contains(sub.handles, t)
	}
	return is(c.Value) || slices.ContainsFunc(c.Args, is)
}
