package typestate

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// A siteKey tells acquire sites apart: an instruction can acquire several
// locks.
type SiteKey struct {
	at ssa.Instruction
	id lock.ID
}

// siteOf returns the number of the site where op acquires at at.
func (ss *Sites) SiteOf(at ssa.Instruction, op *accesspath.Operation) int {
	k := SiteKey{at, op.ID}
	i, ok := ss.SiteIndex[k]
	if !ok {
		i = len(ss.All)
		ss.SiteIndex[k] = i
		ss.All = append(ss.All, &Acquire{At: at, Op: op, Function: at.Parent(), Pos: at.Pos()})
	}
	return i
}
