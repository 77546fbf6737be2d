// Package locker stands for github.com/moby/locker.
package locker

// Locker stands for a table of locks by name.
type Locker struct{ _ int }

func New() *Locker { return new(Locker) }

func (l *Locker) Lock(name string)         {}
func (l *Locker) Unlock(name string) error { return nil }
