package verdict

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// failingExits returns the exits at which the function leaves the lock held although it
// fails. A function that never releases what it acquires hands it off where it succeeds;
// an error says that nothing was done, as it does where the acquire itself fails. Some
// other function must be seen to release locks of the class.
func (c *conclusion) failingExits(e *Evidence) []domain.Candidate {
	if len(e.candidates) == 0 || !c.mayFail(e.candidates[0].Site) || !c.isReleasedByOthers() {
		return nil
	}
	succeeds, failsFree := false, false
	var out []domain.Candidate
	for _, r := range c.Returns {
		switch err, known := r.fails(c.subject.Fn); {
		case !known:
			return nil
		case !err:
			succeeds = succeeds || r.prop.Held() && r.prop.Doubt == domain.NoDoubt
		case !r.prop.Held():
			failsFree = true
		}
	}
	for _, k := range e.candidates {
		if ret, ok := k.At.(*ssa.Return); ok && c.failsAt(ret) {
			out = append(out, k)
		}
	}
	if !succeeds || !failsFree {
		return nil
	}
	return out
}

// mayFail reports whether the acquire of a site returns an error if it fails, and is not
// of package sync.
func (c *conclusion) mayFail(site int) bool {
	op := c.sites.All[site].Op
	return op.Result.NoError >= 0 && op.Result.Handle < 0 && !op.Sync && op.By == ""
}

// isReleasedByOthers reports whether another function of the package releases the lock
// of the run, by its class. It may not have been analyzed yet.
func (c *conclusion) isReleasedByOthers() bool {
	if c.subject.Class.Owner == "" {
		return false
	}
	releases := func(op *accesspath.Operation) bool {
		return op.By == "" && op.Effect == lock.Release && op.Class == c.subject.Class
	}
	for fn := range c.prog.Functions() {
		if callinfo.IsWithin(fn, c.subject.Fn) {
			continue
		}
		for call := range accesspath.Calls(fn) {
			if slices.ContainsFunc(c.prog.Calls.GivenAt(call), releases) {
				return true
			}
		}
	}
	return false
}

// fails reports whether the return r returns an error, and whether that is known.
func (r ReturnState) fails(fn *ssa.Function) (err, known bool) {
	last := fn.Signature.Results().Len() - 1
	if last < 0 || !lexicon.IsError(fn.Signature.Results().At(last).Type()) {
		return false, false
	}
	return r.kinds[last] == resultFailure, r.kinds[last] != resultUnknown
}

// failsAt reports whether the function returns an error at ret, in every state.
func (c *conclusion) failsAt(ret *ssa.Return) bool {
	found := false
	for _, r := range c.Returns {
		if r.at != ret {
			continue
		}
		if err, known := r.fails(c.subject.Fn); !known || !err {
			return false
		}
		found = true
	}
	return found
}
