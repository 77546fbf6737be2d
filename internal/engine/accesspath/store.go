package accesspath

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lexicon"
)

// A place is a set of variables that a store may change and a load may see.
// Two places that differ do not overlap, as far as this analysis cares: a
// pointer to a field that is written elsewhere is not followed.
type place struct {
	kind byte // 'v' a variable, 'f' a field, 'e' elements, 'm' a map, 'p' what a pointer points to
	sym  any  // the variable, or the type or field by name
}

// placeOf returns the place that addr points to.
func (r *Resolver) placeOf(addr ssa.Value) place {
	switch a := addr.(type) {
	case *ssa.FieldAddr:
		t := lexicon.Deref(a.X.Type())
		return place{'f', lexicon.TypeKey(t) + "." + fieldName(t, a.Field).Name}
	case *ssa.IndexAddr:
		return place{'e', types.TypeString(lexicon.Deref(a.Type()), nil)}
	case *ssa.Alloc, *ssa.Global:
		return place{'v', a}
	case *ssa.FreeVar:
		if b := r.Binding(a); b != nil {
			return r.placeOf(b)
		}
		return place{'v', a}
	}
	return place{'p', types.TypeString(addr.Type(), nil)}
}

func mapPlace(m ssa.Value) place { return place{'m', types.TypeString(m.Type(), nil)} }

// Places holds instructions by the address that they work on.
type Places[T any] struct {
	resolver *Resolver
	at       map[place][]T
	within   map[*ssa.Alloc][]T // those that work on a part of a variable
}

// NewPlaces returns an empty set of instructions, by the places of r.
func NewPlaces[T any](r *Resolver) *Places[T] {
	return &Places[T]{r, make(map[place][]T), make(map[*ssa.Alloc][]T)}
}

// Add adds x, which works on addr.
func (p *Places[T]) Add(addr ssa.Value, x T) {
	at := p.resolver.placeOf(addr)
	p.at[at] = append(p.at[at], x)
	if v := p.resolver.variableOf(addr); v != nil && at.kind != 'v' {
		p.within[v] = append(p.within[v], x)
	}
}

// Take returns the instructions that work on what a load from addr may see: the
// same place, or a part of the variable. It returns them once.
func (p *Places[T]) Take(addr ssa.Value) []T {
	at := p.resolver.placeOf(addr)
	out := p.at[at]
	delete(p.at, at)
	if v, ok := addr.(*ssa.Alloc); ok {
		out = append(out, p.within[v]...)
		delete(p.within, v)
	}
	return out
}

// SamePlace reports whether a load from loaded may see a store to stored.
func (r *Resolver) SamePlace(stored, loaded ssa.Value) bool {
	at := r.placeOf(stored)
	if at == r.placeOf(loaded) {
		return true
	}
	v, ok := loaded.(*ssa.Alloc)
	return ok && at.kind != 'v' && r.variableOf(stored) == v
}

// Variable returns the variable of the function that addr is a part of, nil if
// there is none in sight.
func (r *Resolver) Variable(addr ssa.Value) *ssa.Alloc { return r.variableOf(addr) }

// variableOf returns the variable that addr is, or is a part of, nil if there
// is none in sight.
func (r *Resolver) variableOf(addr ssa.Value) *ssa.Alloc {
	for {
		switch a := addr.(type) {
		case *ssa.FieldAddr:
			addr = a.X
		case *ssa.IndexAddr:
			if _, ok := a.X.Type().Underlying().(*types.Pointer); !ok {
				return nil // an element of a slice
			}
			addr = a.X
		case *ssa.FreeVar:
			b := r.Binding(a)
			if b == nil {
				return nil
			}
			addr = b
		case *ssa.Alloc:
			return a
		default:
			return nil
		}
	}
}

// A family is a declared function with the function literals in it. They share
// variables, so what one stores another sees.
type family struct {
	stores map[place][]*ssa.Store
	maps   map[place]bool     // maps that are changed
	parts  map[*ssa.Alloc]int // how many stores there are to parts of a variable
}

func outermost(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}

// Family calls f for fn and all function literals in it, outermost first.
func Family(fn *ssa.Function, f func(*ssa.Function)) {
	f(fn)
	for _, a := range fn.AnonFuncs {
		Family(a, f)
	}
}

func (r *Resolver) family(fn *ssa.Function) *family {
	top := outermost(fn)
	if f, ok := r.families[top]; ok {
		return f
	}
	fam := &family{stores: make(map[place][]*ssa.Store), maps: make(map[place]bool), parts: make(map[*ssa.Alloc]int)}
	r.families[top] = fam
	Family(top, func(fn *ssa.Function) {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				switch in := in.(type) {
				case *ssa.Store:
					p := r.placeOf(in.Addr)
					fam.stores[p] = append(fam.stores[p], in)
					if v := r.variableOf(in.Addr); v != nil && p.kind != 'v' {
						fam.parts[v]++
					}
				case *ssa.MapUpdate:
					fam.maps[mapPlace(in.Map)] = true
				case *ssa.Call:
					if b, ok := in.Call.Value.(*ssa.Builtin); ok && (b.Name() == "delete" || b.Name() == "clear") {
						fam.maps[mapPlace(in.Call.Args[0])] = true
					}
				}
			}
		}
	})
	return fam
}

