package typestate

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/prepass"
)

// A unit is the analysis of one lock in one function: the function with the
// literals that it calls and defers, and the bodies of its range-over-func
// loops.
type Subject struct {
	Prog     *callinfo.Program
	Families *prepass.Families
	Reason   *domain.Reasoner
	Fn       *ssa.Function
	ID       lock.ID
	Class    lock.Class
	idents   map[string]bool // the meanings of names that were met
	names    []lock.Term     // what decides which lock an operation works on
	Future   lock.Term       // the future that the function makes, if it registers something with it
	Handle   bool            // the lock is named by a value that releases it
	handles  []lock.Term     // the variables that may hold that value
	Family   *prepass.Family

	relations map[*accesspath.Operation]bool // whether the classes are compatible
	bases     []lock.Term                    // the lock and the objects on the way to it
	Own       prepass.Footprint              // of the lock
	renames   bool                           // a loop gives the name of the lock to another one
}

// A Machine is the automaton of one lock.
type Machine struct {
	Prog     *callinfo.Program
	Families *prepass.Families
	Reason   *domain.Reasoner
	Subject  *Subject
	Sites    *Sites
	Sink     Sink
	stacks   map[deferredKey]*domain.Defers
}

// A Sink takes what happens to the lock on the way.
type Sink interface {
	// Record takes an event.
	Record(domain.Event)
	// Trace returns s with one more step on its way, where ways are kept.
	Trace(s domain.State, x domain.Step) domain.State
}

// NewMachine returns the automaton of a subject.
func NewMachine(s *Subject, sites *Sites, sink Sink) *Machine {
	return &Machine{
		Prog: s.Prog, Families: s.Families, Reason: s.Reason, Subject: s, Sites: sites, Sink: sink,
		stacks: make(map[deferredKey]*domain.Defers),
	}
}

// Sites are the acquires that were met, by number.
type Sites struct {
	All       []*Acquire
	SiteIndex map[SiteKey]int
}

type deferredKey struct {
	domain.Deferred
	next *domain.Defers
}

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
		s.handles = s.findAliases()
	}
	s.names = s.findNames()
	s.renames = f.Prog.NamedInLoop(id)
	s.Future = s.findFuture()
	s.Own = s.ownFootprint()
	return s
}

// push returns the stack d with x on top. A call that is deferred again is in
// the stack once: it runs as often as needed.
func (mc *Machine) PushDefer(d *domain.Defers, x domain.Deferred) *domain.Defers {
	for e := d; e != nil; e = e.Next {
		if e.Deferred == x {
			return d
		}
	}
	k := deferredKey{x, d}
	s, ok := mc.stacks[k]
	if !ok {
		s = &domain.Defers{Deferred: x, Next: d}
		mc.stacks[k] = s
	}
	return s
}

// without returns the stack d without the deferred releases of the lock
// itself, and one of them, nil if there is none.
func (mc *Machine) without(d *domain.Defers) (*domain.Defers, *ssa.Defer) {
	if d == nil {
		return nil, nil
	}
	next, found := mc.without(d.Next)
	if d.Target.Kind == domain.TargetOurs {
		if d.Target.Op.Releases() {
			return next, d.At
		}
	}
	if next == d.Next {
		return d, found
	}
	return mc.PushDefer(next, d.Deferred), found
}

// concerns reports whether op may work on the lock of the unit, by its class
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

// isOurs reports whether op works on the lock of the unit on a path with the
// facts f, and else whether it surely works on another.
func (sub *Subject) IsOurs(f domain.Facts, op *accesspath.Operation) (same, other bool) {
	a, b := sub.Reason.ResolveID(f, op.ID), sub.Reason.ResolveID(f, sub.ID)
	if a == b {
		return true, false
	}
	return false, domain.Distinct(a.Addr, b.Addr) || a.Addr == b.Addr && domain.Distinct(a.Key, b.Key)
}

// mentions reports whether a call involves the handle, or a variable that may
// hold it.
func (sub *Subject) Mentions(c *ssa.CallCommon) bool {
	is := func(v ssa.Value) bool {
		t := sub.Reason.Paths.Term(v)
		return t == sub.ID.Addr || slices.Contains(sub.handles, t)
	}
	return is(c.Value) || slices.ContainsFunc(c.Args, is)
}
