package typestate

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// What shows that somebody goes on after a panic.

// CleansUp reports whether other locks are released right before the panic at in, or a
// channel gets back the token by which one sender at a time is let in. A process that
// ends needs neither: who cleans up expects somebody to recover and go on.
func (sub *Subject) CleansUp(in ssa.Instruction) bool {
	for _, x := range in.Block().Instrs {
		switch x := x.(type) {
		case *ssa.Send:
			if domain.IsSignal(x.Chan) {
				return true
			}
		case *ssa.Call:
			if op := sub.Prog.Calls.Direct(x); op != nil && op.Effect == lock.Release && op.Sync && op.ID != sub.ID {
				return true
			}
		}
		if x == in {
			break
		}
	}
	return false
}

// IsRetaken reports whether a caller has deferred a function that acquires the
// lock: then the panic does not end the process, it waits there forever.
func (sub *Subject) IsRetaken() bool {
	return slices.ContainsFunc(sub.Families.DeferredAcquires()[sub.Fn], func(c lock.Class) bool {
		return c == sub.Class && c.Local == nil
	})
}
