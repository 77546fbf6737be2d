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

// PureByName reports whether fn is a method that, by its name and signature, changes
// nothing, and returns equal values for equal arguments until something changes what it
// tells of. It is for methods whose body is not known, as those of interfaces are.
func PureByName(fn *types.Func) bool {
	sig, words := fn.Signature(), Words(fn.Name())
	if sig.Recv() == nil || sig.Results().Len() != 1 || len(words) == 0 {
		return false
	}
	if t := sig.Results().At(0).Type(); IsError(t) || IsFunc(t) {
		return false
	}
	l, first, hasParams := known(), words[0], sig.Params().Len() > 0
	if mayHaveParams, ok := l.getterFirst[first]; ok {
		isFresh := l.fresh[first] && (len(words) == 1 || l.freshAfterGet[words[1]])
		return !isFresh && (mayHaveParams || !hasParams)
	}
	return l.getterNouns[words[len(words)-1]] && !hasParams && !l.fresh[first] && !l.doing[first]
}

// getters returns the words in the table name, and whether methods that begin with them
// may have parameters.
func (r *reader) getters(name string) map[string]bool {
	words := make(map[string]bool)
	for _, row := range r.rows(name, 2) {
		word, params := row.fields[0], row.fields[1]
		if _, twice := words[word]; twice || params != "any" && params != "none" {
			r.fail("table %s: %s %s: it is there twice, or these are no parameters", name, word, params)
		}
		words[word] = params == "any"
	}
	return words
}
