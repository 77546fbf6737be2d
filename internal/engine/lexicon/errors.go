package lexicon

// Functions whose only result is an error that is not nil.

import "slices"

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
