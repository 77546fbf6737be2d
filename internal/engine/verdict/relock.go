package verdict

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/flow"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/typestate"
)

// A function that waits for itself does so each time that it comes there. If it
// comes there only where a field is nil that all who make the object set, the
// check is for a case that there is not, and nobody has ever waited.

// needsUnsetField reports whether one of the steps is a branch that is taken where a
// field is nil which is always set.
func (j *Judge) needsUnsetField(steps []domain.Step) bool {
	for _, x := range steps {
		in, ok := x.At.(*ssa.If)
		if !ok || x.Kind != domain.StepBranch {
			continue
		}
		if fa := nilField(in.Cond, x.Taken); fa != nil && j.Families.AlwaysSet(fa) {
			return true
		}
	}
	return false
}

// nilField returns the field that is nil if the condition is as said, nil if it is
// no comparison of a field with nil.
func nilField(cond ssa.Value, isTrue bool) *ssa.FieldAddr {
	c, ok := cond.(*ssa.BinOp)
	if !ok || c.Op != token.EQL && c.Op != token.NEQ || (c.Op == token.EQL) != isTrue {
		return nil
	}
	for _, sides := range [][2]ssa.Value{{c.X, c.Y}, {c.Y, c.X}} {
		if k, ok := sides[1].(*ssa.Const); !ok || !k.IsNil() {
			continue
		}
		if load, ok := sides[0].(*ssa.UnOp); ok && load.Op == token.MUL {
			if fa, ok := load.X.(*ssa.FieldAddr); ok {
				return fa
			}
		}
	}
	return nil
}

// A lock that the path holds and acquires again is waited for forever, and the
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
	Steps []domain.Step // from the first acquire to the second

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

// relocks looks for a path to each acquire of what is held already.
func (c *conclusion) relocks() {
	for _, x := range c.Second {
		switch {
		case c.Run.Exhausted: // which the sites know
		case c.subject.MayBeReplaced():
			c.doubtBoth(x, domain.ReplacedByCall)
		default:
			c.relock(x)
		}
	}
}

// relock looks for a path to the second acquire x.
func (c *conclusion) relock(x secondAcquire) {
	var via ssa.Instruction
	if x.first >= 0 {
		via = c.sites.All[x.first].At
	}
	var last domain.State
	way, complete := c.Run.Find(via, x.at, func(ev domain.Event) bool {
		if ev.At != x.at || ev.Site != x.first || !(ev.Kind == domain.EventRelock || x.shared && ev.Kind == domain.EventReshared) {
			return false
		}
		last = ev.State
		return true
	})
	switch {
	case way == nil && !complete:
		c.doubtBoth(x, domain.NoWitness)
	case way == nil:
	case c.judge.needsUnsetField(way.Steps()):
		c.doubtBoth(x, domain.NeverNil)
	default:
		c.noteRelock(x, last, append(domain.FromAcquire(way.Steps(), via), domain.Step{Kind: domain.StepRelock, At: x.at, Pos: x.at.Pos()}))
	}
}

// noteRelock notes the second acquire x, to which the steps lead in the state last. If
// the first acquire leaks, it is one more exit of that.
func (c *conclusion) noteRelock(x secondAcquire, last domain.State, steps []domain.Step) {
	r := &Relock{at: x.at, id: c.subject.ID, Steps: steps}
	if c.subject.Handle && x.first >= 0 {
		r.id = lock.ID{Addr: typestate.Guarded(c.sites.All[x.first].Op)}
	}
	r.Kind, r.defers = c.relockKind(x, last)
	if x.again >= 0 {
		r.op = c.sites.All[x.again].Op
		r.by = r.op.By
		c.evidence(x.again).misused = "it waits for what is held already"
	} else {
		r.by = lexicon.CalleeName(x.at.(ssa.CallInstruction).Common())
	}
	if x.first >= 0 {
		first := c.evidence(x.first)
		first.misused = "it is acquired again while it is held"
		if first.Leaks != nil && r.Kind == RelockAgain && r.by == "" {
			first.Leaks.Also = append(first.Leaks.Also, steps[len(steps)-1])
			return // it is the same release that is missing
		}
	}
	c.relocked = append(c.relocked, r)
}

