package callinfo

import (
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// An internal error, a panic, costs the function that is analyzed, and no more:
// its acquires are undecided, and what it does to the locks of its callers is
// taken to be anything.

// anything is the summary of a function of which nothing is known, not even
// that it leaves locks alone.
var Anything = &summary.Func{
	Releases: []lock.Class{{}, {Type: lock.HandleType}},
	Acquires: []lock.Class{{}},
}
