package prepass

// The limits of the package.
const (
	// manyFacts is how many facts a path has before dead ones are looked for. To look
	// costs more than to copy a few facts too many.
	manyFacts = 32

	// askDepth is how far operands are followed from an instruction to the values
	// that it may ask for, such as from a branch to the channel of a select.
	askDepth = 8
)
