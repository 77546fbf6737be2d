// Package fileutil stands for github.com/prometheus/prometheus/tsdb/fileutil.
package fileutil

// Releaser stands for a hold.
type Releaser interface{ Release() error }

// Flock returns whether the file was there before; that says nothing about the
// lock.
func Flock(fileName string) (r Releaser, existed bool, err error) { return nil, false, nil }
