package typestate

import (
	"slices"

	"github.com/lockleak/lockleak/internal/engine/summary"
)

// IsSync reports whether the lock of s is one of package sync.
func (a *Acquire) IsSync() bool { return a.Op.Sync }

// HeldIf tells by which results of the call the acquire holds: the index of one
// that is true then, and of an error that is nil, -1 where there is none. It is
// not ok if it may hold or not in another way.
func (a *Acquire) HeldIf() (isTrue, isNil int, ok bool) {
	always := !slices.ContainsFunc(a.Op.Outcomes, func(o summary.Outcome) bool { return o.Do != summary.Acquire })
	switch {
	case always && len(a.Op.Outcomes) > 0:
		return -1, -1, true
	case a.Op.By != "" || !a.Op.Result.IsConditional():
		return -1, -1, false
	}
	return a.Op.Result.True, a.Op.Result.NoError, true
}

// Handle returns the index of the result of the acquire that releases, -1 if there
// is none.
func (a *Acquire) Handle() int { return a.Op.Result.Handle }