// initializer returns the one value that the variable a ever has, nil if it
// has several or if other code may change it.
func (r *Resolver) initializer(a *ssa.Alloc) ssa.Value {
	if v, ok := r.inits[a]; ok {
		return v
	}
	r.inits[a] = nil // against cycles
	v := r.findInitializer(a)
	r.inits[a] = v
	return v
}

func (r *Resolver) findInitializer(a *ssa.Alloc) ssa.Value {
	stores := r.family(a.Parent()).stores[place{'v', a}]
	if len(stores) != 1 || r.family(a.Parent()).parts[a] > 0 || stores[0].Parent() != a.Parent() || r.IsShared(a) {
		return nil
	}
	for _, ref := range *a.Referrers() {
		if ref != stores[0] && !Precedes(stores[0], ref) {
			return nil
		}
	}
	return stores[0].Val
}

// Precedes reports whether every way to b, an instruction of the same
// function, leads through a.
func Precedes(a, b ssa.Instruction) bool {
	if a.Block() != b.Block() {
		return a.Block().Dominates(b.Block())
	}
	for _, in := range a.Block().Instrs {
		switch in {
		case a:
			return true
		case b:
			return false
		}
	}
	return false
}

// IsShared reports whether code that this analysis does not follow may change
// the variable a: its address is handed out, or a function literal that is not
// only called writes to it.
func (r *Resolver) IsShared(a *ssa.Alloc) bool {
	if s, ok := r.shared[a]; ok {
		return s
	}
	s := r.escapes(a)
	r.shared[a] = s
	return s
}

func (r *Resolver) escapes(v ssa.Value) bool {
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Store:
			if ref.Val == v {
				return true
			}
		case *ssa.UnOp, *ssa.FieldAddr, *ssa.IndexAddr, *ssa.DebugRef:
		case *ssa.Phi:
			if !IsLoopVariable(ref) || r.escapes(ref) {
				return true
			}
		case *ssa.MakeClosure:
			fn := ref.Fn.(*ssa.Function)
			for i, b := range ref.Bindings {
				if b != v || i >= len(fn.FreeVars) {
					continue
				}
				if !r.OnlyCalled(ref) && r.writes(fn.FreeVars[i]) || r.escapes(fn.FreeVars[i]) {
					return true
				}
			}
		default:
			return true
		}
	}
	return false
}

// IsLoopVariable reports whether p is a variable that a for statement declares and that
// a literal captures or whose address is taken: it is another one in each round, which
// begins with what the one of the round before has become.
func IsLoopVariable(p *ssa.Phi) bool {
	for _, e := range p.Edges {
		a, ok := e.(*ssa.Alloc)
		if !ok || a.Comment != p.Comment {
			return false
		}
	}
	return true
}

// writes reports whether fv's function, or one in it, stores to the captured
// variable.
func (r *Resolver) writes(fv *ssa.FreeVar) bool {
	for _, ref := range *fv.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Store:
			if ref.Addr == fv {
				return true
			}
		case *ssa.MakeClosure:
			fn := ref.Fn.(*ssa.Function)
			for i, b := range ref.Bindings {
				if b == fv && i < len(fn.FreeVars) && r.writes(fn.FreeVars[i]) {
					return true
				}
			}
		}
	}
	return false
}

// OnlyCalled reports whether nothing is done with a function literal but to
// call it, to defer it, or to run it as the body of a range-over-func loop:
// then the engine follows every run of it.
func (r *Resolver) OnlyCalled(c *ssa.MakeClosure) bool {
	if s, ok := r.called[c]; ok {
		return s
	}
	r.called[c] = false // against cycles
	s := r.onlyCalled(c)
	r.called[c] = s
	return s
}

func (r *Resolver) onlyCalled(v ssa.Value) bool {
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Call:
			if ref.Call.Value != v && !IsYield(v) {
				return false
			}
		case *ssa.Defer:
			if ref.Call.Value != v {
				return false
			}
		case *ssa.Store:
			a, ok := ref.Addr.(*ssa.Alloc)
			if !ok || ref.Val != v || r.initializer(a) == nil || !r.loadsOnlyCalled(a) {
				return false
			}
		case *ssa.DebugRef:
		default:
			return false
		}
	}
	return true
}

// loadsOnlyCalled reports whether what is loaded from addr, here and in the
// function literals that capture it, is only called.
func (r *Resolver) loadsOnlyCalled(addr ssa.Value) bool {
	for _, ref := range *addr.Referrers() {
		switch ref := ref.(type) {
		case *ssa.UnOp:
			if !r.onlyCalled(ref) {
				return false
			}
		case *ssa.MakeClosure:
			fn := ref.Fn.(*ssa.Function)
			for i, b := range ref.Bindings {
				if b == addr && i < len(fn.FreeVars) && !r.loadsOnlyCalled(fn.FreeVars[i]) {
					return false
				}
			}
		}
	}
	return true
}

// IsYield reports whether v is the body of a range-over-func loop.
func IsYield(v ssa.Value) bool {
	c, ok := v.(*ssa.MakeClosure)
	return ok && IsYieldFunc(c.Fn.(*ssa.Function))
}

// IsYieldFunc reports whether fn is the body of a range-over-func loop.
func IsYieldFunc(fn *ssa.Function) bool { return fn.Synthetic == "range-over-func yield" }
