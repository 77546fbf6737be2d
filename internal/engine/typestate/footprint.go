package typestate

import (
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/prepass"
)

// ownFootprint returns the footprint of what names the lock, and of what else the
// unit asks for wherever it is.
func (sub *Subject) ownFootprint() prepass.Footprint {
	p := make(prepass.Footprint)
	for _, ts := range [][]lock.Term{{sub.ID.Addr, sub.ID.Key, sub.Future}, sub.names, sub.handles, sub.bases} {
		for _, t := range ts {
			p.Add(t)
		}
	}
	return p
}
