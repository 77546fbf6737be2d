package callinfo

import (
	"golang.org/x/tools/go/ssa"
)

// outermost returns the declared function that fn is, or is a literal in.
func Outermost(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}
