package callinfo

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
)

// Users say how the functions of a package are used in it.
type Users struct {
	isMain  bool
	callers map[*ssa.Function]functionSet
	values  map[*ssa.Function]bool
	invoked map[string]bool // the names of methods that are called by way of an interface
}

// FindUsers looks for the uses of all functions of the package.
func (p *Program) FindUsers() *Users {
	u := &Users{isMain: p.Pkg.Pkg.Name() == "main", callers: make(map[*ssa.Function]functionSet), values: make(map[*ssa.Function]bool), invoked: make(map[string]bool)}
	for fn := range p.Functions() {
		for in := range accesspath.Instructions(fn) {
			c, isCall := in.(ssa.CallInstruction)
			if isCall {
				u.addCall(p, c)
			}
			u.addValues(p, in, isCall && !c.Common().IsInvoke())
		}
	}
	delete(u.values, nil)
	return u
}

// addCall notes what c calls.
func (u *Users) addCall(p *Program, c ssa.CallInstruction) {
	if c.Common().IsInvoke() {
		u.invoked[c.Common().Method.Name()] = true
		return
	}
	if g := p.Declaration(c.Common().StaticCallee()); g != nil {
		set := u.callers[g]
		set.add(Outermost(c.Parent()))
		u.callers[g] = set
	}
}

// addValues notes the functions that in uses as values: of a call, all but the first
// operand, which is what it calls.
func (u *Users) addValues(p *Program, in ssa.Instruction, isCall bool) {
	var room [8]*ssa.Value
	operands := in.Operands(room[:0])
	if isCall {
		operands = operands[1:]
	}
	for _, v := range operands {
		if g, ok := (*v).(*ssa.Function); ok {
			if g.Synthetic != "" {
				g = p.BoundMethod(g)
			}
			u.values[p.Declaration(g)] = true
		}
	}
}

// Callers returns the functions of the package with calls that name fn, in them or in
// their literals.
func (u *Users) Callers(fn *ssa.Function) []*ssa.Function { return u.callers[fn] }

// IsValue reports whether fn may be called in the package by others than those that name
// it: as a value, or by way of an interface.
func (u *Users) IsValue(fn *ssa.Function) bool {
	if fn.Parent() != nil || u.values[fn] {
		return true
	}
	obj := fn.Object()
	return obj == nil || fn.Signature.Recv() != nil && u.invoked[obj.Name()]
}

// IsOpen reports whether fn may be called by others than the functions of the package
// that name it.
func (u *Users) IsOpen(fn *ssa.Function) bool {
	return u.IsValue(fn) || fn.Object().Exported() && !u.isMain
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
