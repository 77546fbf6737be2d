// Package jujumutex uses github.com/juju/mutex/v2.
package jujumutex

import "github.com/juju/mutex/v2"

// TakeOk releases by defer.
func TakeOk(spec mutex.Spec, run func() error) error {
	r, err := mutex.Acquire(spec)
	if err != nil {
		return err
	}
	defer r.Release()
	return run()
}

// ByHandOk releases on both exits.
func ByHandOk(spec mutex.Spec, run func() error) error {
	r, err := mutex.Acquire(spec)
	if err != nil {
		return err
	}
	if err := run(); err != nil {
		r.Release()
		return err
	}
	r.Release()
	return nil
}

// TakeBad lacks one line of ByHandOk.
func TakeBad(spec mutex.Spec, run func() error) error {
	r, err := mutex.Acquire(spec) // want `lostunlock: the release that mutex\.Acquire\(spec\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	if err := run(); err != nil {
		return err
	}
	r.Release()
	return nil
}
