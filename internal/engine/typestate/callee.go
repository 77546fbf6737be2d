package typestate

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// mayAcquire reports whether a call may return with the lock of the unit
// newly held, by what is known of the function, or else by its name, or may not
// return at all.
func (sub *Subject) MayAcquire(c *ssa.CallCommon, f *summary.Func) bool {
	if _, ok := c.Value.(*ssa.Builtin); ok {
		return false
	}
	if f != nil && slices.ContainsFunc(f.Acquires, sub.Class.Compatible) || lexicon.MayEndTest(c) {
		return true
	}
	known := sub.Prog.Summaries.IsKnown(c.StaticCallee()) || f != nil && slices.ContainsFunc(f.Effects, func(x summary.Effect) bool { return x.Class.Compatible(sub.Class) })
	return !known && lexicon.SpeaksOfAcquire(lexicon.CalleeName(c))
}
