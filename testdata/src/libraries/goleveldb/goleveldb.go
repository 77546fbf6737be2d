// Package goleveldb uses github.com/syndtr/goleveldb/leveldb/storage.
package goleveldb

import "github.com/syndtr/goleveldb/leveldb/storage"

type session struct {
	lock storage.Locker
}

// PlainOk unlocks where it cannot recover, and keeps the lock otherwise.
func PlainOk(stor storage.Storage, recovered func() error) (*session, error) {
	l, err := stor.Lock()
	if err != nil {
		return nil, err
	}
	if err := recovered(); err != nil {
		l.Unlock()
		return nil, err
	}
	return &session{lock: l}, nil
}

// PlainBad lacks one line of PlainOk.
func PlainBad(stor storage.Storage, recovered func() error) (*session, error) {
	l, err := stor.Lock() // want `lostunlock: the release that stor\.Lock\(\) returns is not called on a path that returns`
	if err != nil {
		return nil, err
	}
	if err := recovered(); err != nil {
		return nil, err
	}
	return &session{lock: l}, nil
}
