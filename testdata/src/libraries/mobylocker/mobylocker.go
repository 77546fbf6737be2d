// Package mobylocker uses github.com/moby/locker.
package mobylocker

import (
	"errors"

	"github.com/moby/locker"
)

var errUsed = errors.New("in use")

type images struct {
	locks *locker.Locker
	refs  map[string]int
}

// DeferOk defers the unlock of the same name.
func (i *images) DeferOk(name string, remove func(string) error) error {
	i.locks.Lock(name)
	defer i.locks.Unlock(name)
	return remove(name)
}

// PlainOk unlocks the same name on both exits.
func (i *images) PlainOk(name string, remove func(string) error) error {
	i.locks.Lock(name)
	if i.refs[name] > 0 {
		i.locks.Unlock(name)
		return errUsed
	}
	err := remove(name)
	i.locks.Unlock(name)
	return err
}

// PlainBad keeps the name of an image in use.
func (i *images) PlainBad(name string, remove func(string) error) error {
	i.locks.Lock(name) // want `lockleak: i\.locks\.Lock\(name\) .* returns`
	if i.refs[name] > 0 {
		return errUsed
	}
	err := remove(name)
	i.locks.Unlock(name)
	return err
}
