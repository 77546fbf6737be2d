// Package keymutex uses k8s.io/utils/keymutex.
package keymutex

import (
	"errors"

	"k8s.io/utils/keymutex"
)

var errMounted = errors.New("mounted")

type volumes struct {
	locks   keymutex.KeyMutex
	mounted map[string]bool
}

// DeferOk unlocks where the error of the unlock is wanted.
func (v *volumes) DeferOk(id string, mount func(string) error) (err error) {
	v.locks.LockKey(id)
	defer func() {
		if e := v.locks.UnlockKey(id); err == nil {
			err = e
		}
	}()
	return mount(id)
}

// PlainOk unlocks on both exits.
func (v *volumes) PlainOk(id string, mount func(string) error) error {
	v.locks.LockKey(id)
	if v.mounted[id] {
		_ = v.locks.UnlockKey(id)
		return errMounted
	}
	err := mount(id)
	_ = v.locks.UnlockKey(id)
	return err
}

// PlainBad keeps the key of what is mounted.
func (v *volumes) PlainBad(id string, mount func(string) error) error {
	v.locks.LockKey(id) // want `lockleak: v\.locks\.LockKey\(id\) .* returns`
	if v.mounted[id] {
		return errMounted
	}
	err := mount(id)
	_ = v.locks.UnlockKey(id)
	return err
}
