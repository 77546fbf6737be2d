package obligation

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/scc"
)

// The functions that a function calls come before it, and so do those that may be
// behind its calls of an interface's method, or that it uses as values, as far as
// that goes: where these lead back, by calls, to what comes later, they come later
// themselves, and nothing is known of them before. That is found out in advance, so
// that what is known of a function does not depend on who asks for it first.

// order makes the list of components of the package's call graph.
func (e *engine) order() {
	o := ordering{engine: e, at: make(map[*ssa.Function]int)}
	o.comps = scc.Components(slices.Values(e.funcs), e.callees)
	for i, comp := range o.comps {
		for _, fn := range comp {
			o.at[fn] = i
			e.component[fn] = comp
		}
	}
	o.progress = make([]progress, len(o.comps))
	o.blocked = make([]int, len(o.comps))
	for i := range o.comps {
		o.visit(i)
	}
}

// An ordering is a depth-first search under way through the components, which are
// named by their numbers.
type ordering struct {
	*engine
	comps    [][]*ssa.Function
	at       map[*ssa.Function]int // the component of a function
	progress []progress
	blocked  []int // 1 + a component that is under way and can be reached by calls
}

type progress uint8

const (
	ahead progress = iota
	underWay
	done
)

func (o *ordering) visit(i int) {
	if o.progress[i] != ahead {
		return
	}
	o.progress[i] = underWay
	for j := range o.calledFrom(i) {
		o.visit(j)
	}
	for _, fn := range o.comps[i] {
		for _, g := range o.references(fn) {
			if j, ok := o.at[g]; ok && o.progress[j] == ahead && !o.leadsBack(j, make(map[int]bool)) {
				o.visit(j)
			}
		}
	}
	o.progress[i] = done
	o.components = append(o.components, o.comps[i])
}

// calledFrom returns the other components that the functions of a component call, in
// order.
func (o *ordering) calledFrom(i int) []int {
	var out []int
	for _, fn := range o.comps[i] {
		for _, g := range o.callees(fn) {
			if j := o.at[g]; j != i {
				out = append(out, j)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// leadsBack reports whether calls lead from component i to one that is under way.
// In seen are those that are known not to.
func (o *ordering) leadsBack(i int, seen map[int]bool) bool {
	switch {
	case o.progress[i] == underWay:
		return true
	case o.progress[i] == done || seen[i]:
		return false
	case o.blocked[i] > 0 && o.progress[o.blocked[i]-1] == underWay:
		return true
	}
	seen[i] = true
	for _, j := range o.calledFrom(i) {
		if o.leadsBack(j, seen) {
			if o.blocked[i] = o.blocked[j]; o.progress[j] == underWay {
				o.blocked[i] = j + 1
			}
			return true
		}
	}
	return false
}

// references returns the functions of the package that fn, or a literal in it, uses
// as values, and those that implement the methods of interfaces that it calls.
func (o *ordering) references(fn *ssa.Function) []*ssa.Function {
	var out []*ssa.Function
	add := func(g *ssa.Function) {
		if g = o.declaration(g); g != nil && !slices.Contains(out, g) {
			out = append(out, g)
		}
	}
	accesspath.Family(fn, func(f *ssa.Function) {
		for _, b := range f.Blocks {
			for _, in := range b.Instrs {
				if c, ok := in.(ssa.CallInstruction); ok && c.Common().IsInvoke() {
					for _, g := range o.implementing(c.Common().Method) {
						add(g)
					}
				}
				var room [8]*ssa.Value
				for _, v := range in.Operands(room[:0]) {
					if g, ok := (*v).(*ssa.Function); ok {
						add(g)
					}
				}
			}
		}
	})
	return out
}

// implementing returns the functions that implement m, a method of an interface of
// the package, for all types of the package that implement the interface; none if
// others may implement it as well.
func (e *engine) implementing(m *types.Func) []*ssa.Function {
	if out, ok := e.implementors[m]; ok {
		return out
	}
	var out []*ssa.Function
	if iface, ok := m.Signature().Recv().Type().Underlying().(*types.Interface); ok && m.Pkg() == e.pass.Pkg {
		for _, t := range e.implementations(iface) {
			obj, _, _ := types.LookupFieldOrMethod(t, true, e.pass.Pkg, m.Name())
			fn, ok := obj.(*types.Func)
			if !ok {
				out = nil
				break
			}
			out = append(out, e.pkg.Prog.FuncValue(fn))
		}
	}
	e.implementors[m] = out
	return out
}
