package lexicon

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// Some acquires return what releases: a function without arguments, or a guard
// with a method Unlock or Release. Their names must speak of locks, since
// functions that return functions are many.

// LookupHandle returns what a call that gives back a release does, and whether
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
	switch words[0] {
	case "lock", "rlock", "wlock", "trylock", "acquire":
		return true
	}
	switch words[len(words)-1] {
	case "lock", "rlock", "wlock":
		return words[0] != "new" && words[0] != "get" && words[0] != "make" && words[0] != "with" && words[0] != "create"
	}
	return false
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
	for _, acquire := range []string{"Lock", "RLock", "TryLock", "Acquire", "TryAcquire"} {
		if ms.find(acquire) != nil {
			return false
		}
	}
	for _, release := range []string{"Unlock", "RUnlock", "Release"} {
		if m := ms.find(release); m != nil && releaseResults(m.Signature()) && len(keyParams(m.Signature())) == 0 {
			return true
		}
	}
	return TypeName(t) == "io.Closer"
}

// IsHandle reports whether a value of type t can release the lock for which an
// acquire returns it, where a declaration says that it does: it is func() or
// func() error, or it has a method that releases without a key.
func IsHandle(t types.Type) bool {
	if isReleaseFunc(t) {
		return true
	}
	ms := methodsOf(t)
	for _, name := range []string{"Unlock", "Release", "Close"} {
		if m := ms.find(name); m != nil && releaseResults(m.Signature()) && len(keyParams(m.Signature())) == 0 {
			return true
		}
	}
	return false
}

// ReleasesHandle reports whether a method of this name ends the hold that a
// guard is.
func ReleasesHandle(name string) bool {
	switch name {
	case "Unlock", "RUnlock", "Release", "Close", "Free", "Done", "Destroy", "Discard", "Hijack":
		return true
	}
	return SpeaksOfRelease(name)
}
