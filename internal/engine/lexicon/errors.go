package lexicon

// Errors, and functions whose only result is an error that is not nil.

import (
	"go/types"
	"slices"
)

// IsError reports whether t is the type error, or one that plays its role: nil is success,
// anything else says what has failed. These are interfaces and pointers with the method of
// an error, and interfaces that are called errors.
func IsError(t types.Type) bool {
	e := types.Universe.Lookup("error").Type()
	if types.Identical(t, e) {
		return true
	}
	n := Named(t)
	if n == nil || types.IsInterface(n) == isPointer(t) {
		return false // no interface, and no pointer to another type
	}
	if types.Implements(t, e.Underlying().(*types.Interface)) {
		return true
	}
	words := Words(n.Obj().Name())
	return types.IsInterface(n) && len(words) > 0 && known().errorTypes[words[len(words)-1]]
}

// MakesError reports whether a function whose only result is an error makes that error,
// by its name: the result is not nil.
func MakesError(name string) bool {
	l, words := known(), Words(name)
	return len(words) > 0 && l.makesErrorFirst[words[0]] || slices.ContainsFunc(words, func(w string) bool { return l.makesError[w] })
}

// WrapsError reports whether a function whose only result is an error adds something to
// an error that it is passed, by its name: the result is not nil if that error is not.
func WrapsError(name string) bool {
	words := Words(name)
	return len(words) > 0 && known().wrapsErrorFirst[words[0]]
}

// JoinsErrors reports whether a function whose only result is an error makes one of those
// that it is passed, by its name: the result is not nil if one of them is not.
func JoinsErrors(name string) bool {
	words := Words(name)
	return len(words) > 0 && known().joinsErrorsFirst[words[0]]
}
