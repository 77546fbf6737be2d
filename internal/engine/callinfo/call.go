package callinfo

import (
	"golang.org/x/tools/go/ssa"
)

// isCond reports whether fn is sync.NewCond, which only keeps the lock.
func IsNewCond(fn *ssa.Function) bool {
	return fn != nil && fn.Pkg != nil && fn.Pkg.Pkg.Path() == "sync" && fn.Name() == "NewCond"
}
