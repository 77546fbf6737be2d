// Package containers uses github.com/containers/storage/pkg/lockfile.
package containers

import "github.com/containers/storage/pkg/lockfile"

type layers struct {
	file  *lockfile.LockFile
	names []string
}

// PlainOk unlocks on both exits.
func (l *layers) PlainOk(save func() error) error {
	l.file.Lock()
	l.file.AssertLockedForWriting()
	if err := save(); err != nil {
		l.file.Unlock()
		return err
	}
	l.file.Unlock()
	return nil
}

// PlainBad lacks one line of PlainOk.
func (l *layers) PlainBad(save func() error) error {
	l.file.Lock() // want `lockleak: l\.file\.Lock\(\) .* returns`
	l.file.AssertLockedForWriting()
	if err := save(); err != nil {
		return err
	}
	l.file.Unlock()
	return nil
}

// ReaderOk unlocks a reader with the one unlock there is.
func (l *layers) ReaderOk() int {
	l.file.RLock()
	defer l.file.Unlock()
	l.file.AssertLocked()
	return len(l.names)
}

// ReaderBad returns early as a reader.
func (l *layers) ReaderBad(load func() error) error {
	l.file.RLock() // want `lockleak: l\.file\.RLock\(\) .* returns`
	if err := load(); err != nil {
		return err
	}
	l.file.Unlock()
	return nil
}

// TryOk has nothing where there is an error.
func (l *layers) TryOk(save func() error) error {
	if err := l.file.TryLock(); err != nil {
		return err
	}
	defer l.file.Unlock()
	return save()
}

// TryBad unlocks where its work succeeds.
func (l *layers) TryBad(save func() error) error {
	if err := l.file.TryLock(); err != nil { // want `lockleak: l\.file\.TryLock\(\) .* returns`
		return err
	}
	if err := save(); err != nil {
		return err
	}
	l.file.Unlock()
	return nil
}

// TryReaderBad unlocks a reader where its work succeeds.
func (l *layers) TryReaderBad(load func() error) error {
	if err := l.file.TryRLock(); err != nil { // want `lockleak: l\.file\.TryRLock\(\) .* returns`
		return err
	}
	if err := load(); err != nil {
		return err
	}
	l.file.Unlock()
	return nil
}

// TryReaderOk has nothing where there is an error.
func (l *layers) TryReaderOk(load func() error) error {
	if err := l.file.TryRLock(); err != nil {
		return err
	}
	defer l.file.Unlock()
	return load()
}
