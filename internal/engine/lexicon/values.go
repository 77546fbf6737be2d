package lexicon

// Functions that give the same value again.

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// IsPurePackage reports whether the functions of the package path that return
// a basic value are functions of their arguments.
func IsPurePackage(path string) bool { return known().purePackages[path] }

// IsRepeatable reports whether a function by its name gives the same value for
// the same arguments.
func IsRepeatable(name string) bool {
	words := Words(name)
	return len(words) > 0 && !known().fresh[words[0]]
}

// IsGetter reports whether a call by its name and signature gives the same
// value when it is repeated with the same arguments.
func IsGetter(call *ssa.CallCommon) bool {
	res := call.Signature().Results()
	if res.Len() != 1 || IsError(res.At(0).Type()) {
		return false
	}
	if call.Signature().Recv() == nil && !call.IsInvoke() {
		return false
	}
	if _, ok := res.At(0).Type().Underlying().(*types.Signature); ok {
		return false
	}
	name := CalleeName(call)
	words := Words(name)
	if name == "" || len(words) == 0 {
		return false
	}
	if words[0] == "get" && len(words) > 1 && !known().freshAfterGet[words[1]] {
		return true
	}
	return !known().fresh[words[0]]
}
