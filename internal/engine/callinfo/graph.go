package callinfo

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
)

// Graph is the call graph of the package, and who refers to whom.
type Graph struct {
	prog         *Program
	Components   [][]*ssa.Function // of the call graph, in the order of analysis
	ComponentOf  map[*ssa.Function][]*ssa.Function
	calls        map[*ssa.Function][]*ssa.Function
	implements   map[*types.Interface][]types.Type
	implementors map[*types.Func][]*ssa.Function  // see implementing
	methodSets   map[*types.Named][]*ssa.Function // see methodsOf
}

func newGraph(p *Program) *Graph {
	return &Graph{
		prog:         p,
		ComponentOf:  make(map[*ssa.Function][]*ssa.Function),
		calls:        make(map[*ssa.Function][]*ssa.Function),
		implements:   make(map[*types.Interface][]types.Type),
		implementors: make(map[*types.Func][]*ssa.Function),
		methodSets:   make(map[*types.Named][]*ssa.Function),
	}
}

// Callees returns the functions of the package that the declared function fn,
// or a literal in it, calls or makes a method value of, each once.
func (gr *Graph) Callees(fn *ssa.Function) []*ssa.Function {
	if out, ok := gr.calls[fn]; ok {
		return out
	}
	var out functionSet
	accesspath.Family(fn, func(f *ssa.Function) {
		for in := range accesspath.Instructions(f) {
			switch in := in.(type) {
			case *ssa.MakeClosure:
				out.add(gr.prog.Declaration(gr.prog.BoundMethod(in.Fn.(*ssa.Function))))
			case ssa.CallInstruction:
				out.add(gr.prog.Declaration(in.Common().StaticCallee()))
			}
		}
	})
	gr.calls[fn] = out
	return out
}

// Reachable returns the functions of the package that fn calls, and those that
// they call in turn.
func (gr *Graph) Reachable(fn *ssa.Function) map[*ssa.Function]bool {
	found := make(map[*ssa.Function]bool)
	var visit func(*ssa.Function)
	visit = func(f *ssa.Function) {
		for _, g := range gr.Callees(f) {
			if !found[g] {
				found[g] = true
				visit(g)
			}
		}
	}
	visit(fn)
	return found
}

// IsRecursive reports whether the functions of a component call each other.
func (gr *Graph) IsRecursive(comp []*ssa.Function) bool {
	return len(comp) > 1 || slices.Contains(gr.Callees(comp[0]), comp[0])
}

// References returns the functions of the package whose summaries the analysis of fn
// may ask for, other than those that fn calls: those that fn or a literal in it uses
// as values, those that implement the methods of interfaces that it calls, the methods of
// interfaces that it makes, and then the methods of what it returns, which may release
// what is handed off to the caller. Some may be there twice.
func (gr *Graph) References(fn *ssa.Function) []*ssa.Function {
	var out functionSet
	var given functionSet
	var returned []*types.Named
	var operands []*ssa.Value
	accesspath.Family(fn, func(f *ssa.Function) {
		for in := range accesspath.Instructions(f) {
			switch in := in.(type) {
			case ssa.CallInstruction:
				gr.addImplementing(&out, in.Common())
			case *ssa.Return:
				returned = gr.addHolders(returned, in)
			case *ssa.MakeInterface:
				gr.addMethods(&given, in)
			}
			operands = in.Operands(operands[:0])
			for _, v := range operands {
				if g, ok := (*v).(*ssa.Function); ok {
					out.add(gr.prog.Declaration(g))
				}
			}
		}
	})
	out = append(out, given...)
	for _, n := range returned {
		out = append(out, gr.methodsOf(n)...)
	}
	return out
}