// doubtBoth notes why it is not known whether x is an acquire of what is held.
func (c *conclusion) doubtBoth(x secondAcquire, d domain.Doubt) {
	for _, i := range []int{x.first, x.again} {
		if i >= 0 {
			c.addDoubt(c.evidence(i), d)
		}
	}
}

// relockKind returns what is wrong with x, which the path comes to in s, and the
// deferred release of the round before, if it is that.
func (c *conclusion) relockKind(x secondAcquire, s domain.State) (RelockKind, *ssa.Defer) {
	if x.again < 0 || c.sites.All[x.again].Op.By != "" {
		return sharedOr(x, RelockAgain), nil
	}
	if _, ok := x.at.(*ssa.Defer); ok {
		return RelockDeferred, nil
	}
	by := c.deferredRelease(s.Pending)
	switch {
	case by != nil && x.first == x.again:
		return RelockRound, by
	case by == nil && x.first >= 0 && x.first != x.again && !c.subject.Handle && c.sites.All[x.again].Op.Result.Handle < 0 && !c.releasesAfter(x.at):
		return RelockRelease, nil
	}
	return sharedOr(x, RelockAgain), nil
}

// deferredRelease returns a deferred call that gives the lock back, by itself or in
// a literal, nil if there is none.
func (c *conclusion) deferredRelease(d *domain.Defers) *ssa.Defer {
	for ; d != nil; d = d.Next {
		switch t := d.Target; {
		case t.Kind == domain.TargetOurs && t.Op.Releases(), t.Kind == domain.TargetInline && c.Run.Releases(t.Fn) == flow.SurelyReleases:
			return d.At
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

// releasesAfter reports whether something releases the lock of the run, or
// what may be that lock, after at, or in a function literal.
func (c *conclusion) releasesAfter(at ssa.Instruction) bool {
	found := false
	accesspath.Family(c.subject.Fn, func(f *ssa.Function) {
		for _, b := range f.Blocks {
			for _, in := range b.Instrs {
				ci, ok := in.(ssa.CallInstruction)
				if !ok || !slices.ContainsFunc(c.prog.Calls.At(ci), func(op *accesspath.Operation) bool { return op.Releases() && c.subject.Concerns(op) }) {
					continue
				}
				_, deferred := in.(*ssa.Defer)
				found = found || deferred || f != at.Parent() || c.subject.Family.Reaches(at.Block(), b) || b == at.Block() && accesspath.Precedes(at, in)
			}
		}
	})
	return found
}

// reshares makes second acquires of those of a shared lock that the path shares
// already: where that is asked for, and where nothing in sight ever releases it.
func (c *conclusion) reshares(site int, e *Evidence) {
	if len(e.reshared) == 0 || len(e.doubts) > 0 || !c.sites.All[site].Op.Sync || !c.judge.shared && !c.neverReleased(site) {
		return
	}
	for _, at := range e.reshared {
		if again := c.siteAt(at); c.judge.shared || again >= 0 && again != site && c.sites.All[again].Op.By == "" {
			c.Second = append(c.Second, secondAcquire{first: site, again: again, at: at, shared: true})
		}
	}
}

// neverReleased reports whether nothing in sight releases the lock of a site,
// and no earlier acquire of it is known to be shared again.
func (c *conclusion) neverReleased(site int) bool {
	if c.subject.ReleasedElsewhere() {
		return false
	}
	for i, other := range c.Out {
		if len(other.releasedAt)+len(other.MismatchedAt) > 0 || i < site && len(other.reshared) > 0 {
			return false
		}
	}
	return true
}

// siteAt returns the site of the acquire of the lock at at, -1 if there is
// none.
func (c *conclusion) siteAt(at ssa.Instruction) int {
	for i := range c.Out {
		if c.sites.All[i].At == at {
			return i
		}
	}
	return -1
}
