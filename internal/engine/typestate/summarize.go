package typestate

import (
	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// operation returns the operation that gave the unit its lock.
func (sub *Subject) Operation() *accesspath.Operation {
	var found *accesspath.Operation
	for _, op := range sub.Families.OperationsOf(sub.Fn) {
		if op.ID == sub.ID && (found == nil || op.Effect == lock.Acquire && found.Effect != lock.Acquire) {
			found = op
		}
	}
	return found
}
