package verdict

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/balance"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
)

// paired returns the outcome of every acquire of l in fn if all of them are
// paired with their releases, nil otherwise.
func (ju *Judge) paired(fn *ssa.Function, l callinfo.Lock) map[int]*Evidence {
	pairs, ok := balance.Pairs(ju.Prog, fn, l)
	if !ok {
		return nil
	}
	out := make(map[int]*Evidence)
	for _, p := range pairs {
		site := ju.Sites.SiteOf(p.Acquire, p.Op)
		if out[site] == nil {
			out[site] = &Evidence{acquired: true}
		}
		if p.Release != nil {
			out[site].releasedAt = append(out[site].releasedAt, p.Release)
		}
	}
	return out
}
