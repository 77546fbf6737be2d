package domain

import (
	"go/constant"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// zeroOf returns the zero value of t, nil if it is no constant.
func ZeroOf(t types.Type) *ssa.Const {
	switch b := t.Underlying().(type) {
	case *types.Basic:
		switch {
		case b.Info()&types.IsBoolean != 0:
			return ssa.NewConst(constant.MakeBool(false), t)
		case b.Info()&types.IsInteger != 0:
			return ssa.NewConst(constant.MakeInt64(0), t)
		case b.Info()&types.IsString != 0:
			return ssa.NewConst(constant.MakeString(""), t)
		}
	case *types.Pointer, *types.Signature, *types.Map, *types.Chan, *types.Slice:
		return ssa.NewConst(nil, t)
	case *types.Interface:
		if _, ok := types.Unalias(t).(*types.TypeParam); !ok {
			return ssa.NewConst(nil, t)
		}
	}
	return nil
}

// content returns the term for what is at addr, whatever it is.
func (re *Reasoner) Content(f Facts, addr ssa.Value) lock.Term {
	return re.Paths.Table.Make(lock.Load, nil, re.Resolve(f, re.Paths.Term(addr)), lock.Term{})
}

// isPartOf reports whether the address a is inside the variable at b.
func IsPartOf(a, b lock.Term) bool {
	for a.Kind() == lock.Field || a.Kind() == lock.Index {
		a = a.X()
		if a == b {
			return true
		}
	}
	return false
}

// mayOverlap reports whether the addresses a and b, by their last step, may be
// the same.
func MayOverlap(a, b lock.Term) bool {
	return a.Kind() == b.Kind() && a.Kind() != lock.Root && a.Sym() == b.Sym() && !Distinct(a, b)
}

// valueOf returns what is known of v: that it is what it is.
func (re *Reasoner) ValueOf(f Facts, v ssa.Value) Value {
	t := re.Resolve(f, re.Paths.Term(v))
	if _, ok := v.(*ssa.FieldAddr); ok && t.Depth() <= maxNesting {
		return Value{Same: t, NonNil: true} // or it has panicked
	}
	if t.Depth() > maxNesting {
		return Value{NonNil: IsNonNil(t)}
	}
	if t.Kind() == lock.Const || IsNonNil(t) || re.Tracked[t] || lexicon.IsFunc(v.Type()) {
		return Value{Same: t}
	}
	if _, ok := v.(*ssa.MakeInterface); ok {
		return Value{NonNil: true}
	}
	if t.Kind() == lock.Binary || t.Kind() == lock.Unary {
		return Value{Same: t}
	}
	if k := re.known(f, t); !k.IsTop() {
		return k
	}
	return Value{Same: t}
}

// isLocal reports whether addr is a variable of the function or one that it
// captures: what is stored there can be followed.
func IsLocal(addr ssa.Value) bool {
	switch addr.(type) {
	case *ssa.Alloc, *ssa.FreeVar:
		return true
	}
	return false
}
