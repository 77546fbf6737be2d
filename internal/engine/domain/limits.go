package domain

// The limits within which a path is followed. What is beyond one is not decided, and so
// never reported.
const (
	// MaxHolds is how many holds of one lock a path can have at once. Code that takes a
	// lock more often without releasing it counts its holds in a variable.
	MaxHolds = 4

	// MaxForeign is how many locks of the same class, held under other names, are
	// counted. With this many, a release of one of them changes the count no more.
	MaxForeign = 7

	// maxNesting is how deeply terms are replaced by what they equal, and how deep a term
	// that something is known to equal can be: facts about a loop can hold a term equal to
	// one that is made of it.
	maxNesting = 12

	// maxEqualities is how long a chain of equal terms is followed. Assignments make such
	// chains, and no cycles longer than a path makes them; real ones have few links.
	maxEqualities = 32

	// maxExcluded is how many constants a value is known not to be. A switch with more
	// cases forgets the later ones, but for the ends of an interval.
	maxExcluded = 4

	// maxCount is how far the variables of loops are counted. More rounds are taken for
	// any number of rounds.
	maxCount = 4

	// maxErrorCalls is how many calls deep the bodies of functions that return errors are
	// looked into for whether they can return nil. One function that adds something to the
	// error of another is common.
	maxErrorCalls = 3
)
