package typestate

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/prepass"
)

// releasedByOthers reports whether the run is a function literal and the
// functions around and beside it release its lock without having acquired it: they may
// run at the same time.
func (sub *Subject) releasedByOthers() bool {
	top, found := callinfo.Outermost(sub.Fn), false
	if top == sub.Fn {
		return false
	}
	accesspath.Family(top, func(f *ssa.Function) {
		if callinfo.IsWithin(f, sub.Fn) {
			return
		}
		for _, c := range sub.Prog.Calls.In(f) {
			found = found || slices.ContainsFunc(sub.Prog.Calls.At(c), func(op *accesspath.Operation) bool {
				return op.Releases() && op.ID == sub.ID && !sub.followsAcquire(c)
			})
		}
	})
	return found
}

// followsAcquire reports whether every way to the release at goes through an acquire of
// the lock of the run in the same function: that is what it releases.
func (sub *Subject) followsAcquire(at ssa.CallInstruction) bool {
	return slices.ContainsFunc(sub.Prog.Calls.In(at.Parent()), func(c ssa.CallInstruction) bool {
		_, isCall := c.(*ssa.Call)
		return isCall && accesspath.Precedes(c, at) && slices.ContainsFunc(sub.Prog.Calls.At(c), func(op *accesspath.Operation) bool {
			return op.Acquires() && op.ID == sub.ID
		})
	})
}

// ReleasedElsewhere reports whether the family of the run releases a lock
// that may be the run's under another name.
func (sub *Subject) ReleasedElsewhere() bool {
	found := false
	accesspath.Family(callinfo.Outermost(sub.Fn), func(f *ssa.Function) {
		for _, c := range sub.Prog.Calls.In(f) {
			found = found || slices.ContainsFunc(sub.Prog.Calls.At(c), func(op *accesspath.Operation) bool {
				return op.Releases() && op.ID != sub.ID && sub.Concerns(op) && !domain.Distinct(op.ID.Addr, sub.ID.Addr)
			})
		}
	})
	return found
}

// Between a test before an acquire and the same test after it, other
// goroutines may have changed what is tested: the double-checked pattern
//
//	if s.done { return }
//	s.mu.Lock()
//	if s.done { … }
//
// But where the first test decides whether to acquire, and the second whether
// to release, nobody changes it:
//
//	if s.shared { s.mu.Lock() }
//	…
//	if s.shared { s.mu.Unlock() }
//
// The difference is that in the second pattern the later test is also reached
// past the acquire. So an acquire makes those facts be forgotten that are only
// tested again where the acquire has taken place.
//
// What the lock was reached through is no condition. It is taken to stay what it
// is, as where it is not written at all, but if it is compared again:
//
//	for {
//		cur := t.current
//		cur.mu.Lock()
//		if cur == t.current { return cur }
//		cur.mu.Unlock()
//	}

// changedByOthers returns f after the lock was taken at at.
func (sub *Subject) changedByOthers(f domain.Facts, at ssa.Instruction) domain.Facts {
	if len(f) == 0 {
		return f
	}
	f = f.Drop(func(x domain.Fact) bool {
		return domain.IsObserved(x.Term) && sub.Family.OnlyTestedAfter(x.Term, at) && !sub.leadsToLock(f, x, at)
	})
	return sub.changedMeanwhile(f, at)
}

// leadsToLock reports whether x says of the content of a field or a package-level
// variable that it is the lock of the run, or an object on the way to it, and
// whether that stays so past at: it is not compared there, and nothing that is
// called sets it.
func (sub *Subject) leadsToLock(f domain.Facts, x domain.Fact, at ssa.Instruction) bool {
	if x.Term.Kind() != lock.Load || !sub.isOnTheWay(f, x.Same) {
		return false
	}
	place, ok := prepass.PlaceOf(x.Term.X())
	return ok && !sub.Family.IsSetByCalls(place) && !slices.ContainsFunc(sub.Family.Readings[x.Term], func(in ssa.Instruction) bool {
		return prepass.IsCompared(in) && !(in.Parent() == at.Parent() && accesspath.Precedes(in, at))
	})
}

// WrittenByOthers returns f after in let others run: what is known of simple
// variables that others can write is gone. Pointers and the like are taken to
// stay what they are unless their address is passed right here; they name
// locks, and are rarely changed unnoticed.
func (sub *Subject) WrittenByOthers(f domain.Facts, in ssa.Instruction) domain.Facts {
	if c, ok := in.(ssa.CallInstruction); ok && sub.Prog.Calls.Direct(c) != nil {
		return f
	}
	return f.Drop(func(x domain.Fact) bool {
		if x.Term.Kind() != lock.Load {
			return false
		}
		a, ok := x.Term.X().Sym().(*ssa.Alloc)
		if !ok || x.Term.X().Kind() != lock.Root || !sub.Reason.Paths.IsShared(a) {
			return false
		}
		return domain.IsPlain(a.Type().Underlying().(*types.Pointer).Elem()) || prepass.IsPassed(in, a)
	})
}

// What calls change is not followed, as a rule: a load is named by its place. A
// second acquire is an exception. It is one only if both times the lock is the
// same, and nothing else speaks for that. So a pointer on the way to the lock
// must not be one that something called sets.

// MayBeReplaced reports whether a function that is called may set a pointer on
// the way to the lock of the run.
func (sub *Subject) MayBeReplaced() bool {
	for t := sub.ID.Addr; !t.IsZero(); t = t.X() {
		if t.Kind() != lock.Load {
			continue
		}
		if place, ok := prepass.PlaceOf(t.X()); ok && sub.Family.IsSetByCalls(place) {
			return true
		}
	}
	return false
}
