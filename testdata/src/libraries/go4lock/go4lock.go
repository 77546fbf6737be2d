// Package go4lock uses go4.org/lock.
package go4lock

import "go4.org/lock"

// PlainOk closes what it got, by defer.
func PlainOk(path string, run func() error) error {
	c, err := lock.Lock(path)
	if err != nil {
		return err
	}
	defer c.Close()
	return run()
}

// PlainBad closes it where its work succeeds.
func PlainBad(path string, run func() error) error {
	c, err := lock.Lock(path) // want `lostunlock: the release that lock\.Lock\(path\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	if err := run(); err != nil {
		return err
	}
	return c.Close()
}
