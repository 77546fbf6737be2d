package domain

// leaving says how a path ends that leaves the lock held.
func (k ExitKind) Leaving() string {
	switch k {
	case ExitLoop:
		return "a round of a loop ends with it held"
	case ExitPanic:
		return "a path panics with it held"
	}
	return "a path returns with it held"
}
