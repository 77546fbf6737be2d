package obligation

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// A DroppedRelease is a deferred call that acquires a lock and returns what
// releases it, which nobody gets: that release was to be deferred.
type DroppedRelease struct {
	At     *ssa.Defer
	IsFunc bool // what is returned is a function
}

// droppedReleases returns the deferred acquires of the package whose releases are
// dropped, in source order.
func (e *engine) droppedReleases() []*DroppedRelease {
	var out []*DroppedRelease
	for fn := range e.prog.Functions() {
		if !e.rerun.concerns(fn) {
			continue
		}
		e.contained(callinfo.Outermost(fn), func() {
			for c := range accesspath.Calls(fn) {
				d, ok := c.(*ssa.Defer)
				if !ok {
					continue
				}
				if i := e.releaseOf(d); i >= 0 {
					out = append(out, &DroppedRelease{d, lexicon.IsFunc(d.Call.Signature().Results().At(i).Type())})
				}
			}
		})
	}
	return out
}

// releaseOf returns the index of the result of c that releases what c acquires,
// -1 if there is none.
func (e *engine) releaseOf(c ssa.CallInstruction) int {
	if !e.prog.IsDeclaredCall(c) {
		if m, ok := lexicon.LookupHandle(c.Common()); ok {
			return m.Result.Handle
		}
	}
	if f := e.prog.Summaries.At(c); f != nil {
		for _, x := range f.Effects {
			if i := slices.IndexFunc(x.Outcomes, func(o summary.Outcome) bool { return o.Do == summary.Acquire && o.Handle > 0 }); i >= 0 {
				return x.Outcomes[i].Handle - 1
			}
		}
	}
	return -1
}
