package lexicon

// Calls that may not return, or that end something: a test, a context.

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// NeverReturns reports whether a call is known by name not to return.
func NeverReturns(call *ssa.CallCommon) bool {
	if call.Signature().Results().Len() > 0 {
		return false
	}
	name := CalleeName(call)
	return known().neverReturns[name] || len(name) > 4 && known().neverReturns[strings.ToUpper(name[:1])+name[1:]] && call.StaticCallee() == nil
}

// PanicsByName reports whether a call that does not return panics, by its name.
func PanicsByName(call *ssa.CallCommon) bool {
	words := Words(CalleeName(call))
	return len(words) > 0 && strings.HasPrefix(words[0], "panic")
}

// MayEndTest reports whether a call is given the means to end a test, and so
// may not return: assertions return only if they hold.
func MayEndTest(call *ssa.CallCommon) bool {
	for _, a := range call.Args {
		if methodsOf(a.Type()).find("FailNow") != nil {
			return true
		}
	}
	return false
}

// FailsTest reports whether a call marks a test as failed: Error of a
// [testing.T], or the like.
func FailsTest(call *ssa.CallCommon) bool {
	switch {
	case !known().failing[CalleeName(call)]:
		return false
	case call.IsInvoke():
		return methodsOf(call.Value.Type()).find("FailNow") != nil
	case call.Signature().Recv() != nil && len(call.Args) > 0:
		return methodsOf(call.Args[0].Type()).find("FailNow") != nil
	}
	return false
}

// AssertsError reports whether a call is an assertion of a test that one of its
// arguments is an error that is not nil, by its name: Error, ErrorIs,
// requireError, but not NoError or checkError.
func AssertsError(call *ssa.CallCommon) bool {
	l := known()
	words := Words(CalleeName(call))
	isError := func(w string) bool { return l.errorWords[w] }
	isOther := func(w string) bool { return !l.errorWords[w] && !l.assertionWords[w] }
	return slices.ContainsFunc(words, isError) && !slices.ContainsFunc(words, isOther) && MayEndTest(call)
}

// SetsFlag reports whether a call of package sync/atomic sets its first
// argument, a flag, to a constant.
func SetsFlag(call *ssa.CallCommon) bool {
	fn := call.StaticCallee()
	if fn == nil || fn.Object() == nil || fn.Object().Pkg() == nil || fn.Object().Pkg().Path() != "sync/atomic" || len(call.Args) < 2 {
		return false
	}
	if !known().atomicSetters[Words(fn.Name())[0]] {
		return false
	}
	_, ok := call.Args[len(call.Args)-1].(*ssa.Const)
	return ok
}

// IsCancel reports whether t is the type of the functions that cancel a context.
func IsCancel(t types.Type) bool { return known().cancelTypes[TypeName(t)] }
