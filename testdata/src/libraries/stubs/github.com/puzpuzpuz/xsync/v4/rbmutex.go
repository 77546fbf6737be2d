// Package xsync stands for github.com/puzpuzpuz/xsync/v4.
package xsync

// RToken stands for what says which slot a reader has.
type RToken struct{ _ int }

// RBMutex stands for a reader/writer mutex whose readers have tokens.
type RBMutex struct{ _ int }

func NewRBMutex() *RBMutex { return new(RBMutex) }

func (mu *RBMutex) Lock()                     {}
func (mu *RBMutex) TryLock() bool             { return false }
func (mu *RBMutex) Unlock()                   {}
func (mu *RBMutex) RLock() *RToken            { return nil }
func (mu *RBMutex) TryRLock() (bool, *RToken) { return false, nil }
func (mu *RBMutex) RUnlock(t *RToken)         {}
