// Package outfile writes files such that an old one stays as it is until the
// new one is complete: a full disk, an error or a signal in between leaves the
// old file, and nothing beside it.
//
// The new file is written under another name in the same directory, flushed,
// and renamed.
package outfile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// Write makes name a file with what fill writes. Nothing is written before
// fill has returned without an error.
//
// An existing file keeps its permissions, and a symbolic link stays one: the
// file that it leads to is replaced. What is no regular file, such as a pipe,
// is written to as it is. An error is of package os or that of fill, or the
// cause of ctx having ended; a signal has to end ctx, not the process, or else
// the file under the other name may be left.
func Write(ctx context.Context, name string, fill func(io.Writer) error) error {
	var b bytes.Buffer
	if err := fill(&b); err != nil {
		return err
	}
	t, err := find(name)
	if err != nil {
		return err
	}
	if t.direct {
		return writeThrough(ctx, t.file, b.Bytes())
	}
	return t.replace(ctx, b.Bytes(), create)
}

// Check returns the error that Write is known to return for name, whatever is
// to be written, nil if there is none. It is for asking before long work.
func Check(name string) error {
	t, err := find(name)
	if err != nil || t.direct {
		return err
	}
	f, err := create(t.other())
	if err != nil {
		return t.named(err)
	}
	f.Close() // empty
	return os.Remove(f.Name())
}

// A target is where a file is to be.
type target struct {
	name   string      // as it was given, for errors
	file   string      // behind all symbolic links
	direct bool        // it is no regular file
	exists bool        // it is to be replaced
	perm   fs.FileMode // if it exists
}

// maxLinks is how many symbolic links one name may lead through.
const maxLinks = 40

// find returns the target for a name.
func find(name string) (target, error) {
	if name == "" {
		return target{}, errors.New("the file to write has no name")
	}
	t := target{name: name, file: name}
	st, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		t.file, err = linked(name)
		return t, err
	case err != nil:
		return target{}, err
	case st.IsDir():
		return target{}, &fs.PathError{Op: "open", Path: name, Err: errors.New("is a directory")}
	case !st.Mode().IsRegular():
		t.direct = true
		return t, nil
	}
	t.exists, t.perm = true, st.Mode().Perm()
	f, err := os.OpenFile(name, os.O_WRONLY, 0) // a read-only file is not to be replaced either
	if err != nil {
		return target{}, err
	}
	f.Close() // nothing is written
	t.file, err = filepath.EvalSymlinks(name)
	return t, err
}

// linked returns the name of the file, which does not exist, that name leads
// to.
func linked(name string) (string, error) {
	file := name
	for range maxLinks {
		to, err := os.Readlink(file)
		if err != nil {
			return file, nil // no link
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(file), to)
		}
		file = to
	}
	return "", &fs.PathError{Op: "open", Path: name, Err: errors.New("too many symbolic links")}
}

// other returns a name for the file while it is not complete. It is in the
// same directory, or else it could not be renamed.
func (t target) other() string {
	return filepath.Join(filepath.Dir(t.file), fmt.Sprintf(".%s.%08x.tmp", filepath.Base(t.file), rand.Uint32()))
}

// named returns err with the name that the user knows.
func (t target) named(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return &fs.PathError{Op: p.Op, Path: t.name, Err: p.Err}
	}
	if l, ok := errors.AsType[*os.LinkError](err); ok {
		return &fs.PathError{Op: l.Op, Path: t.name, Err: l.Err}
	}
	return err
}

// A newFile is the part of os.File that writes a new file.
type newFile interface {
	io.WriteCloser
	Name() string
	Chmod(fs.FileMode) error
	Sync() error
}

// create makes a new file. Its permissions are those that the user's files have.
func create(name string) (newFile, error) {
	return os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
}

// replace writes data to a file that create makes, and renames it.
func (t target) replace(ctx context.Context, data []byte, create func(string) (newFile, error)) (err error) {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	f, err := create(t.other())
	if err != nil {
		return t.named(err)
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name()) // the first error is the one to tell
			err = t.named(err)
		}
	}()
	if err := t.fill(ctx, f, data); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), t.file)
}

// chunk is how many bytes are written before ctx is asked again.
const chunk = 1 << 20

// fill writes all of the new file but for its end.
func (t target) fill(ctx context.Context, f newFile, data []byte) error {
	if t.exists {
		if err := f.Chmod(t.perm); err != nil {
			return err
		}
	}
	for len(data) > 0 && ctx.Err() == nil {
		n, err := f.Write(data[:min(len(data), chunk)])
		if err != nil {
			return err
		}
		data = data[n:]
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return f.Sync() // some file systems tell only now that they are full
}

// writeThrough writes data to what is no regular file. That may block for as
// long as nobody reads, so the end of ctx does not wait for it.
func writeThrough(ctx context.Context, name string, data []byte) error {
	done := make(chan error, 1)
	go func() {
		f, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			done <- err
			return
		}
		_, err = f.Write(data)
		done <- errors.Join(err, f.Close())
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
