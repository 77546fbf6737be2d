// Package panics has the levels of what counts as a panic that ends a path.
package panics

import (
	"errors"
	"slices"
)

// A Level says which panics are exits of a function. It is the value of a flag.
type Level string

// The levels, each with more exits than the one before.
const (
	Off       Level = "off"       // none
	Recovered Level = "recovered" // explicit panics that a known function recovers
	Explicit  Level = "explicit"  // every explicit panic with an exclusive hold, in callees too
	All       Level = "all"       // also every call, which may panic
)

// Default is the level where none is set.
const Default = Recovered

// Names returns the names of the levels, in order.
func Names() []string {
	return []string{string(Off), string(Recovered), string(Explicit), string(All)}
}

// Words returns the names of the levels: a configuration file may have one of
// these.
func (Level) Words() []string { return Names() }

// Set makes l the level of that name. It implements flag.Value.
func (l *Level) Set(name string) error {
	if !slices.Contains(Names(), name) {
		return errors.New("want off, recovered, explicit or all")
	}
	*l = Level(name)
	return nil
}

// String returns the name. It implements flag.Value.
func (l *Level) String() string { return string(*l) }
