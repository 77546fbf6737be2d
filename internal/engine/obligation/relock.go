package obligation

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// A lock that the path holds and acquires again is waited for for ever, and the
// path ends there. Where another path from the same acquire leaves the function,
// both lack the same release: then the second acquire is one more way in which the
// first one leaks. It is a mistake of its own if it is a function called that
// acquires.

// A RelockKind says what is wrong where a lock is acquired again.
type RelockKind string

// The kinds of second acquires.
const (
	RelockAgain    RelockKind = "again"    // it is held already
	RelockShared   RelockKind = "shared"   // the same, both to share it: that waits if somebody else waits for it
	RelockDeferred RelockKind = "deferred" // an acquire is deferred, where a release was meant
	RelockRelease  RelockKind = "release"  // nothing releases it behind that: a release was meant
	RelockRound    RelockKind = "round"    // the release is deferred in a loop, the next round acquires again
)

// A Relock is an acquire on a path that holds the lock already.
type Relock struct {
	Kind  RelockKind
	Steps []Step // from the first acquire to the second

	at     ssa.Instruction
	id     lock.ID
	by     string // the function that is called at at and acquires it
	op     *accesspath.Operation
	defers *ssa.Defer // the deferred release, for RelockRound
}

// At returns the second acquire: a call, also one that is deferred.
func (r *Relock) At() ssa.Instruction { return r.at }

// Pos returns the position of the second acquire.
func (r *Relock) Pos() token.Pos { return r.at.Pos() }

// Function returns the function that acquires the lock again.
func (r *Relock) Function() *ssa.Function { return r.at.Parent() }

// Lock returns the lock as an access path.
func (r *Relock) Lock() string { return r.id.String() }

// By returns the name of the function that is called and acquires the lock, ""
// if the call is of the lock's own method.
func (r *Relock) By() string { return r.by }

// Method returns the name of the method that acquires it again, and that of its
// counterpart; both are empty if a function that is called acquires it.
func (r *Relock) Method() (acquire, release string) {
	if r.op == nil {
		return "", ""
	}
	return r.op.Name, r.op.Peer
}

// Deferred returns the deferred release, for RelockRound.
func (r *Relock) Deferred() *ssa.Defer { return r.defers }

// A secondAcquire is an acquire that the data-flow analysis has found reachable
// with a hold of the site first, which is -1 for what the caller holds.
type secondAcquire struct {
	first, again int
	at           ssa.Instruction
	shared       bool
}

// conflict reports whether somebody who has a lock in one mode waits for ever
// for it in the other.
func conflict(a, b lock.Mode) bool { return a == lock.Exclusive || b == lock.Exclusive }

// relock records that the path acquires at at what it holds. It returns false:
// the path does not go on.
func (u *unit) relock(s state, at ssa.Instruction, again int) bool {
	first := -1
	if top := s.top(); top != 0 {
		first = top.site()
	}
	switch {
	case u.releasedByOthers():
		u.doubtful(s, otherGoroutine, at)
	case s.escaped:
		u.doubtful(s, closureLeaves, at)
	default:
		u.record(event{kind: evRelock, site: first, again: again, at: at, state: s})
	}
	return false
}

// guarded returns the lock of package sync that op acquires: its own, or the one
// that the release which it returns gives back; the zero Term if it has no name.
func guarded(op *accesspath.Operation) lock.Term {
	switch {
	case op == nil || !op.Acquires() || op.Try:
	case op.Result.Handle >= 0 && isSync(op.Held):
		return op.Guards
	case op.Result.Handle < 0 && op.Sync && op.ID.Key.IsZero():
		return op.ID.Addr
	}
	return lock.Term{}
}

// reacquires reports whether op acquires at at what the path holds, where one of the
// two acquires returns the release, and so has its own name for the lock.
func (u *unit) reacquires(s state, op *accesspath.Operation, at ssa.Instruction) bool {
	top := s.top()
	if top == 0 || s.doubt != noDoubt || op.ID == u.id || !u.handle && op.Result.Handle < 0 || u.sites[top.site()].at == at {
		return false
	}
	held := guarded(u.sites[top.site()].op)
	again := guarded(op)
	return !held.IsZero() && !again.IsZero() && conflict(top.mode(), op.Mode) && u.resolve(s.facts, held) == u.resolve(s.facts, again)
}

// releasesGuarded reports whether op gives back by hand the lock that the handle of
// the unit is there for.
func (u *unit) releasesGuarded(s state, op *accesspath.Operation) bool {
	top := s.top()
	if !u.handle || top == 0 || op.Result.Handle >= 0 || !op.Sync || op.Effect != lock.Release {
		return false
	}
	held := guarded(u.sites[top.site()].op)
	return !held.IsZero() && u.resolve(s.facts, held) == u.resolve(s.facts, op.ID.Addr)
}

// holdsAgain reports whether c is the acquire of the unit, in another round, on a
// path that still has the release of the round before; the path does not go on.
func (u *unit) holdsAgain(s state, c *ssa.Call) bool {
	top := s.top()
	if top == 0 || s.doubt != noDoubt || u.sites[top.site()].at != ssa.Instruction(c) {
		return false
	}
	op := u.sites[top.site()].op
	t := guarded(op)
	if t.IsZero() || !conflict(op.Mode, op.Mode) || slices.ContainsFunc(t.Roots(), func(r any) bool {
		in, ok := r.(ssa.Instruction)
		return ok && u.paths.InCycle(in.Block()) // the lock of the round
	}) {
		return false
	}
	u.relock(s, c, top.site())
	return true
}

