package accesspath

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/lock"
)

// constantResult returns what a function of the package returns as its i-th
// result wherever it returns: a truth value, nil, or an error variable.
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
		t, ok := r.told(ret.Results[i])
		if !ok || !found.IsZero() && t != found {
			return lock.Term{}, false
		}
		found = t
	}
	return found, !found.IsZero()
}

// told returns the name of a result that is a constant or an error variable.
func (r *Resolver) told(v ssa.Value) (lock.Term, bool) {
	switch v := v.(type) {
	case *ssa.Const:
		return r.Const(v), true
	case *ssa.UnOp:
		if _, ok := v.X.(*ssa.Global); ok {
			t := r.Term(v)
			return t, t.Kind() == lock.Load && t.Sym() == ErrorVariable
		}
	}
	return lock.Term{}, false
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
