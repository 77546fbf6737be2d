package callinfo

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
)

// Users say how the functions of a package are used in it.
type Users struct {
	isMain  bool
	calls   map[*ssa.Function]int
	values  map[*ssa.Function]bool
	invoked map[string]bool // the names of methods that are called by way of an interface
}

// FindUsers looks for the uses of all functions of the package.
func (p *Program) FindUsers() *Users {
	u := &Users{isMain: p.Pkg.Pkg.Name() == "main", calls: make(map[*ssa.Function]int), values: make(map[*ssa.Function]bool), invoked: make(map[string]bool)}
	var operands []*ssa.Value
	for fn := range p.Functions() {
		for in := range accesspath.Instructions(fn) {
			c, isCall := in.(ssa.CallInstruction)
			if isCall {
				if c.Common().IsInvoke() {
					u.invoked[c.Common().Method.Name()] = true
				} else if g := p.Declaration(c.Common().StaticCallee()); g != nil {
					u.calls[g]++
				}
			}
			operands = in.Operands(operands[:0])
			for i, v := range operands {
				if isCall && i == 0 && !c.Common().IsInvoke() {
					continue // what is called
				}
				if g, ok := (*v).(*ssa.Function); ok {
					if g.Synthetic != "" {
						g = p.BoundMethod(g)
					}
					u.values[p.Declaration(g)] = true
				}
			}
		}
	}
	delete(u.values, nil)
	return u
}

// Calls returns how many calls of fn there are in the package that name it.
func (u *Users) Calls(fn *ssa.Function) int { return u.calls[fn] }

// IsOpen reports whether fn may be called by others than those that name it in the
// package: by other packages, as a value, or by way of an interface.
func (u *Users) IsOpen(fn *ssa.Function) bool {
	if fn.Parent() != nil || u.values[fn] {
		return true
	}
	obj := fn.Object()
	if obj == nil {
		return true
	}
	if fn.Signature.Recv() != nil && u.invoked[obj.Name()] {
		return true
	}
	return obj.Exported() && !u.isMain
}

// Called returns the functions of the package that the call c may run, as far as that
// is known: one that it names, or those that implement a method of an interface.
func (gr *Graph) Called(c ssa.CallInstruction) []*ssa.Function {
	if common := c.Common(); common.IsInvoke() {
		return slices.Clone(gr.implementing(common.Method))
	}
	if fn := gr.prog.Declaration(c.Common().StaticCallee()); fn != nil {
		return []*ssa.Function{fn}
	}
	return nil
}
