package callinfo

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// Outermost returns the declared function that fn is, or is a literal in.
func Outermost(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}

// IsWithin reports whether g is fn or a literal in it.
func IsWithin(g, fn *ssa.Function) bool {
	for ; g != nil; g = g.Parent() {
		if g == fn {
			return true
		}
	}
	return false
}

// NeverReturns reports whether fn has a body without a return in it.
func NeverReturns(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		if _, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && b != fn.Recover {
			return false
		}
	}
	return len(fn.Blocks) > 0
}

// FunctionOf returns the function that t is a value of, nil if it is not known.
func FunctionOf(t lock.Term) *ssa.Function {
	if t.Kind() != lock.Root {
		return nil
	}
	switch f := t.Sym().(type) {
	case *ssa.MakeClosure:
		return f.Fn.(*ssa.Function)
	case *ssa.Function:
		return f
	}
	return nil
}

// Declaration returns the declared function of the package that fn is, or is an
// instance of; nil if it is none.
func (p *Program) Declaration(fn *ssa.Function) *ssa.Function {
	if fn == nil {
		return nil
	}
	fn = origin(fn)
	if fn.Pkg != p.Pkg || fn.Parent() != nil || len(fn.Blocks) == 0 || fn.Synthetic != "" {
		return nil
	}
	return fn
}

// origin returns the generic function that fn is an instance of, or fn.
func origin(fn *ssa.Function) *ssa.Function {
	if o := fn.Origin(); o != nil {
		return o
	}
	return fn
}

// BoundMethod returns the function that the wrapper of a method value calls.
func (p *Program) BoundMethod(wrapper *ssa.Function) *ssa.Function {
	for c := range accesspath.Calls(wrapper) {
		if c, ok := c.(*ssa.Call); ok {
			return c.Call.StaticCallee()
		}
	}
	return nil
}
