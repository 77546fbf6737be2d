package domain

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
)

// keepRound returns kept with what f knows of the variable of a loop in the round that
// a was made for. From now on, a is the variable of the next round.
func (re *Reasoner) KeepRound(kept, f Facts, a *ssa.Alloc) Facts {
	for _, ref := range *a.Referrers() {
		p, ok := ref.(*ssa.Phi)
		if !ok || !accesspath.IsLoopVariable(p) || f.Get(re.Paths.Term(p)).Same != re.Paths.Term(a) {
			continue
		}
		if v := f.Get(re.Paths.Content(a)); !v.Same.DependsOn(a) {
			kept = kept.Set(re.Paths.Content(p), v)
		}
	}
	return kept
}
