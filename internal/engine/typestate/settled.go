package typestate

import (
	"math/bits"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/prepass"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// A path forgets what a call, or another goroutine, may have changed, if that cannot
// make a right function look wrong. It can where what is known tells paths apart that
// hold the lock from those that do not:
//
//	if s.shared { s.mu.Lock() }
//	s.work() // may set s.shared
//	if s.shared { s.mu.Unlock() }
//
// Without what it knows of s.shared, the path would leak. Whoever writes this relies
// on s.shared being what it was. But where the lock is held in the same way on all paths
// to each later test, both branches of the test are entered with the lock held like
// that, whatever was known before:
//
//	s.mu.Lock()
//	if s.closed { s.mu.Unlock(); return }
//	s.work() // may set s.closed
//	if s.closed { return } // a leak
//
// So a test is settled if the lock is in the same state on all paths to it, possible
// or not. That nothing is forgotten for the sake of one that is not settled is noted:
// a release on every path that relies on it is in doubt.

// ChangedByCall returns f after the call in, without what the called function may have
// changed by the writes that are known of it.
func (sub *Subject) ChangedByCall(f domain.Facts, in *ssa.Call) domain.Facts {
	if len(f) == 0 {
		return f
	}
	for _, c := range sub.Family.ChangedAt(in) {
		switch {
		case !sub.mayForget(f, c, in):
		case sub.Unsettled || sub.isSettledAfter(c, in) && !sub.mayHandOver(in):
			f = f.Set(c.Term, domain.Value{})
		default:
			sub.Relies = true
		}
	}
	return f
}

// mayHandOver reports whether a goroutine that in starts, or a literal that it keeps,
// may release the lock: what in writes may say so.
func (sub *Subject) mayHandOver(in *ssa.Call) bool {
	fn := sub.Prog.Declaration(in.Call.StaticCallee())
	return fn != nil && slices.ContainsFunc(sub.Families.Detached(fn), sub.Class.Compatible)
}

// changedMeanwhile returns f after the lock was acquired at at, without what others may
// have changed before: something in the package writes it.
func (sub *Subject) changedMeanwhile(f domain.Facts, at ssa.Instruction) domain.Facts {
	if len(f) == 0 {
		return f
	}
	for _, c := range sub.Family.Changeable() {
		if sub.mayForget(f, c, at) && sub.isSettledAfter(c, at) {
			f = f.Set(c.Term, domain.Value{})
		}
	}
	return f
}

// mayForget reports whether f says something of the term of c that may not hold any
// more after at, and whether that says nothing else on the path.
func (sub *Subject) mayForget(f domain.Facts, c *prepass.Change, at ssa.Instruction) bool {
	v := f.Get(c.Term)
	switch {
	case v.IsTop() || sub.Family.Keeps(c, v):
		return false
	case c.Naming && !v.Same.IsZero() && v.Same.Kind() != lock.Const:
		return false // perhaps a part of a lock's name
	case slices.ContainsFunc(f, func(x domain.Fact) bool { return x.Same == c.Term }):
		return false // a variable has the old value
	}
	return !sub.Family.IsCarried(c, at)
}

// isSettledAfter reports whether all tests of what c changes are settled that are
// reached from at.
func (sub *Subject) isSettledAfter(c *prepass.Change, at ssa.Instruction) bool {
	if at.Parent() != sub.Fn || sub.Handle || !sub.Future.IsZero() {
		return false
	}
	if sub.manners == nil {
		sub.manners = newManners(sub)
	}
	return sub.Family.AllReadAfter(c, at, sub.manners.isSettled)
}

// A manner is the set of the ways in which the lock may be held.
type manner uint16

// The ways to hold a lock. Each is there twice: as such, and once something else has
// happened to the lock that decides what is to be done with it, such as a deferred
// release.
const (
	asEntered manner = 1 << iota // as the function was entered
	notHeld
	heldShared
	heldExclusive

	inEachWay = asEntered | notHeld | heldShared | heldExclusive
	ways      = 4
)

// Manners are the ways in which the lock of a run may be held in its function, by all
// paths, whether they can happen or not.
type manners struct {
	sub    *Subject
	before []manner // by the index of a block, where it begins

	// releasesEntered says that the function releases a hold of its caller. Else it is
	// entered without the lock.
	releasesEntered bool
}

func newManners(sub *Subject) *manners {
	ms := &manners{sub: sub, before: make([]manner, len(sub.Fn.Blocks))}
	ms.before[0] = asEntered
	work := []*ssa.BasicBlock{sub.Fn.Blocks[0]}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		m := ms.before[b.Index]
		for _, in := range b.Instrs {
			m = ms.after(m, in)
		}
		for _, s := range b.Succs {
			if old := ms.before[s.Index]; old|m != old {
				ms.before[s.Index] |= m
				work = append(work, s)
			}
		}
	}
	return ms
}

