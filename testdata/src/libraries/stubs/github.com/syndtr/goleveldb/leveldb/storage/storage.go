// Package storage stands for github.com/syndtr/goleveldb/leveldb/storage.
package storage

// Locker stands for a hold.
type Locker interface{ Unlock() }

// Storage stands for a place of files.
type Storage interface {
	Lock() (Locker, error)
	Log(str string)
}
