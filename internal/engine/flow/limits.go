package flow

// The numeric limits of the package. A run that exceeds one is undecided, never cut
// short silently.
const (
	// maxDepth is how deeply calls of function literals are followed.
	maxDepth = 8

	// maxBeginnings is how many states are told apart in which a literal is made.
	maxBeginnings = 64

	// maxDefers is more deferred calls than a function has.
	maxDefers = 100_000

	// The work of a run, in interpreted instructions, is bounded by a base and a
	// multiple of the size of its function.
	budgetBase           = 200_000
	budgetPerInstruction = 200

	// witnessBudget is how many blocks a search may enter, and nestedBudget how many
	// blocks of a function literal one call of it may enter.
	witnessBudget = 20_000
	nestedBudget  = 2_000

	// instructionsPerBlock is what a search may interpret for each block that it may
	// enter.
	instructionsPerBlock = 50

	// factsPerVisit is how many facts a path may know before entering a block costs
	// more of the budget than one.
	factsPerVisit = 256
)
