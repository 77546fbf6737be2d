// Package fileutil stands for go.etcd.io/etcd/client/pkg/v3/fileutil.
package fileutil

import "os"

// LockedFile stands for a file that is locked while it is open.
type LockedFile struct{ *os.File }

func LockFile(path string, flag int, perm os.FileMode) (*LockedFile, error)    { return nil, nil }
func TryLockFile(path string, flag int, perm os.FileMode) (*LockedFile, error) { return nil, nil }
