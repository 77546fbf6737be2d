// Package prometheus uses github.com/prometheus/prometheus/tsdb/fileutil.
package prometheus

import (
	"errors"

	"github.com/prometheus/prometheus/tsdb/fileutil"
)

var errNew = errors.New("the file is new")

type db struct {
	lock fileutil.Releaser
}

// FlockOk releases where the check fails, and keeps the lock otherwise.
func (d *db) FlockOk(path string, check func() error) error {
	r, _, err := fileutil.Flock(path)
	if err != nil {
		return err
	}
	if err := check(); err != nil {
		r.Release()
		return err
	}
	d.lock = r
	return nil
}

// FlockBad forgets the lock where the check fails.
func (d *db) FlockBad(path string, check func() error) error {
	r, _, err := fileutil.Flock(path) // want `lostunlock: the release that fileutil\.Flock\(path\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	if err := check(); err != nil {
		return err
	}
	d.lock = r
	return nil
}

// ExistedBad forgets the lock where the file is new: it is held all the same.
func (d *db) ExistedBad(path string) error {
	r, existed, err := fileutil.Flock(path) // want `lostunlock: the release that fileutil\.Flock\(path\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	if !existed {
		return errNew
	}
	return r.Release()
}
