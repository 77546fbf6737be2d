// Package lockedfile uses github.com/rogpeppe/go-internal/lockedfile.
package lockedfile

import (
	"errors"
	"os"

	"github.com/rogpeppe/go-internal/lockedfile"
)

var errEmpty = errors.New("empty")

type modcache struct {
	mu *lockedfile.Mutex
}

// MutexOk defers the function it got.
func (m *modcache) MutexOk(fill func() error) error {
	unlock, err := m.mu.Lock()
	if err != nil {
		return err
	}
	defer unlock()
	return fill()
}

// MutexBad calls it where its work succeeds.
func (m *modcache) MutexBad(fill func() error) error {
	unlock, err := m.mu.Lock() // want `lostunlock: the release that m\.mu\.Lock\(\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	if err := fill(); err != nil {
		return err
	}
	unlock()
	return nil
}

// EditOk closes the file, which unlocks it.
func EditOk(name string, edit func(*lockedfile.File) error) error {
	f, err := lockedfile.Edit(name)
	if err != nil {
		return err
	}
	defer f.Close()
	return edit(f)
}

// EditBad closes it where there was something to write.
func EditBad(name string, text []byte) error {
	f, err := lockedfile.Edit(name) // want `lostunlock: the release that lockedfile\.Edit\(name\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	if len(text) == 0 {
		return errEmpty
	}
	f.Write(text)
	return f.Close()
}

// CreateBad closes the file where the write works.
func CreateBad(name string, text []byte) error {
	f, err := lockedfile.Create(name) // want `lostunlock: the release that lockedfile\.Create\(name\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	if _, err := f.Write(text); err != nil {
		return err
	}
	return f.Close()
}

// OpenOk closes a file that is only read.
func OpenOk(name string, read func(*lockedfile.File) error) error {
	f, err := lockedfile.Open(name)
	if err != nil {
		return err
	}
	if err := read(f); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// OpenBad closes the file where the name is not empty.
func OpenBad(name string) error {
	f, err := lockedfile.Open(name) // want `lostunlock: the release that lockedfile\.Open\(name\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	if name == "" {
		return errEmpty
	}
	return f.Close()
}

// OpenFileBad closes the file where the write works.
func OpenFileBad(name string, text []byte) error {
	f, err := lockedfile.OpenFile(name, os.O_RDWR, 0o666) // want `lostunlock: the release that lockedfile\.OpenFile\(.*\) returns is not called on a path that returns`
	if err != nil {
		return err
	}
	if _, err := f.Write(text); err != nil {
		return err
	}
	return f.Close()
}

// CreateOk closes the file on both exits.
func CreateOk(name string, text []byte) error {
	f, err := lockedfile.Create(name)
	if err != nil {
		return err
	}
	if _, err := f.Write(text); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// OpenFileOk returns the open file, and so the hold.
func OpenFileOk(name string) (*lockedfile.File, error) {
	f, err := lockedfile.OpenFile(name, os.O_RDWR, 0o666)
	if err != nil {
		return nil, err
	}
	if name == "" {
		f.Close()
		return nil, errEmpty
	}
	return f, nil
}
