package accesspath

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// isPure reports whether a call makes a key out of its arguments: called again
// with equal arguments it gives an equal value.
func (r *Resolver) isPure(call *ssa.CallCommon) bool {
	fn := call.StaticCallee()
	if fn == nil || fn.Object() == nil || len(call.Args) == 0 {
		return false
	}
	res := call.Signature().Results()
	if res.Len() != 1 || !isKeyType(res.At(0).Type()) {
		return false
	}
	if fn.Pkg != nil && lexicon.IsPurePackage(fn.Pkg.Pkg.Path()) {
		return true
	}
	if fn.Signature.Recv() != nil || !lexicon.IsRepeatable(fn.Name()) {
		return false
	}
	if len(fn.Blocks) == 0 {
		return r.Repeatable != nil && r.Repeatable(fn)
	}
	return hasNoEffect(fn)
}

// IsRepeatable reports whether fn, by what it consists of, is a function of
// the package that makes keys.
func IsRepeatable(fn *ssa.Function) bool {
	res := fn.Signature.Results()
	for _, p := range fn.Params {
		if !isKeyType(p.Type()) {
			return false
		}
	}
	return fn.Signature.Recv() == nil && res.Len() == 1 && len(fn.Params) > 0 && isKeyType(res.At(0).Type()) &&
		len(fn.Blocks) > 0 && lexicon.IsRepeatable(fn.Name()) && hasNoEffect(fn)
}

// isKeyType reports whether values of t are used as keys: basic types and
// structures and arrays of them.
func isKeyType(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return true
	case *types.Struct:
		for f := range u.Fields() {
			if !isKeyType(f.Type()) {
				return false
			}
		}
		return true
	case *types.Array:
		return isKeyType(u.Elem())
	}
	return false
}

// hasNoEffect reports whether fn changes nothing that outlives it and reads
// nothing that changes, by what it consists of.
func hasNoEffect(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			switch in := in.(type) {
			case *ssa.Go, *ssa.Defer, *ssa.Send, *ssa.MapUpdate, *ssa.Select:
				return false
			case *ssa.Store:
				if !isOwn(in.Addr) {
					return false
				}
			}
		}
	}
	return true
}

// isOwn reports whether addr is in a variable of the function.
func isOwn(addr ssa.Value) bool {
	for {
		switch a := addr.(type) {
		case *ssa.FieldAddr:
			addr = a.X
		case *ssa.IndexAddr:
			addr = a.X
		case *ssa.Alloc:
			return true
		default:
			return false
		}
	}
}

// literal returns the name of the value in a, a variable that a composite
// literal or a list of variadic arguments fills, and whether a is one.
func (r *Resolver) literal(a *ssa.Alloc) (lock.Term, bool) {
	if a.Comment != "complit" && a.Comment != "varargs" || r.InCycle(a.Block()) && a.Heap {
		return lock.Term{}, false
	}
	var elems []lock.Term
	var at []int64
	for _, ref := range *a.Referrers() {
		switch ref := ref.(type) {
		case *ssa.FieldAddr:
			t, ok := r.onlyStored(ref)
			if !ok {
				return lock.Term{}, false
			}
			elems, at = append(elems, t), append(at, int64(ref.Field))
		case *ssa.IndexAddr:
			t, ok := r.onlyStored(ref)
			c, isConst := ref.Index.(*ssa.Const)
			if !ok || !isConst {
				return lock.Term{}, false
			}
			elems, at = append(elems, t), append(at, c.Int64())
		case *ssa.Slice, *ssa.UnOp, *ssa.DebugRef:
		default:
			return lock.Term{}, false
		}
	}
	var list lock.Term
	for i := len(elems) - 1; i >= 0; i-- {
		list = r.Table.Make(lock.Cons, at[i], elems[i], list)
	}
	return r.Table.Make(lock.Call, types.TypeString(lexicon.Deref(a.Type()), nil), list, lock.Term{}), true
}

// onlyStored returns the one value that is stored at addr, if nothing else is
// done with addr.
func (r *Resolver) onlyStored(addr ssa.Value) (lock.Term, bool) {
	refs := *addr.Referrers()
	if len(refs) != 1 {
		return lock.Term{}, false
	}
	s, ok := refs[0].(*ssa.Store)
	if !ok || s.Addr != addr {
		return lock.Term{}, false
	}
	return r.Term(s.Val), true
}
