package patch

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Write writes the files. Each is replaced at once by a new one in the same
// folder, with the same permissions; a symbolic link stays, and the file that it
// leads to is replaced. No file is replaced before all are written, and none if
// one of them has changed meanwhile.
func (p *Plan) Write() (err error) {
	var ready []replacement
	defer func() {
		for _, r := range ready {
			err = errors.Join(err, ignoreMissing(os.Remove(r.temp)))
		}
	}()
	for _, f := range p.Files {
		r, err := prepare(f)
		if r.temp != "" {
			ready = append(ready, r)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	for _, r := range ready {
		if err := os.Rename(r.temp, r.name); err != nil {
			return err
		}
	}
	return nil
}

// A replacement is a file and the new one that is to take its place.
type replacement struct{ temp, name string }

// prepare writes the new text of f beside it.
func prepare(f File) (r replacement, err error) {
	if r.name, err = filepath.EvalSymlinks(f.Name); err != nil {
		return r, err
	}
	now, err := os.ReadFile(r.name)
	if err != nil {
		return r, err
	}
	if !bytes.Equal(now, f.Before) {
		return r, errors.New("it has changed since it was analysed")
	}
	info, err := os.Stat(r.name)
	if err != nil {
		return r, err
	}
	if info.Mode().Perm()&0o200 == 0 {
		return r, errors.New("it is read-only")
	}
	temp, err := os.CreateTemp(filepath.Dir(r.name), ".lockleak-*")
	if err != nil {
		return r, err
	}
	r.temp = temp.Name()
	_, err = temp.Write(f.After)
	err = errors.Join(err, temp.Chmod(info.Mode().Perm()), temp.Close())
	return r, err
}

func ignoreMissing(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}
