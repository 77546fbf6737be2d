package accesspath

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/lock"
)

// constantResult returns the constant that a function of the package returns
// as its i-th result wherever it returns: a bool or a nil error.
func (r *Resolver) constantResult(call *ssa.Call, i int) (lock.Term, bool) {
	fn := call.Call.StaticCallee()
	if fn == nil || fn.Pkg == nil || fn.Pkg != pkgOf(call.Parent()) || len(fn.FreeVars) > 0 {
		return lock.Term{}, false
	}
	res := fn.Signature.Results()
	if i >= res.Len() || !isTold(res.At(i).Type()) {
		return lock.Term{}, false
	}
	var found lock.Term
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok {
			continue
		}
		c, ok := ret.Results[i].(*ssa.Const)
		if !ok {
			return lock.Term{}, false
		}
		if t := r.Const(c); found.IsZero() {
			found = t
		} else if t != found {
			return lock.Term{}, false
		}
	}
	return found, !found.IsZero()
}

// pkgOf returns the package of fn or of the function that it is a literal in.
func pkgOf(fn *ssa.Function) *ssa.Package {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn.Pkg
}

// isTold reports whether results of type t tell whether something worked: bools
// and errors.
func isTold(t types.Type) bool {
	if types.Identical(t, types.Universe.Lookup("error").Type()) {
		return true
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}