// addMethods adds the methods that the interface m has, if it is made of an object of a
// type of the package: who is given it can call them.
func (gr *Graph) addMethods(out *functionSet, m *ssa.MakeInterface) {
	iface, ok := m.Type().Underlying().(*types.Interface)
	n := lexicon.Named(m.X.Type())
	if !ok || iface.NumMethods() == 0 || n == nil || n.Obj().Pkg() != gr.prog.Pass.Pkg || lexicon.IsError(m.Type()) {
		return
	}
	for method := range iface.Methods() {
		obj, _, _ := types.LookupFieldOrMethod(m.X.Type(), true, gr.prog.Pass.Pkg, method.Name())
		if fn, ok := obj.(*types.Func); ok {
			out.add(gr.prog.Declaration(gr.prog.Pkg.Prog.FuncValue(fn)))
		}
	}
}

// addImplementing adds the functions of the package that c may call, if it calls a
// method of an interface.
func (gr *Graph) addImplementing(out *functionSet, c *ssa.CallCommon) {
	if c.IsInvoke() {
		for _, g := range gr.implementing(c.Method) {
			out.add(gr.prog.Declaration(g))
		}
	}
}

// A functionSet is a list of different functions.
type functionSet []*ssa.Function

// add adds fn, if there is one, and it is not in the set.
func (s *functionSet) add(fn *ssa.Function) {
	if fn != nil && !slices.Contains(*s, fn) {
		*s = append(*s, fn)
	}
}

// addHolders adds to list the types of the package that the results of ret have.
func (gr *Graph) addHolders(list []*types.Named, ret *ssa.Return) []*types.Named {
	for _, v := range ret.Results {
		if n := gr.holderType(v); n != nil && !slices.Contains(list, n) {
			list = append(list, n)
		}
	}
	return list
}

// holderType returns the type of the package that the result v has, nil if it has
// none with methods.
func (gr *Graph) holderType(v ssa.Value) *types.Named {
	if m, ok := v.(*ssa.MakeInterface); ok {
		v = m.X
	}
	if _, ok := v.(*ssa.Const); ok || types.IsInterface(v.Type()) {
		return nil
	}
	n := lexicon.Named(v.Type())
	if n == nil || n.Obj().Pkg() != gr.prog.Pass.Pkg || n.NumMethods() == 0 {
		return nil
	}
	return n.Origin()
}

// methodsOf returns the methods of the type n of the package, by their names.
func (gr *Graph) methodsOf(n *types.Named) []*ssa.Function {
	fns, ok := gr.methodSets[n]
	if !ok {
		for m := range n.Methods() {
			if fn := gr.prog.Declaration(gr.prog.Pkg.Prog.FuncValue(m)); fn != nil {
				fns = append(fns, fn)
			}
		}
		slices.SortStableFunc(fns, byName)
		gr.methodSets[n] = fns
	}
	return fns
}

// implementing returns the functions that implement m, a method of an interface of
// the package, for all types of the package that implement the interface; none if
// others may implement it as well.
func (gr *Graph) implementing(m *types.Func) []*ssa.Function {
	if out, ok := gr.implementors[m]; ok {
		return out
	}
	var out []*ssa.Function
	if iface, ok := m.Signature().Recv().Type().Underlying().(*types.Interface); ok && m.Pkg() == gr.prog.Pass.Pkg {
		for _, t := range gr.implementations(iface) {
			obj, _, _ := types.LookupFieldOrMethod(t, true, gr.prog.Pass.Pkg, m.Name())
			fn, ok := obj.(*types.Func)
			if !ok {
				out = nil
				break
			}
			out = append(out, gr.prog.Pkg.Prog.FuncValue(fn))
		}
	}
	gr.implementors[m] = out
	return out
}

// implementations returns pointers to the named types of the package that implement
// iface, by themselves or as pointers.
func (gr *Graph) implementations(iface *types.Interface) []types.Type {
	if out, ok := gr.implements[iface]; ok {
		return out
	}
	var out []types.Type
	scope := gr.prog.Pass.Pkg.Scope()
	for _, name := range scope.Names() {
		tn, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || tn.IsAlias() || types.IsInterface(tn.Type()) {
			continue
		}
		if n, ok := tn.Type().(*types.Named); ok && n.TypeParams().Len() > 0 {
			continue
		}
		if p := types.NewPointer(tn.Type()); types.Implements(p, iface) {
			out = append(out, p)
		}
	}
	gr.implements[iface] = out
	return out
}
