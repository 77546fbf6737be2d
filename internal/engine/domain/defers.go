package domain

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// A defers is a stack of deferred calls. Equal stacks are the same pointer.
type Defers struct {
	Deferred
	Next *Defers
}

// A deferred is one deferred call, as far as it concerns the lock.
type Deferred struct {
	At     *ssa.Defer
	Target Target
}

// A target is what a call does to the lock of the unit.
type Target struct {
	Kind targetKind
	Op   *accesspath.Operation // for ours, foreignOp and through
	Take summary.Take          // for through
	Fn   *ssa.Function         // for inline
	Why  Doubt                 // for discharge
}

type targetKind uint8

const (
	TargetNone      targetKind = iota
	TargetOurs                 // the operation works on the lock itself
	TargetOther                // the operation works on another lock that may be the same
	TargetInline               // a function literal that is looked into
	TargetDischarge            // may give the lock back, or hands it off
	TargetThrough              // acquires the lock and gives it back
)

func (d Deferred) String() string {
	switch d.Target.Kind {
	case TargetInline:
		return d.Target.Fn.Name()
	case TargetDischarge:
		return d.Target.Why.String()
	case TargetOther:
		return "other " + d.At.Call.String()
	case TargetThrough:
		return "through " + d.At.Call.String()
	}
	return d.At.Call.String()
}
