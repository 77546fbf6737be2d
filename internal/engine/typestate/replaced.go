package typestate

import (
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/prepass"
)

// What calls change is not followed, as a rule: a load is named by its place. A
// second acquire is an exception. It is one only if both times the lock is the
// same, and nothing else speaks for that. So a pointer on the way to the lock
// must not be one that something called sets.

// mayBeReplaced reports whether a function that is called may set a pointer on
// the way to the lock of the unit.
func (sub *Subject) MayBeReplaced() bool {
	for t := sub.ID.Addr; !t.IsZero(); t = t.X() {
		if t.Kind() != lock.Load {
			continue
		}
		if place, ok := prepass.PlaceOf(t.X()); ok && sub.Family.IsSetByCalls(place) {
			return true
		}
	}
	return false
}
