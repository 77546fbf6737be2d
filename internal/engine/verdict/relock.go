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

// A function that waits for itself does so whenever a path reaches the second acquire.
// If every such path needs a field to be nil that is set wherever the object is made,
// the check is for a case that does not occur.

// needsUnsetField reports whether one of the steps is a branch that is taken only if a
// field is nil that is always set.
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

// nilField returns the field that is nil if cond is isTrue, nil if cond does not compare
// a field with nil.
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

// A path that acquires a lock that it holds waits forever, and ends there. Where another
// path from the same acquire leaks, both lack the same release: then the second acquire
// is one more exit of the leak. A second acquire by a called function is a mistake of
// its own.

// A RelockKind is the kind of mistake that a second acquire is.
type RelockKind string

// The kinds of second acquires.
const (
	RelockAgain    RelockKind = "again"    // the path holds the lock already
	RelockShared   RelockKind = "shared"   // both acquires are shared: the second waits if a writer waits in between
	RelockDeferred RelockKind = "deferred" // the acquire is deferred: a release was meant
	RelockRelease  RelockKind = "release"  // nothing releases the lock afterwards: a release was meant
	RelockRound    RelockKind = "round"    // the release is deferred in a loop, whose next iteration acquires again
)

// A Relock is a second acquire: an acquire on a path that holds the lock.
type Relock struct {
	Kind  RelockKind
	Steps []domain.Step // from the first acquire to the second

	at     ssa.Instruction
	id     lock.ID
	by     string // the function that at calls to acquire it
	op     *accesspath.Operation
	defers *ssa.Defer // the deferred release, for RelockRound
}

// At returns the second acquire: a call, or a deferred call.
func (r *Relock) At() ssa.Instruction { return r.at }

// Pos returns the position of the second acquire.
func (r *Relock) Pos() token.Pos { return r.at.Pos() }

// Function returns the function that acquires the lock again.
func (r *Relock) Function() *ssa.Function { return r.at.Parent() }

// Lock returns the lock as an access path, for dumps and tests.
func (r *Relock) Lock() string { return r.id.String() }

// ID returns the identity of the lock.
func (r *Relock) ID() lock.ID { return r.id }

// By returns the name of the called function that acquires the lock, "" if the lock's
// own method is called.
func (r *Relock) By() string { return r.by }

// Method returns the names of the method that acquires the lock again and of its
// counterpart, both "" if a called function acquires it.
func (r *Relock) Method() (acquire, release string) {
	if r.op == nil {
		return "", ""
	}
	return r.op.Name, r.op.Peer
}

// Deferred returns the deferred release, for RelockRound.
func (r *Relock) Deferred() *ssa.Defer { return r.defers }

// A secondAcquire is an acquire that the data flow reaches with a hold of the site
// first, -1 for the caller's hold. The site of the acquire is again, -1 if it has none.
type secondAcquire struct {
	first, again int
	at           ssa.Instruction
	shared       bool
}

// relocks searches for a path to each second acquire.
func (c *conclusion) relocks() {
	for _, x := range c.Second {
		switch {
		case c.Run.Exhausted: // conclude has noted it
		case c.subject.MayBeReplaced():
			c.doubtBoth(x, domain.ReplacedByCall)
		default:
			c.relock(x)
		}
	}
}

// relock searches for a path to the second acquire x.
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

// noteRelock records the second acquire x, to which the steps lead, in the state last.
// If the first acquire leaks, x becomes one more exit of that leak.
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
			first.Leaks.acquiredAgain(c.sites.All[x.first].At, steps)
			return // both lack the same release
		}
	}
	c.relocked = append(c.relocked, r)
}

// doubtBoth adds the doubt d to both acquires of x.
func (c *conclusion) doubtBoth(x secondAcquire, d domain.Doubt) {
	for _, i := range []int{x.first, x.again} {
		if i >= 0 {
			c.addDoubt(c.evidence(i), d)
		}
	}
}

// relockKind returns the kind of x, which the path reaches in the state s, and for
// [RelockRound] the deferred release of the previous iteration.
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

// deferredRelease returns the deferred call among d that releases the lock, itself or by
// a literal, nil if none does.
func (c *conclusion) deferredRelease(d *domain.Defers) *ssa.Defer {
	for ; d != nil; d = d.Next {
		switch t := d.Target; {
		case t.Kind == domain.TargetOurs && t.Op.Releases(), t.Kind == domain.TargetInline && c.Run.Releases(t.Fn) == flow.SurelyReleases:
			return d.At
		}
	}
	return nil
}

// sharedOr returns [RelockShared] if x is shared, else k.
func sharedOr(x secondAcquire, k RelockKind) RelockKind {
	if x.shared {
		return RelockShared
	}
	return k
}

// releasesAfter reports whether a call after at, a deferred call or a function literal
// releases the lock of the run, or what may be that lock.
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

// reshares adds the shared acquires of what the site holds in shared mode to the second
// acquires: all of them if the settings ask for that, else those of a hold that nothing
// in sight releases.
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

// neverReleased reports whether nothing in sight releases the lock of a site, and no
// earlier site has shared second acquires.
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

// siteAt returns the site of the acquire of the lock at at, -1 if none is known.
func (c *conclusion) siteAt(at ssa.Instruction) int {
	for i := range c.Out {
		if c.sites.All[i].At == at {
			return i
		}
	}
	return -1
}
