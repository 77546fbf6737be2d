package domain

// A release that is registered with a future takes place when the future
// completes. A future that the function makes itself must therefore be
// completed, or leave the function, on every path on which the release is
// registered with it.

// A promise says what became of the future that the release is registered
// with, if the function has made that future itself.
type FutureState uint8

const (
	FutureNone       FutureState = iota
	FutureRegistered             // the release is registered with it
	FutureSettled                // and it is completed, or others have it
)
