// Package mutex stands for github.com/juju/mutex/v2.
package mutex

import "time"

// Clock stands for what tells the time.
type Clock interface {
	After(time.Duration) <-chan time.Time
	Now() time.Time
}

// Spec stands for the name of a mutex, and how to wait for it.
type Spec struct {
	Name           string
	Clock          Clock
	Delay, Timeout time.Duration
	Cancel         <-chan struct{}
}

// Releaser stands for a hold.
type Releaser interface{ Release() }

func Acquire(spec Spec) (Releaser, error) { return nil, nil }
