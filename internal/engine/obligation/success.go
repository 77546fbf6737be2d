package obligation

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// unsuccessful returns the exits at which the function keeps what it acquired
// although it fails. What is handed to others by a function that never releases
// is handed over where it succeeds: where it fails its caller is told that
// nothing was done, as it is where the acquire itself fails. That others give
// back locks of the kind must be in sight.
func (c *collector) unsuccessful(o *outcome) []candidate {
	if len(o.candidates) == 0 || !c.triesHere(o.candidates[0].site) || !c.releasedByOthersOf() {
		return nil
	}
	succeeds, failsFree := false, false
	var out []candidate
	for _, r := range c.returns {
		switch err, known := r.fails(c.fn); {
		case !known:
			return nil
		case !err:
			succeeds = succeeds || r.prop.held() && r.prop.doubt == noDoubt
		case !r.prop.held():
			failsFree = true
		}
	}
	for _, k := range o.candidates {
		if ret, ok := k.at.(*ssa.Return); ok && c.failsAt(ret) {
			out = append(out, k)
		}
	}
	if !succeeds || !failsFree {
		return nil
	}
	return out
}

// triesHere reports whether the acquire of a site tells by an error whether it
// worked, and is not of package sync.
func (c *collector) triesHere(site int) bool {
	op := c.sites[site].op
	return op.Result.NoError >= 0 && op.Result.Handle < 0 && !op.Sync && op.By == ""
}

// releasedByOthersOf reports whether another function of the package releases the
// very lock of the unit, by its class. It may not have been analyzed yet.
func (c *collector) releasedByOthersOf() bool {
	if c.class.Owner == "" {
		return false
	}
	for fn := range c.functions() {
		if isWithin(fn, c.fn) {
			continue
		}
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				ci, ok := in.(ssa.CallInstruction)
				if !ok {
					continue
				}
				for _, op := range c.givenAt(ci) {
					if op.By == "" && op.Effect == lock.Release && op.Class == c.class {
						return true
					}
				}
			}
		}
	}
	return false
}

// fails reports whether the return r is that of an error, and whether that is
// known.
func (r returned) fails(fn *ssa.Function) (err, known bool) {
	last := fn.Signature.Results().Len() - 1
	if last < 0 || !lexicon.IsError(fn.Signature.Results().At(last).Type()) {
		return false, false
	}
	return r.kinds[last] == no, r.kinds[last] != unknownResult
}

// failsAt reports whether the function returns an error at ret, in every state.
func (c *collector) failsAt(ret *ssa.Return) bool {
	found := false
	for _, r := range c.returns {
		if r.at != ret {
			continue
		}
		if err, known := r.fails(c.fn); !known || !err {
			return false
		}
		found = true
	}
	return found
}