// isSettled reports whether the lock is held in the same way whenever control comes to
// in.
func (ms *manners) isSettled(in ssa.Instruction) bool {
	m := ms.before[in.Block().Index]
	for _, x := range in.Block().Instrs {
		if x == in {
			break
		}
		m = ms.after(m, x)
	}
	if both := asEntered | asEntered<<ways; !ms.releasesEntered && m&both != 0 {
		m = m&^both | m&both<<1 // notHeld
	}
	return bits.OnesCount16(uint16(m)) <= 1
}

// after returns the ways in which the lock may be held after in, of those before it.
func (ms *manners) after(m manner, in ssa.Instruction) manner {
	switch in := in.(type) {
	case *ssa.MakeClosure:
		if ms.concernsLiteral(in.Fn.(*ssa.Function)) || ms.sub.Prog.Calls.BoundOperation(in) != nil {
			return touched(m)
		}
	case *ssa.Call:
		return ms.afterCall(m, in)
	case *ssa.Defer, *ssa.Go:
		c := in.(ssa.CallInstruction)
		if slices.ContainsFunc(ms.sub.Prog.Calls.At(c), ms.sub.Concerns) || ms.mayRelease(c) {
			return touched(m)
		}
	}
	return m
}

// touched returns m after something else has happened to the lock.
func touched(m manner) manner {
	return (m | m>>ways) & inEachWay << ways
}

// afterCall returns the ways in which the lock may be held after a call.
func (ms *manners) afterCall(m manner, in *ssa.Call) manner {
	if ms.mayRelease(in) {
		m = touched(inEachWay)
	}
	for _, op := range ms.sub.Prog.Calls.At(in) {
		if ms.sub.Concerns(op) {
			m = ms.afterOperation(m, op)
		}
	}
	return m
}

func (ms *manners) afterOperation(m manner, op *accesspath.Operation) manner {
	if op.ID != ms.sub.ID {
		return touched(m)
	}
	if len(op.Outcomes) != 1 || len(op.Outcomes[0].When) > 0 || op.Outcomes[0].Handle > 0 {
		return touched(inEachWay)
	}
	o := op.Outcomes[0]
	switch o.Do {
	case summary.Nothing:
		return m
	case summary.Relocked:
		if o.Mode == o.Again {
			return m
		}
	case summary.Acquire:
		return inWay(m, held(o.Mode))
	case summary.Downgrade:
		return inWay(m, heldShared)
	case summary.Release:
		ms.releasesEntered = ms.releasesEntered || m&(asEntered|asEntered<<ways) != 0
		return inWay(m, notHeld)
	}
	return touched(inEachWay)
}

// held returns the way in which a lock is held that was acquired in the given mode.
func held(mode lock.Mode) manner {
	if mode == lock.Shared {
		return heldShared
	}
	return heldExclusive
}

// inWay returns the one way w, touched or not as m.
func inWay(m, w manner) manner {
	var out manner
	if m&inEachWay != 0 {
		out |= w
	}
	if m>>ways != 0 {
		out |= w << ways
	}
	return out
}

// mayRelease reports whether a call may release the lock under a name that is not known
// here, or runs a literal that concerns it.
func (ms *manners) mayRelease(c ssa.CallInstruction) bool {
	if ms.releasesUnnamed(c) {
		return true
	}
	fn := callinfo.FunctionOf(ms.sub.Reason.Paths.Term(c.Common().Value))
	return fn != nil && fn.Parent() != nil && ms.concernsLiteral(fn)
}

// concernsLiteral reports whether fn, a literal, or one in it works on the lock.
func (ms *manners) concernsLiteral(fn *ssa.Function) bool {
	found := false
	accesspath.Family(fn, func(f *ssa.Function) {
		for c := range accesspath.Calls(f) {
			found = found || slices.ContainsFunc(ms.sub.Prog.Calls.At(c), ms.sub.Concerns) || ms.releasesUnnamed(c)
		}
	})
	return found
}

// releasesUnnamed reports whether what c calls may release the lock by another name.
func (ms *manners) releasesUnnamed(c ssa.CallInstruction) bool {
	f := ms.sub.Prog.Summaries.At(c)
	return f != nil && callinfo.MayRelease(f, ms.sub.Class)
}
