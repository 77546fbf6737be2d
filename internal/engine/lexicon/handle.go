package lexicon

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// Some acquires return what releases: a function without arguments, or a guard
// with a method Unlock or Release. Their names must speak of locks, since
// functions that return functions are many.

// LookupHandle returns what a call that returns a release does, and whether
// it is such a call.
func LookupHandle(call *ssa.CallCommon) (Method, bool) {
	name := CalleeName(call)
	if !MayOperate(name) || !acquiresByName(name) {
		return Method{}, false
	}
	res := call.Signature().Results()
	r := Always
	for i := range res.Len() {
		switch t := res.At(i).Type(); {
		case r.Handle < 0 && (isReleaseFunc(t) || isGuard(t)):
			r.Handle = i
		case IsBool(t) && r.True < 0:
			r.True = i
		case IsError(t) && i == res.Len()-1:
			r.NoError = i
		}
	}
	if r.Handle < 0 {
		return Method{}, false
	}
	return Method{Effect: lock.Acquire, Result: r, Try: Words(name)[0] == "try" || Words(name)[0] == "trylock", Peer: name}, true
}

// acquiresByName reports whether a name is that of a function that acquires a
// lock: one of its first words says so.
func acquiresByName(name string) bool {
	words := Words(name)
	if len(words) > 0 && words[0] == "try" {
		words = words[1:]
	}
	if len(words) == 0 {
		return false
	}
	l := known()
	first, last := words[0], words[len(words)-1]
	return l.acquiringFirst[first] || l.acquiringLast[last] && !l.makingFirst[first]
}

// isReleaseFunc reports whether t is func() or func() error.
func isReleaseFunc(t types.Type) bool {
	sig, ok := t.Underlying().(*types.Signature)
	if !ok || sig.Params().Len() > 0 {
		return false
	}
	return sig.Results().Len() == 0 || sig.Results().Len() == 1 && IsError(sig.Results().At(0).Type())
}

// isGuard reports whether t has a method that releases, and none that acquires
// again: then a value of it is a hold, not a lock.
func isGuard(t types.Type) bool {
	if Named(t) == nil {
		return false
	}
	ms := methodsOf(t)
	for _, name := range known().lockMethods {
		if ms.find(name) != nil {
			return false
		}
	}
	return ms.releases(known().guardMethods) || TypeName(t) == "io.Closer"
}

// releases reports whether one of the names is that of a method that can release
// without a key.
func (m methods) releases(names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		f := m.find(name)
		return f != nil && releaseResults(f.Signature()) && len(keyParams(f.Signature())) == 0
	})
}

// IsHandle reports whether a value of type t can release the lock for which an
// acquire returns it, where a declaration says that it does: it is func() or
// func() error, or it has a method that releases without a key.
func IsHandle(t types.Type) bool {
	return isReleaseFunc(t) || methodsOf(t).releases(known().handleMethods)
}

// ReleasesHandle reports whether a method of this name ends the hold that a
// guard is.
func ReleasesHandle(name string) bool { return known().holdEnds[name] || SpeaksOfRelease(name) }
