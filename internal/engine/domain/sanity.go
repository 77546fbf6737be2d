package domain

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// The invariants of states. The code that makes states keeps them, whatever the program
// under analysis; so tests check them, and an analysis does not. The states in events are
// not meant: some are snapshots of a change.

// Check returns an error that names the invariants that s violates, nil if there are none.
func (s State) Check() error {
	var v violations
	s.checkHolds(&v)
	s.checkCaller(&v)
	s.Pending.check(&v)
	s.Facts.check(&v)
	return errors.Join(v...)
}

// Check returns an error that names the invariants that ss or one of its states violates,
// nil if there are none.
func (ss States) Check() error {
	var v violations
	stacks := make(map[Defers]*Defers)
	for i, s := range ss {
		if err := s.Check(); err != nil {
			v = append(v, fmt.Errorf("state %d: %w", i, err))
		}
		v.add(ss.Find(s.Property) != i, "state %d: an earlier state has the same property", i)
		for d := s.Pending; d != nil; d = d.Next {
			if stacks[*d] == nil {
				stacks[*d] = d
			}
			v.add(stacks[*d] != d, "state %d: an equal stack of deferred calls is another pointer", i)
		}
	}
	return errors.Join(v...)
}

// violations are the violated invariants that have been found.
type violations []error

// add adds a violation if is is true.
func (v *violations) add(is bool, format string, args ...any) {
	if is {
		*v = append(*v, fmt.Errorf(format, args...))
	}
}

func (p Property) checkHolds(v *violations) {
	for i, h := range p.Holds {
		if h == 0 {
			continue
		}
		v.add(h < 0, "hold %d has no site", i)
		v.add(i > 0 && p.Holds[i-1] == 0, "hold %d is above a gap", i)
		v.add(slices.ContainsFunc(p.Holds[:i], func(o Hold) bool { return o != 0 && o.Site() == h.Site() }), "hold %d is of the same site as an older one", i)
	}
	v.add(p.Held() && !p.Touched, "the lock is held, and was not touched")
	v.add(p.Held() && p.Unsure && p.Doubt == NoDoubt, "the lock is held without a doubt, and it is not sure whether it is free")
	v.add(!p.Held() && p.Doubt != NoDoubt, "a doubt about no hold: %s", p.Doubt)
	v.add(p.Foreign < 0 || p.Foreign > MaxForeign, "%d foreign locks", p.Foreign)
	v.add(p.Future == FutureRegistered && !p.Touched, "the release is registered with a future, and the lock was not touched")
}

func (p Property) checkCaller(v *violations) {
	v.add(p.Entered != callerUnknown && !p.Touched, "the caller's hold was released, and the lock was not touched")
	v.add(p.Entered == callerUnknown && p.ReleasedAs != ReleaseMode{}, "the caller's hold was not released, and a mode of its release is known")
	v.add(p.Entered == CallerReleased && p.Held(), "the caller's hold was released and not reacquired, and the lock is held")
	v.add((p.Entered == CallerReacquired) != (p.Again != 0), "the caller's hold was reacquired, and by no acquire, or the reverse")
}

func (d *Defers) check(v *violations) {
	for ; d != nil; d = d.Next {
		v.add(d.Target.Kind == TargetNone, "a deferred call does not concern the lock")
		for e := d.Next; e != nil; e = e.Next {
			v.add(e.Deferred == d.Deferred, "a deferred call is pending twice")
		}
	}
}

func (f Facts) check(v *violations) {
	for i, x := range f {
		v.add(x.Term.IsZero(), "fact %d is about no term", i)
		v.add(x.Term.Kind() == lock.Const, "fact %d is about a constant", i)
		v.add(i > 0 && compareTerms(f[i-1].Term, x.Term) >= 0, "fact %d is out of order", i)
		v.add(x.IsTop(), "fact %d says nothing", i)
		v.add(x.Same == x.Term && !x.Same.IsZero(), "fact %d says that a term equals itself", i)
		l := x.Limits()
		v.add(x.limited(l) != x.Value, "fact %d has limits that limit nothing", i)
		l.check(v)
	}
}

func (l limits) check(v *violations) {
	v.add(l.Bounded && l.Lo > l.Hi, "an empty interval")
	v.add(l.Bounded && l.Lo == math.MinInt64 && l.Hi == math.MaxInt64, "an interval of all integers")
	v.add(!l.Bounded && (l.Lo != 0 || l.Hi != 0), "ends of no interval")
	for i, c := range l.Not {
		if c.IsZero() {
			continue
		}
		v.add(c.Kind() != lock.Const || c.Sym() == "nil", "%v is excluded as a constant", c)
		v.add(i > 0 && compareTerms(l.Not[i-1], c) >= 0, "excluded constant %d is out of order", i)
		v.add(i > 0 && l.Not[i-1].IsZero(), "excluded constant %d follows a gap", i)
	}
}
