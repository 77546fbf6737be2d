package domain

import (
	"go/constant"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
)

// BranchCondition returns the condition that has just been tested where b begins, and
// its truth. ok is false if b is not entered by exactly one branch.
func BranchCondition(b *ssa.BasicBlock) (cond ssa.Value, truth, ok bool) {
	if len(b.Preds) != 1 {
		return nil, false, false
	}
	d := b.Preds[0]
	c, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
	if !ok || d.Succs[0] == d.Succs[1] {
		return nil, false, false
	}
	return c.Cond, d.Succs[0] == b, true
}

// LoopBody returns the body of the range-over-func loop that a call begins, nil
// if it begins none.
func LoopBody(c *ssa.CallCommon) *ssa.Function {
	for _, a := range c.Args {
		if accesspath.IsYield(a) {
			return a.(*ssa.MakeClosure).Fn.(*ssa.Function)
		}
	}
	return nil
}

// ZeroOf returns the zero value of t, nil if it is not a constant.
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

// IsLocal reports whether addr is a variable of the function or one that it
// captures: what is stored there can be followed.
func IsLocal(addr ssa.Value) bool {
	switch addr.(type) {
	case *ssa.Alloc, *ssa.FreeVar:
		return true
	}
	return false
}

// IsPlain reports whether variables of type t hold conditions rather than locks.
func IsPlain(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Basic, *types.Signature:
		return true
	}
	return lexicon.IsError(t)
}

// IsFunc is [lexicon.IsFunc].
func IsFunc(t types.Type) bool { return lexicon.IsFunc(t) }

// FunctionName returns the name by which the dump knows fn: pkg.Func, pkg.Type.Method,
// and with $1 and so on appended for function literals.
func FunctionName(fn *ssa.Function) string {
	if p := fn.Parent(); p != nil {
		_, n, ok := strings.Cut(fn.Name(), "$")
		if !ok {
			return fn.Name()
		}
		for p.Parent() != nil {
			p = p.Parent()
		}
		return FunctionName(p) + "$" + n
	}
	name := fn.Name()
	if r := fn.Signature.Recv(); r != nil {
		t := strings.TrimLeft(r.Type().String(), "*")
		if i := strings.LastIndexAny(t, "./"); i >= 0 && !strings.Contains(t, "[") {
			t = t[i+1:]
		} else if i := strings.Index(t, "["); i >= 0 {
			t = t[:i]
			t = t[strings.LastIndexAny(t, "./")+1:]
		}
		name = t + "." + name
	}
	if fn.Pkg != nil {
		return fn.Pkg.Pkg.Path() + "." + name
	}
	return name
}

// InstrString returns in as the dump shows it, with the register that it sets.
func InstrString(in ssa.Instruction) string {
	if v, ok := in.(ssa.Value); ok && v.Name() != "" {
		return v.Name() + " = " + in.String()
	}
	return in.String()
}
