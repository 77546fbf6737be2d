package typestate

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/prepass"
)

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

// A deferredKey is a deferred call on top of a stack.
type deferredKey struct {
	domain.Deferred
	next *domain.Defers
}

// PushDefer returns the stack d with x on top. A call that is deferred again is in
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

// IsNamed reports whether v names the lock, an object on the way to it, or a
// variable that may hold the handle.
func (sub *Subject) IsNamed(v ssa.Value) bool {
	t := sub.Reason.Paths.Term(v)
	return slices.Contains(sub.bases, t) || slices.Contains(sub.handles, t)
}

// Redefine returns s with the value v made anew: what was known of the old one
// is forgotten, and a lock that is named by it becomes another lock.
func (mc *Machine) Redefine(s domain.State, v ssa.Value, at ssa.Instruction) domain.State {
	kept := s.Facts.Forget(v)
	if a, ok := v.(*ssa.Alloc); ok {
		kept = mc.Reason.KeepRound(kept, s.Facts, a)
	}
	s.Facts = kept
	if mc.Subject.ID.DependsOn(v) {
		s = mc.rename(s, at)
	}
	return s
}

// rename returns s at the point where the identity of the run begins to name
// another lock. What is held then is not held under this name any more.
func (mc *Machine) rename(s domain.State, at ssa.Instruction) domain.State {
	pending, by := mc.without(s.Pending)
	if s.Freed && !s.Held() || s.Held() && by != nil {
		mc.Sink.Record(domain.Event{Kind: domain.EventRound, Site: -1, At: at, State: s})
	}
	if s.Held() && by != nil {
		mc.released(s.Top(), by, s) // at the end of the function
	} else if s.Held() {
		switch {
		case s.Doubt != domain.NoDoubt:
			mc.doubtful(s, s.Doubt, at)
		case s.Escaped:
			mc.doubtful(s, domain.ClosureLeaves, at)
		case s.Stored && !mc.Subject.Refuted.Has(domain.HolderStored):
			mc.doubtful(s, domain.HolderStored, at)
		case s.Missed == nil && mc.Subject.ReleasedElsewhere():
			mc.doubtful(s, domain.OtherLoop, at)
		default:
			mc.Exit(s, domain.ExitLoop, at)
		}
	}
	s.Property = domain.Property{Foreign: s.Foreign, Crossed: s.Crossed, Pending: pending}
	return s
}

func (mc *Machine) doubtful(s domain.State, why domain.Doubt, at ssa.Instruction) {
	for _, h := range s.Holds {
		if h != 0 {
			s.Doubt = why
			mc.Sink.Record(domain.Event{Kind: domain.EventDoubt, Site: h.Site(), At: at, State: s})
		}
	}
}

// Exit records that a path ends, with the lock held or not.
func (mc *Machine) Exit(s domain.State, kind domain.ExitKind, at ssa.Instruction) {
	if !s.Held() {
		mc.Sink.Record(domain.Event{Kind: domain.EventExit, Site: -1, At: at, Exit: kind, State: s})
	}
	for i, h := range s.Holds {
		if h != 0 && !slices.Contains(s.Holds[:i], h) {
			mc.Sink.Record(domain.Event{Kind: domain.EventExit, Site: h.Site(), At: at, Exit: kind, State: s})
		}
	}
}

// StoreHandle returns s after v was stored where others find it: if v is the
// handle, they have the hold.
func (mc *Machine) StoreHandle(s domain.State, at ssa.Instruction, v ssa.Value) domain.State {
	if mc.Subject.Handle && s.Held() && (mc.Subject.IsLock(s.Facts, v) || mc.Subject.MayBeHandle(s.Facts, v)) {
		return mc.Weaken(mc.Entrust(s, at), domain.HolderStored, at)
	}
	return s
}

// NoteStored returns s after v was stored or sent: if v is what the lock belongs
// to, somebody may find the lock there later.
func (mc *Machine) NoteStored(s domain.State, v ssa.Value) domain.State {
	if s.Held() && !s.Stored && mc.Subject.IsBase(s.Facts, v) {
		s.Stored = true
	}
	return s
}

// IsBase reports whether v is the lock or the object that it belongs to.
func (sub *Subject) IsBase(f domain.Facts, v ssa.Value) bool {
	return sub.isOnTheWay(f, sub.Reason.Resolve(f, sub.Reason.Paths.Term(v)))
}

// isOnTheWay reports whether t is the lock or an object on the way to it.
func (sub *Subject) isOnTheWay(f domain.Facts, t lock.Term) bool {
	if t.IsZero() || t.Kind() == lock.Const {
		return false
	}
	return slices.ContainsFunc(sub.bases, func(b lock.Term) bool { return b == t || sub.Reason.Resolve(f, b) == t })
}
