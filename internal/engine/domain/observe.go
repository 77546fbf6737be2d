package domain

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// isObserved reports whether t is read from memory that others can reach.
func IsObserved(t lock.Term) bool {
	switch t.Kind() {
	case lock.Load, lock.Lookup, lock.Has, lock.Call:
		for _, r := range t.Roots() {
			if t.Kind() == lock.Load && t.X().Kind() == lock.Root && isOwn(r) {
				return false
			}
		}
		return len(t.Roots()) > 0
	}
	return false
}

// isOwn reports whether the root of a term is a variable of the function, or of one of
// its loops.
func isOwn(root any) bool {
	if p, ok := root.(*ssa.Phi); ok {
		return accesspath.IsLoopVariable(p)
	}
	_, ok := root.(*ssa.Alloc)
	return ok
}

// isPlain reports whether variables of type t hold conditions rather than
// locks.
func IsPlain(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Basic, *types.Signature:
		return true
	}
	return lexicon.IsError(t)
}
