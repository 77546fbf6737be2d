package obligation

// The numeric limits of the package.
const (
	// maxRounds is how often the summaries of functions that call each other are made.
	// Nine in ten recursions of net/http, go/types and the compiler, with what they
	// import, are settled in one round, all but a few of the others in two. Nothing
	// makes sure that the rounds end, since a summary may alternate: what still changes
	// in the last round is taken to be possible, but not certain.
	maxRounds = 4

	// maxFrames is how many frames of the stack of an internal error are searched for
	// the place of the panic. It is above them, after those of the handler and of the
	// runtime.
	maxFrames = 64
)
