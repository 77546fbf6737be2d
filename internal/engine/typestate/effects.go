package typestate

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
)

// releasedByOthers reports whether the unit is a function literal and the
// functions around and beside it release its lock: they may run at the same
// time.
func (sub *Subject) releasedByOthers() bool {
	top, found := callinfo.Outermost(sub.Fn), false
	if top == sub.Fn {
		return false
	}
	accesspath.Family(top, func(f *ssa.Function) {
		if callinfo.IsWithin(f, sub.Fn) {
			return
		}
		for _, c := range sub.Prog.Calls.In(f) {
			found = found || slices.ContainsFunc(sub.Prog.Calls.At(c), func(op *accesspath.Operation) bool {
				return op.Releases() && op.ID == sub.ID
			})
		}
	})
	return found
}

// releasedElsewhere reports whether the family of the unit releases a lock
// that may be the unit's under another name.
func (sub *Subject) ReleasedElsewhere() bool {
	found := false
	accesspath.Family(callinfo.Outermost(sub.Fn), func(f *ssa.Function) {
		for _, c := range sub.Prog.Calls.In(f) {
			found = found || slices.ContainsFunc(sub.Prog.Calls.At(c), func(op *accesspath.Operation) bool {
				return op.Releases() && op.ID != sub.ID && sub.Concerns(op) && !domain.Distinct(op.ID.Addr, sub.ID.Addr)
			})
		}
	})
	return found
}
