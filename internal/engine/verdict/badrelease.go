package verdict

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
	"github.com/lockleak/lockleak/internal/engine/typestate"
)

// A BadRelease is a release on a path that does not hold the lock, or holds it in
// the other mode.
type BadRelease struct {
	Steps []domain.Step      // from the acquire to the release
	Held  *typestate.Acquire // what acquires it in the other mode, nil if it is not held
	Sure  bool               // no path to the release holds the lock: it is wrong on every path

	at        ssa.Instruction
	id        lock.ID
	forwarded bool
	relocks   string
}

// Relocks returns the name of the called function that releases the lock and reacquires
// it, "" if the release is of another kind. The lock is held in the other mode then.
func (b *BadRelease) Relocks() string { return b.relocks }

// IsForwarded reports whether a called function releases the lock: then the source
// does not name the lock at the release.
func (b *BadRelease) IsForwarded() bool { return b.forwarded }

// At returns the release: a call, or a deferred call.
func (b *BadRelease) At() ssa.Instruction { return b.at }

// Function returns the function that releases.
func (b *BadRelease) Function() *ssa.Function { return b.at.Parent() }

// Pos returns the position of the release.
func (b *BadRelease) Pos() token.Pos { return b.at.Pos() }

// Lock returns the lock as an access path, for dumps and tests.
func (b *BadRelease) Lock() string { return b.id.String() }

// ID returns the identity of the lock.
func (b *BadRelease) ID() lock.ID { return b.id }

// badReleases searches for a path to each release on which the lock is not held.
func (c *conclusion) badReleases() {
	if len(c.unheld) == 0 || c.Run.Exhausted {
		return
	}
	entered := slices.ContainsFunc(c.entered, c.Run.CanEnter) // the caller's hold may be meant
	for _, at := range c.unheld {
		way, _ := c.Run.Find(nil, at, func(ev domain.Event) bool {
			return ev.Kind == domain.EventUnheld && ev.At == at && (!entered || ev.State.Entered == domain.CallerReleased || !c.shares(at) && ev.State.Trace.Has(domain.StepAcquire))
		})
		if way != nil {
			c.badRelease(at, append(way.Steps(), domain.Step{Kind: domain.StepUnheld, At: at, Pos: at.Pos()}), nil)
		}
	}
}

// shares reports whether at may release the lock in shared mode.
func (c *conclusion) shares(at ssa.Instruction) bool {
	ci, ok := at.(ssa.CallInstruction)
	return !ok || slices.ContainsFunc(c.prog.Calls.At(ci), func(op *accesspath.Operation) bool { return op.Mode == lock.Shared })
}

// mismatches searches for a path to each release in the wrong mode of the hold that a
// site acquires.
func (c *conclusion) mismatches(site int, e *Evidence) {
	for _, at := range e.MismatchedAt {
		way, complete := c.Run.Find(c.sites.All[site].At, at, func(ev domain.Event) bool { return ev.Kind == domain.EventMismatch && ev.Site == site && ev.At == at })
		if way != nil {
			c.badRelease(at, append(way.Steps(), domain.Step{Kind: domain.StepMode, At: at, Pos: at.Pos()}), c.sites.All[site])
			e.misused = "it is released in the wrong mode"
		} else if !complete {
			c.addDoubt(e, c.unfound())
		}
	}
}

// badRelease records a release of a lock that is not held (held is nil), or that held
// acquired in the other mode.
func (c *conclusion) badRelease(at ssa.Instruction, steps []domain.Step, held *typestate.Acquire) {
	for i := len(steps) - 1; i >= 0; i-- {
		if steps[i].Kind == domain.StepAcquire {
			steps = steps[i:]
			break
		}
	}
	b := &BadRelease{at: at, id: c.subject.ID, Steps: steps, Held: held, Sure: !c.rightful[at], forwarded: c.isForwarded(at), relocks: c.relocksAt(at)}
	c.bad = append(c.bad, b)
}

// isForwarded reports whether a function called at at operates on the lock.
func (c *conclusion) isForwarded(at ssa.Instruction) bool {
	ci, ok := at.(ssa.CallInstruction)
	return ok && slices.ContainsFunc(c.prog.Calls.At(ci), func(op *accesspath.Operation) bool { return op.By != "" })
}

// relocksAt returns the name of the function called at at that releases the lock
// and reacquires it, "" if no such function is called.
func (c *conclusion) relocksAt(at ssa.Instruction) string {
	ci, ok := at.(ssa.CallInstruction)
	if !ok {
		return ""
	}
	for _, op := range c.prog.Calls.At(ci) {
		if slices.ContainsFunc(op.Outcomes, func(o summary.Outcome) bool { return o.Do == summary.Relocked }) {
			return op.By
		}
	}
	return ""
}
