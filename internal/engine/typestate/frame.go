package typestate

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/prepass"
)

// Split returns the facts that a run of the literal fn may use or change, and the
// others.
func (sub *Subject) Split(f domain.Facts, fn *ssa.Function) (own, rest domain.Facts) {
	if len(f) == 0 {
		return f, nil
	}
	parts := []prepass.Footprint{sub.Families.FootprintOf(fn), sub.Families.DeferredFootprint(fn), sub.Own, {}}
	more := parts[3]
	add := func(t lock.Term) {
		more.Add(t)
		if g := callinfo.FunctionOf(t); g != nil && g.Parent() != nil {
			parts = append(parts, sub.Families.FootprintOf(g))
		}
	}
	is := make([]bool, len(f))
	n := 0
	for changed := true; changed; {
		changed = false
		for i, x := range f {
			if !is[i] && (domain.IsObserved(x.Term) || sub.Family.IsWrittenByOthers(x.Term) || slices.ContainsFunc(parts, func(p prepass.Footprint) bool { return p.Has(x.Term) })) {
				is[i], changed = true, true
				n++
				add(x.Term)
				add(x.Same)
			}
		}
	}
	if n == len(f) {
		return f, nil
	}
	own, rest = make(domain.Facts, 0, n), make(domain.Facts, 0, len(f)-n)
	for i, x := range f {
		if is[i] {
			own = append(own, x)
		} else {
			rest = append(rest, x)
		}
	}
	return own, rest
}
