// Package etcdfile uses go.etcd.io/etcd/client/pkg/v3/fileutil.
package etcdfile

import (
	"os"

	"go.etcd.io/etcd/client/pkg/v3/fileutil"
)

type wal struct {
	file *fileutil.LockedFile
}

// PlainOk closes the file on both exits.
func PlainOk(path string, check func(string) error) error {
	f, err := fileutil.LockFile(path, os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if err := check(path); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// FN_Plain closes the file where it is good: a hold that is closed by the file
// that it embeds is not followed.
func FN_Plain(path string, check func(string) error) error {
	f, err := fileutil.LockFile(path, os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if err := check(path); err != nil {
		return err
	}
	return f.Close()
}

// TryOk keeps the file for later.
func (w *wal) TryOk(path string, check func(string) error) error {
	f, err := fileutil.TryLockFile(path, os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if err := check(path); err != nil {
		f.Close()
		return err
	}
	w.file = f
	return nil
}

// FN_Try lacks one line of TryOk, and is missed like FN_Plain.
func (w *wal) FN_Try(path string, check func(string) error) error {
	f, err := fileutil.TryLockFile(path, os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if err := check(path); err != nil {
		return err
	}
	w.file = f
	return nil
}
