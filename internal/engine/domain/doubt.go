package domain

// A Doubt says why it is not known whether a path still has its holds, or who else is
// to release them.
type Doubt uint8

// The doubts. What each says is in [Doubt.String].
const (
	NoDoubt Doubt = iota
	OtherName
	CalleeReleases
	NamedRelease
	LockPassed
	ClosureLeaves
	GoroutineReleases
	HolderReturned
	HolderStored
	FlagRemembers
	ResultTells
	NamedAcquire
	CallerHolds
	TooManyHolds
	TooDeep
	WorkBudget
	NoWitness
	SearchBudget
	NeverNil
	OtherLoop
	NotReturning
	OtherGoroutine
	ChangedByCall
	ReplacedByCall
	AlwaysHeld
	NobodyWaits
)

// IsHandOff reports whether the doubt is knowledge: somebody else releases the lock.
func (d Doubt) IsHandOff() bool {
	switch d {
	case ClosureLeaves, GoroutineReleases, HolderReturned, HolderStored, FlagRemembers, ResultTells, NamedAcquire, AlwaysHeld, NobodyWaits:
		return true
	}
	return false
}

// A Doubts is a set of doubts.
type Doubts uint64

// With returns ds with the doubts added.
func (ds Doubts) With(add ...Doubt) Doubts {
	for _, d := range add {
		ds |= 1 << d
	}
	return ds
}

// Has reports whether d is in the set.
func (ds Doubts) Has(d Doubt) bool { return ds&(1<<d) != 0 }

// String returns the reason as a clause, "" for [NoDoubt].
func (d Doubt) String() string {
	return [...]string{
		NoDoubt:           "",
		OtherName:         "a lock that may be the same under another name is released",
		CalleeReleases:    "a function that it calls releases it",
		NamedRelease:      "a function that it calls may release it, by its name",
		LockPassed:        "the lock is passed to a function that is not looked into",
		ClosureLeaves:     "a function value that releases it is returned, stored or passed on",
		GoroutineReleases: "a goroutine releases it",
		HolderReturned:    "the result can release it",
		HolderStored:      "what can release it is stored for later",
		FlagRemembers:     "a variable remembers that it is held",
		ResultTells:       "the result says whether it is held",
		NamedAcquire:      "the function is there to acquire it, by its name or comment",
		CallerHolds:       "on another path the caller holds it already",
		TooManyHolds:      "it is held more often than is followed",
		TooDeep:           "function literals call each other too deeply",
		WorkBudget:        "its function is too large to follow all paths",
		NeverNil:          "the path to it wants a field nil that is always set",
		NoWitness:         "no path was found that can happen",
		SearchBudget:      "its package has too many findings to search for a path to each",
		OtherLoop:         "another loop releases locks of this kind",
		OtherGoroutine:    "a function literal beside this one releases it",
		AlwaysHeld:        "every return leaves it held",
		NobodyWaits:       "the lock ends with the function",
		ChangedByCall:     "a call may change what the conditions depend on",
		ReplacedByCall:    "the object that it is in may be another one by then",
		NotReturning:      "a call there may not return, by its name",
	}[d]
}
