package domain

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// Defers is a stack of deferred calls, none of which it has twice. Within the analysis
// of one lock in one function, equal stacks are the same pointer, so that properties can
// be compared.
type Defers struct {
	Deferred
	Next *Defers
}

// A Deferred is one deferred call, as far as it concerns the lock.
type Deferred struct {
	At     *ssa.Defer
	Target Target
}

// String returns the deferred call for the dump.
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

// A Target is what a call does to the lock.
type Target struct {
	Kind TargetKind
	Op   *accesspath.Operation // for TargetOurs, TargetOther and TargetThrough
	Take summary.Take          // for TargetThrough
	Fn   *ssa.Function         // for TargetInline
	Why  Doubt                 // for TargetDischarge
}

// A TargetKind says which kind of target it is.
type TargetKind uint8

// The kinds of targets.
const (
	TargetNone      TargetKind = iota // it does not concern the lock
	TargetOurs                        // the operation works on the lock itself
	TargetOther                       // the operation works on another lock that may be the same
	TargetInline                      // a function literal that is analyzed with the function
	TargetDischarge                   // may release the lock, or hands it off
	TargetThrough                     // acquires the lock and releases it
)
