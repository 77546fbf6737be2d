package callinfo

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// replaces reports whether in sets one of the objects at bases as a whole, and with
// it what is in it.
func (prog *Program) Overwrites(in *ssa.Store, bases []lock.Term) bool {
	_, ok := in.Val.Type().Underlying().(*types.Struct)
	return ok && slices.Contains(bases, prog.Paths.Term(in.Addr))
}
