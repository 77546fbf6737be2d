package obligation

import (
	"cmp"
	"go/types"
	"iter"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/scc"
)

// A summary is looked up, never made on demand: what is asked for comes first. The
// functions that a function calls come before it. So do, as far as that goes, those
// that it refers to: they may be what its calls of an interface's method run, it uses
// them as values, or they are methods of what it returns. Where these lead back, by
// calls, to what comes later, they come later themselves, and nothing is known of them
// before.
//
// The order depends on what functions call and refer to, and on their names, but not
// on where they are declared. Nor does it depend on functions that nothing leads to:
// functions that lead to each other by calls and references are ordered among
// themselves.

// order puts the functions of the package in order, by their names, and makes the
// list of components of its call graph, in the order in which they are analyzed.
func (e *engine) order() {
	names := make(map[*ssa.Function]string, len(e.funcs))
	name := func(fn *ssa.Function) string {
		s, ok := names[fn]
		if !ok {
			s = fn.String()
			names[fn] = s
		}
		return s
	}
	byName := func(f, g *ssa.Function) int { return cmp.Compare(name(f), name(g)) }
	slices.SortStableFunc(e.funcs, byName) // those of one name, as init, are called by nobody
	comps := scc.Components(slices.Values(e.funcs), e.callees)
	first := make(map[*ssa.Function]*ssa.Function, len(comps)) // by the function that a component begins with
	for _, comp := range comps {
		least := slices.MinFunc(comp, byName)
		e.arrange(comp, least)
		first[comp[0]] = least
	}
	slices.SortStableFunc(comps, func(a, b []*ssa.Function) int { return byName(first[a[0]], first[b[0]]) })
	o := ordering{engine: e, comps: comps, at: make(map[*ssa.Function]int, len(names))}
	for i, comp := range comps {
		for _, fn := range comp {
			o.at[fn] = i
			e.component[fn] = comp
		}
	}
	o.called, o.referred = make([][]int, len(comps)), make([][]int, len(comps))
	for i, comp := range comps {
		o.called[i] = o.leadingTo(i, comp, e.callees)
		o.referred[i] = o.leadingTo(i, comp, e.references)
	}
	o.progress = make([]progress, len(comps))
	o.blocked = make([]int, len(comps))
	for _, group := range scc.Components(o.numbers(), func(i int) []int { return append(slices.Clip(o.called[i]), o.referred[i]...) }) {
		slices.Sort(group)
		for _, i := range group {
			o.visit(i)
		}
	}
}

// arrange sorts a component so that functions come behind those that lead to them,
// beginning with start.
func (e *engine) arrange(comp []*ssa.Function, start *ssa.Function) {
	if len(comp) == 1 {
		return
	}
	seen := make(map[*ssa.Function]bool, len(comp)) // false: in the component
	for _, fn := range comp {
		seen[fn] = false
	}
	i := len(comp)
	var visit func(fn *ssa.Function)
	visit = func(fn *ssa.Function) {
		if was, ok := seen[fn]; was || !ok {
			return
		}
		seen[fn] = true
		for _, g := range e.callees(fn) {
			visit(g)
		}
		i--
		comp[i] = fn
	}
	visit(start)
}

// An ordering is a depth-first search under way through the components, which are
// known by their numbers: the order of their names.
type ordering struct {
	*engine
	comps    [][]*ssa.Function
	at       map[*ssa.Function]int // the component of a function
	called   [][]int               // the components that one calls
	referred [][]int               // and those that it refers to
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
	for _, j := range o.called[i] {
		o.visit(j)
	}
	for _, j := range o.referred[i] {
		if o.progress[j] == ahead && !o.leadsBack(j, make(map[int]bool)) {
			o.visit(j)
		}
	}
	o.progress[i] = done
	o.components = append(o.components, o.comps[i])
}

// leadingTo returns the other components of the functions that those of component i
// lead to, in their order.
func (o *ordering) leadingTo(i int, comp []*ssa.Function, next func(*ssa.Function) []*ssa.Function) []int {
	var out []int
	for _, fn := range comp {
		for _, g := range next(fn) {
			if j, ok := o.at[g]; ok && j != i && !slices.Contains(out, j) {
				out = append(out, j)
			}
		}
	}
	return out
}

func (o *ordering) numbers() iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range o.comps {
			if !yield(i) {
				return
			}
		}
	}
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
	for _, j := range o.called[i] {
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
// as values, those that implement the methods of interfaces that it calls, and then
// the methods of what it returns: see [unit.hasReleasing].
func (e *engine) references(fn *ssa.Function) []*ssa.Function {
	var out []*ssa.Function
	seen := make(map[*ssa.Function]bool)
	add := func(g *ssa.Function) {
		if g = e.declaration(g); g != nil && !seen[g] {
			seen[g] = true
			out = append(out, g)
		}
	}
	var returned []*types.Named
	accesspath.Family(fn, func(f *ssa.Function) {
		for _, b := range f.Blocks {
			for _, in := range b.Instrs {
				if c, ok := in.(ssa.CallInstruction); ok && c.Common().IsInvoke() {
					for _, g := range e.implementing(c.Common().Method) {
						add(g)
					}
				}
				var room [8]*ssa.Value
				for _, v := range in.Operands(room[:0]) {
					if g, ok := (*v).(*ssa.Function); ok {
						add(g)
					}
				}
				if ret, ok := in.(*ssa.Return); ok {
					for _, v := range ret.Results {
						if n := e.holderType(v); n != nil && !slices.Contains(returned, n) {
							returned = append(returned, n)
						}
					}
				}
			}
		}
	})
	for _, n := range returned {
		methods := slices.SortedFunc(n.Methods(), func(a, b *types.Func) int { return cmp.Compare(a.Name(), b.Name()) })
		for _, m := range methods {
			add(e.pkg.Prog.FuncValue(m))
		}
	}
	return out
}

// holderType returns the type of the package that the result v has, nil if it has
// none with methods.
func (e *engine) holderType(v ssa.Value) *types.Named {
	if m, ok := v.(*ssa.MakeInterface); ok {
		v = m.X
	}
	if _, ok := v.(*ssa.Const); ok || types.IsInterface(v.Type()) {
		return nil
	}
	n := lexicon.Named(v.Type())
	if n == nil || n.Obj().Pkg() != e.pass.Pkg || n.NumMethods() == 0 {
		return nil
	}
	return n.Origin()
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
