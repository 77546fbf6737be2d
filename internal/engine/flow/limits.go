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

	// factsPerVisit is how many facts a path may know before entering a block, or
	// interpreting an instruction, costs more of the budget than one.
	factsPerVisit = 256

	// maxPaths is how many paths a search may keep apart in one block: each call of a
	// function literal multiplies them by the ways in which it can return.
	maxPaths = 2_000

	// maxWaiting is how many facts the paths may know in all that a search has not
	// followed yet. It bounds the memory of a search, to some hundred megabytes.
	maxWaiting = 2_000_000

	// All searches of a package may interpret a base, and a multiple of the size of
	// the package. Some thousand searches of the usual length fit into the base.
	searchBase           = 20_000_000
	searchPerInstruction = 50
)
