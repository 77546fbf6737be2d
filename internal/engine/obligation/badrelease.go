package obligation

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// A BadRelease is a release on a path that does not hold the lock, or holds it in
// the other mode.
type BadRelease struct {
	Steps []Step // from the acquire to the release
	Held  *Site  // what acquires it in the other mode, nil if it is not held
	Sure  bool   // no path that comes here holds the lock, so that the release is right on none

	at        ssa.Instruction
	id        lock.ID
	forwarded bool
	relocks   string
}

// Relocks returns the name of the function that releases the lock and takes it
// again, "" if the release is another one. It is held in the other mode then.
func (b *BadRelease) Relocks() string { return b.relocks }

// IsForwarded reports whether a function that is called gives the lock back:
// then the source does not write the lock there.
func (b *BadRelease) IsForwarded() bool { return b.forwarded }

// At returns the release: a call, also one that is deferred.
func (b *BadRelease) At() ssa.Instruction { return b.at }

// Function returns the function that releases.
func (b *BadRelease) Function() *ssa.Function { return b.at.Parent() }

// Pos returns the position of the release.
func (b *BadRelease) Pos() token.Pos { return b.at.Pos() }

// Lock returns the lock as an access path.
func (b *BadRelease) Lock() string { return b.id.String() }

// badReleases looks for a path to each release of what is not held.
func (c *collector) badReleases() {
	if len(c.unheld) == 0 || c.exhausted {
		return
	}
	entered := slices.ContainsFunc(c.entered, c.canEnter) // the caller's hold may be meant
	for _, at := range c.unheld {
		way, _ := c.find(nil, at, func(e event) bool {
			return e.kind == evUnheld && e.at == at && (!entered || e.state.entered == givenBack || !c.shares(at) && e.state.trace.has(StepAcquire))
		})
		if way != nil {
			c.badRelease(at, append(way.steps(), Step{Kind: StepUnheld, At: at, Pos: at.Pos()}), nil)
		}
	}
}

// shares reports whether it is in shared mode that a call gives the lock back.
func (c *collector) shares(at ssa.Instruction) bool {
	ci, ok := at.(ssa.CallInstruction)
	return !ok || slices.ContainsFunc(c.operationsAt(ci), func(op *accesspath.Operation) bool { return op.Mode == lock.Shared })
}

// mismatches looks for a path to each release, in the wrong mode, of what a site
// acquires.
func (c *collector) mismatches(site int, o *outcome) {
	for _, at := range o.mismatchedAt {
		way, complete := c.find(c.sites[site].at, at, func(e event) bool { return e.kind == evMismatch && e.site == site && e.at == at })
		if way != nil {
			c.badRelease(at, append(way.steps(), Step{Kind: StepMode, At: at, Pos: at.Pos()}), c.sites[site])
			o.misused = "it is released in the wrong mode"
		} else if !complete {
			c.doubt(o, noWitness)
		}
	}
}

// badRelease notes a release of what is not held, or of what held acquires, in
// the wrong mode.
func (c *collector) badRelease(at ssa.Instruction, steps []Step, held *Site) {
	for i := len(steps) - 1; i >= 0; i-- {
		if steps[i].Kind == StepAcquire {
			steps = steps[i:]
			break
		}
	}
	b := &BadRelease{at: at, id: c.id, Steps: steps, Held: held, Sure: !c.gives[at], forwarded: c.isForwarded(at), relocks: c.relocksAt(at)}
	c.bad = append(c.bad, b)
}

// isForwarded reports whether it is by a function called at at that the lock
// is operated on.
func (c *collector) isForwarded(at ssa.Instruction) bool {
	ci, ok := at.(ssa.CallInstruction)
	return ok && slices.ContainsFunc(c.operationsAt(ci), func(op *accesspath.Operation) bool { return op.By != "" })
}

// relocksAt returns the name of the function called at at that releases the lock
// and takes it again, "" if there is none.
func (c *collector) relocksAt(at ssa.Instruction) string {
	ci, ok := at.(ssa.CallInstruction)
	if !ok {
		return ""
	}
	for _, op := range c.operationsAt(ci) {
		if slices.ContainsFunc(op.Outcomes, func(o summary.Outcome) bool { return o.Do == summary.Relocked }) {
			return op.By
		}
	}
	return ""
}