// relocks looks for a path to each acquire of what is held already.
func (c *collector) relocks() {
	for _, x := range c.second {
		if c.exhausted {
			continue // which the sites know
		}
		if c.mayBeReplaced() {
			c.doubtBoth(x, replacedByCall)
			continue
		}
		var via ssa.Instruction
		if x.first >= 0 {
			via = c.sites[x.first].at
		}
		var last state
		way, complete := c.find(via, x.at, func(e event) bool {
			if e.at != x.at || e.site != x.first || !(e.kind == evRelock || x.shared && e.kind == evReshared) {
				return false
			}
			last = e.state
			return true
		})
		if way == nil {
			if !complete {
				c.doubtBoth(x, noWitness)
			}
			continue
		}
		if c.wantsUnset(way.steps()) {
			c.doubtBoth(x, neverNil)
			continue
		}
		steps := append(fromAcquire(way.steps(), via), Step{Kind: StepRelock, At: x.at, Pos: x.at.Pos()})
		r := &Relock{at: x.at, id: c.id, Steps: steps}
		if c.handle && x.first >= 0 {
			r.id = lock.ID{Addr: guarded(c.sites[x.first].op)}
		}
		r.Kind, r.defers = c.relockKind(x, last)
		if x.again >= 0 {
			r.op = c.sites[x.again].op
			r.by = r.op.By
			c.site(x.again).misused = "it waits for what is held already"
		} else {
			r.by = lexicon.CalleeName(x.at.(ssa.CallInstruction).Common())
		}
		if x.first >= 0 {
			first := c.site(x.first)
			first.misused = "it is acquired again while it is held"
			if first.leaks != nil && r.Kind == RelockAgain && r.by == "" {
				first.leaks.Also = append(first.leaks.Also, steps[len(steps)-1])
				continue // it is the same release that is missing
			}
		}
		c.relocked = append(c.relocked, r)
	}
}

// doubtBoth notes why it is not known whether x is an acquire of what is held.
func (c *collector) doubtBoth(x secondAcquire, d doubt) {
	for _, i := range []int{x.first, x.again} {
		if i >= 0 {
			c.doubt(c.site(i), d)
		}
	}
}

// relockKind returns what is wrong with x, which the path comes to in s, and the
// deferred release of the round before, if it is that.
func (c *collector) relockKind(x secondAcquire, s state) (RelockKind, *ssa.Defer) {
	if x.again < 0 || c.sites[x.again].op.By != "" {
		return sharedOr(x, RelockAgain), nil
	}
	if _, ok := x.at.(*ssa.Defer); ok {
		return RelockDeferred, nil
	}
	by := c.deferredRelease(s.pending)
	switch {
	case by != nil && x.first == x.again:
		return RelockRound, by
	case by == nil && x.first >= 0 && x.first != x.again && !c.handle && c.sites[x.again].op.Result.Handle < 0 && !c.releasesBehind(x.at):
		return RelockRelease, nil
	}
	return sharedOr(x, RelockAgain), nil
}

// deferredRelease returns a deferred call that gives the lock back, by itself or in
// a literal, nil if there is none.
func (c *collector) deferredRelease(d *defers) *ssa.Defer {
	for ; d != nil; d = d.next {
		switch t := d.target; {
		case t.kind == ours && t.op.Releases(), t.kind == inline && c.netRelease(t.fn) == surelyReleases:
			return d.at
		}
	}
	return nil
}

func sharedOr(x secondAcquire, k RelockKind) RelockKind {
	if x.shared {
		return RelockShared
	}
	return k
}

// releasesBehind reports whether something releases the lock of the unit, or
// what may be that lock, behind at, or in a function literal.
func (c *collector) releasesBehind(at ssa.Instruction) bool {
	found := false
	accesspath.Family(c.fn, func(f *ssa.Function) {
		for _, b := range f.Blocks {
			for _, in := range b.Instrs {
				ci, ok := in.(ssa.CallInstruction)
				if !ok || !slices.ContainsFunc(c.operationsAt(ci), func(op *accesspath.Operation) bool { return op.Releases() && c.concerns(op) }) {
					continue
				}
				_, deferred := in.(*ssa.Defer)
				found = found || deferred || f != at.Parent() || c.family.reaches(at.Block(), b) || b == at.Block() && accesspath.Precedes(at, in)
			}
		}
	})
	return found
}

// reshares makes second acquires of those of a shared lock that the path shares
// already: where that is asked for, and where nothing in sight ever releases it.
func (c *collector) reshares(site int, o *outcome) {
	if len(o.reshared) == 0 || len(o.doubts) > 0 || !c.sites[site].op.Sync || !c.settings.Shared && !c.neverReleased(site) {
		return
	}
	for _, at := range o.reshared {
		if again := c.againAt(at); c.settings.Shared || again >= 0 && again != site && c.sites[again].op.By == "" {
			c.second = append(c.second, secondAcquire{first: site, again: again, at: at, shared: true})
		}
	}
}

// neverReleased reports whether nothing in sight releases the lock of a site,
// and no earlier acquire of it is known to be shared again.
func (c *collector) neverReleased(site int) bool {
	if c.releasedElsewhere() {
		return false
	}
	for i, p := range c.out {
		if len(p.releasedAt)+len(p.mismatchedAt) > 0 || i < site && len(p.reshared) > 0 {
			return false
		}
	}
	return true
}

// againAt returns the site of the acquire of the lock at at, -1 if there is
// none.
func (c *collector) againAt(at ssa.Instruction) int {
	for i := range c.out {
		if c.sites[i].at == at {
			return i
		}
	}
	return -1
}
