// Package checks has the names of the checks.
package checks

import "slices"

// A Name is the name of a check: of its analyzer and its flag, of its folder in
// passes and its page in docs, and what its messages begin with.
type Name string

// The checks.
const (
	LockLeak      Name = "lockleak"
	Relock        Name = "relock"
	BadUnlock     Name = "badunlock"
	DeferLock     Name = "deferlock"
	LostUnlock    Name = "lostunlock"
	LockDirective Name = "lockdirective"
)

// All returns the names in the order in which users see them.
func All() []Name {
	return []Name{LockLeak, Relock, BadUnlock, DeferLock, LostUnlock, LockDirective}
}

// Ignorable returns the checks whose findings can be accepted in the source, in
// that order: not those in the directives that do so.
func Ignorable() []Name {
	return slices.DeleteFunc(All(), func(n Name) bool { return n == LockDirective })
}

// Words returns the names of the checks in the order of the alphabet: a
// configuration file may have these.
func (Name) Words() []string {
	words := Strings(All())
	slices.Sort(words)
	return words
}

// Strings returns names as plain text.
func Strings(names []Name) []string {
	all := make([]string, len(names))
	for i, n := range names {
		all[i] = string(n)
	}
	return all
}
