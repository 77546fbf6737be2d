package callinfo

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
)

// callees returns the functions of the package that the declared function fn,
// or a literal in it, calls or makes a method value of.
func (gr *Graph) Callees(fn *ssa.Function) []*ssa.Function {
	if out, ok := gr.calls[fn]; ok {
		return out
	}
	var out []*ssa.Function
	add := func(g *ssa.Function) {
		if g = gr.prog.Declaration(g); g != nil && !slices.Contains(out, g) {
			out = append(out, g)
		}
	}
	accesspath.Family(fn, func(f *ssa.Function) {
		for _, b := range f.Blocks {
			for _, in := range b.Instrs {
				switch in := in.(type) {
				case *ssa.MakeClosure:
					add(gr.prog.BoundMethod(in.Fn.(*ssa.Function)))
				case ssa.CallInstruction:
					add(in.Common().StaticCallee())
				}
			}
		}
	})
	gr.calls[fn] = out
	return out
}

// declaration returns the declared function of the package that fn is, or is
// an instance of; nil if it is none.
func (prog *Program) Declaration(fn *ssa.Function) *ssa.Function {
	if fn == nil {
		return nil
	}
	if o := fn.Origin(); o != nil {
		fn = o
	}
	if fn.Pkg != prog.Pkg || fn.Parent() != nil || len(fn.Blocks) == 0 || fn.Synthetic != "" {
		return nil
	}
	return fn
}
