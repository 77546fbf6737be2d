package prepass

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// operations are the lock operations of a function and its literals.
type operations struct {
	Acquires, Releases []operationAt
	Called             []lock.Class // released by functions that are called
	Taken              []lock.Class // acquired by functions that are called
}

type operationAt struct {
	*accesspath.Operation
	at ssa.Instruction
}

func (fs *Families) Survey(fn *ssa.Function) operations {
	var ops operations
	accesspath.Family(fn, func(f *ssa.Function) {
		for _, b := range f.Blocks {
			for _, in := range b.Instrs {
				if m, ok := in.(*ssa.MakeClosure); ok {
					if op := fs.Prog.Calls.BoundOperation(m); op != nil && op.Effect == lock.Release {
						ops.Releases = append(ops.Releases, operationAt{op, in})
					}
				}
				c, ok := in.(ssa.CallInstruction)
				if !ok {
					continue
				}
				for _, op := range fs.Prog.Calls.At(c) {
					if op.Acquires() {
						ops.Acquires = append(ops.Acquires, operationAt{op, in})
					} else if op.Releases() {
						ops.Releases = append(ops.Releases, operationAt{op, in})
					}
				}
				if callee := fs.Prog.Summaries.At(c); callee != nil {
					ops.Called = append(ops.Called, callee.Releases...)
					ops.Taken = append(ops.Taken, callee.Acquires...)
				}
			}
		}
	})
	return ops
}

// isReleased reports whether the lock that a acquires is released by a defer
// right behind it, in the same block.
func (o operations) IsReleased(a operationAt) bool {
	return slices.ContainsFunc(o.Releases, func(r operationAt) bool {
		return r.ID == a.ID && r.at.Block() == a.at.Block() && accesspath.Precedes(a.at, r.at)
	})
}

// acquire reports whether a lock is acquired that may be of class c.
func (o operations) Acquire(c lock.Class) bool {
	return slices.ContainsFunc(o.Acquires, func(a operationAt) bool { return a.Class.Compatible(c) })
}

// isBehindAcquire reports whether every way to the release op leads through an
// acquire of the same lock: then it cannot be the caller's hold that it gives
// back.
func (o operations) IsBehindAcquire(op operationAt) bool {
	return slices.ContainsFunc(o.Acquires, func(a operationAt) bool {
		if _, ok := a.at.(*ssa.Call); !ok || a.ID != op.ID || a.at.Parent() != op.at.Parent() {
			return false
		}
		return accesspath.Precedes(a.at, op.at)
	})
}
