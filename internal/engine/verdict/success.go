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

// unsuccessful returns the exits at which the function keeps what it acquired
// although it fails. What is handed to others by a function that never releases
// is handed over where it succeeds: where it fails its caller is told that
// nothing was done, as it is where the acquire itself fails. That others give
// back locks of the kind must be in sight.
func (cl *conclusion) unsuccessful(o *Evidence) []domain.Candidate {
	if len(o.candidates) == 0 || !cl.triesHere(o.candidates[0].Site) || !cl.releasedByOthersOf() {
		return nil
	}
	succeeds, failsFree := false, false
	var out []domain.Candidate
	for _, r := range cl.Returns {
		switch err, known := r.fails(cl.subject.Fn); {
		case !known:
			return nil
		case !err:
			succeeds = succeeds || r.prop.Held() && r.prop.Doubt == domain.NoDoubt
		case !r.prop.Held():
			failsFree = true
		}
	}
	for _, k := range o.candidates {
		if ret, ok := k.At.(*ssa.Return); ok && cl.failsAt(ret) {
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
func (cl *conclusion) triesHere(site int) bool {
	op := cl.sites.All[site].Op
	return op.Result.NoError >= 0 && op.Result.Handle < 0 && !op.Sync && op.By == ""
}

// releasedByOthersOf reports whether another function of the package releases the
// very lock of the run, by its class. It may not have been analyzed yet.
func (cl *conclusion) releasedByOthersOf() bool {
	if cl.subject.Class.Owner == "" {
		return false
	}
	releases := func(op *accesspath.Operation) bool {
		return op.By == "" && op.Effect == lock.Release && op.Class == cl.subject.Class
	}
	for fn := range cl.prog.Functions() {
		if callinfo.IsWithin(fn, cl.subject.Fn) {
			continue
		}
		for c := range accesspath.Calls(fn) {
			if slices.ContainsFunc(cl.prog.Calls.GivenAt(c), releases) {
				return true
			}
		}
	}
	return false
}

// fails reports whether the return r is that of an error, and whether that is
// known.
func (r ReturnState) fails(fn *ssa.Function) (err, known bool) {
	last := fn.Signature.Results().Len() - 1
	if last < 0 || !lexicon.IsError(fn.Signature.Results().At(last).Type()) {
		return false, false
	}
	return r.kinds[last] == no, r.kinds[last] != unknownResult
}

// failsAt reports whether the function returns an error at ret, in every state.
func (cl *conclusion) failsAt(ret *ssa.Return) bool {
	found := false
	for _, r := range cl.Returns {
		if r.at != ret {
			continue
		}
		if err, known := r.fails(cl.subject.Fn); !known || !err {
			return false
		}
		found = true
	}
	return found
}
