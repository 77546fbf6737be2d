package typestate

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// findAliases returns the names under which the handle of the unit may be met,
// other than its own.
func (sub *Subject) findAliases() []lock.Term {
	var out []lock.Term
	for _, v := range sub.Families.ValuesOf(sub.ID.Addr) {
		sub.Families.Aliases(v, sub.Family.Loads, func(a ssa.Value) {
			if t := sub.Reason.Paths.Term(a); t != sub.ID.Addr && !slices.Contains(out, t) {
				out = append(out, t)
			}
		})
	}
	return out
}

// mayBeHandle reports whether v may be the handle of the unit, as far as the
// path knows: it is a variable that can hold it, and what that holds is open.
func (sub *Subject) MayBeHandle(f domain.Facts, v ssa.Value) bool {
	if !slices.Contains(sub.handles, sub.Reason.Paths.Term(v)) {
		return false
	}
	t := sub.Reason.Resolve(f, sub.Reason.Paths.Term(v))
	return t.Kind() == lock.Load || slices.Contains(sub.handles, t)
}
