package callinfo

import (
	"cmp"
	"iter"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/scc"
)

// The order of analysis. A summary is looked up, never made on demand, so what a
// function asks for comes first. That is what it calls, and, as far as possible, what
// it refers to (see [Graph.References]). A reference that leads back to the function
// by calls comes after it, and nothing is known of it before.
//
// The order is a depth-first search through the components of the call graph, callees
// before references. It depends on what functions call and refer to, and on their
// names, but not on where they are declared. Nor does it depend on functions that
// nothing leads to: functions that lead to each other by calls and references are
// ordered among themselves.

// order puts the functions of the package in order, by their names, and makes the
// list of components of its call graph, in the order in which they are analyzed.
func (gr *Graph) order() {
	slices.SortStableFunc(gr.prog.Funcs, byName) // those with one name, as init has, are called by nobody
	o := ordering{graph: gr, comps: gr.sortedComponents(), at: make(map[*ssa.Function]int, len(gr.prog.Funcs))}
	for i, comp := range o.comps {
		for _, fn := range comp {
			o.at[fn] = i
			gr.ComponentOf[fn] = comp
		}
	}
	n := len(o.comps)
	o.next, o.calls, o.seen = make([][]int, n), make([]int, n), make([]int, n)
	o.progress, o.blocked = make([]progress, n), make([]int, n)
	for i := range o.comps {
		o.lead(i, gr.Callees)
		o.calls[i] = len(o.next[i])
		o.lead(i, gr.References)
	}
	for _, group := range scc.Components(o.numbers(), func(i int) []int { return o.next[i] }) {
		slices.Sort(group)
		for _, i := range group {
			o.visit(i)
		}
	}
}

// byName compares functions of the package by their names.
func byName(f, g *ssa.Function) int {
	return cmp.Or(cmp.Compare(receiverName(f), receiverName(g)), cmp.Compare(f.Name(), g.Name()))
}

// receiverName returns the name of the type that the method fn has, "" if it is none.
func receiverName(fn *ssa.Function) string {
	if recv := fn.Signature.Recv(); recv != nil {
		if n := lexicon.Named(recv.Type()); n != nil {
			return n.Obj().Name()
		}
	}
	return ""
}

// sortedComponents returns the components of the call graph in the order of the
// least names in them.
func (gr *Graph) sortedComponents() [][]*ssa.Function {
	comps := scc.Components(slices.Values(gr.prog.Funcs), gr.Callees)
	least := make(map[*ssa.Function]*ssa.Function) // by the function that a component begins with, if that is another one
	for _, comp := range comps {
		if len(comp) > 1 {
			fn := slices.MinFunc(comp, byName)
			gr.arrange(comp, fn)
			least[comp[0]] = fn
		}
	}
	key := func(comp []*ssa.Function) *ssa.Function {
		if fn, ok := least[comp[0]]; ok {
			return fn
		}
		return comp[0]
	}
	slices.SortStableFunc(comps, func(a, b []*ssa.Function) int { return byName(key(a), key(b)) })
	return comps
}

// arrange sorts a component so that functions come after those that lead to them,
// beginning with start.
func (gr *Graph) arrange(comp []*ssa.Function, start *ssa.Function) {
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
		for _, g := range gr.Callees(fn) {
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
	graph    *Graph
	comps    [][]*ssa.Function
	at       map[*ssa.Function]int // the component of a function
	next     [][]int               // the components that one calls, and then those that it refers to
	calls    []int                 // how many it calls
	seen     []int                 // 1 + the component that leads to it, see lead
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
	for _, j := range o.next[i][:o.calls[i]] {
		o.visit(j)
	}
	for _, j := range o.next[i][o.calls[i]:] {
		if o.progress[j] == ahead && !o.leadsBack(j, make(map[int]bool)) {
			o.visit(j)
		}
	}
	o.progress[i] = done
	o.graph.Components = append(o.graph.Components, o.comps[i])
}

// lead adds to what follows component i the other components to which its functions
// lead, in their order.
func (o *ordering) lead(i int, to func(*ssa.Function) []*ssa.Function) {
	o.seen[i] = i + 1
	for _, fn := range o.comps[i] {
		for _, g := range to(fn) {
			if j, ok := o.at[g]; ok && o.seen[j] != i+1 {
				o.seen[j] = i + 1
				o.next[i] = append(o.next[i], j)
			}
		}
	}
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
	for _, j := range o.next[i][:o.calls[i]] {
		if o.leadsBack(j, seen) {
			if o.blocked[i] = o.blocked[j]; o.progress[j] == underWay {
				o.blocked[i] = j + 1
			}
			return true
		}
	}
	return false
}
