package domain

import (
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// conflict reports whether somebody who has a lock in one mode waits for ever
// for it in the other.
func Conflict(a, b lock.Mode) bool { return a == lock.Exclusive || b == lock.Exclusive }
