package accesspath

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lexicon"
)

// A place is a set of variables, all of which a store may change and a load may
// see. Different places are assumed not to overlap: neither a structure and its
// fields, except for local variables, nor a field and what a pointer to it
// points to. That errs on the side of no store (TestDifferentLimits).
type place struct {
	kind placeKind
	sym  any // a variable, or the name of a field or type
}

// A placeKind is the kind of variables in a [place].
type placeKind uint8

const (
	varPlace     placeKind = iota // one variable
	fieldPlace                    // a field of all values of a type
	elementPlace                  // the elements of all slices and arrays with this element type
	mapPlace                      // the entries of all maps of a type
	pointerPlace                  // what all other pointers of a type point to
)

// placeOf returns the place that addr points to.
func (r *Resolver) placeOf(addr ssa.Value) place {
	switch a := addr.(type) {
	case *ssa.FieldAddr:
		t := lexicon.Deref(a.X.Type())
		return place{fieldPlace, lexicon.TypeKey(t) + "." + fieldName(t, a.Field).Name}
	case *ssa.IndexAddr:
		return place{elementPlace, types.TypeString(lexicon.Deref(a.Type()), nil)}
	case *ssa.Alloc, *ssa.Global:
		return place{varPlace, a}
	case *ssa.FreeVar:
		if b := r.Binding(a); b != nil {
			return r.placeOf(b)
		}
		return place{varPlace, a}
	}
	return place{pointerPlace, types.TypeString(addr.Type(), nil)}
}

// entriesOf returns the place of the entries of m.
func entriesOf(m ssa.Value) place { return place{mapPlace, types.TypeString(m.Type(), nil)} }

// Places holds values, such as instructions, by the addresses that they work on.
type Places[T any] struct {
	resolver *Resolver
	at       map[place][]T
	within   map[*ssa.Alloc][]T // those that work on a part of a local variable
}

// NewPlaces returns Places without values, for addresses that r resolves.
func NewPlaces[T any](r *Resolver) *Places[T] {
	return &Places[T]{r, make(map[place][]T), make(map[*ssa.Alloc][]T)}
}

// Add adds x, which works on addr.
func (p *Places[T]) Add(addr ssa.Value, x T) {
	at := p.resolver.placeOf(addr)
	p.at[at] = append(p.at[at], x)
	if v := p.resolver.Variable(addr); v != nil && at.kind != varPlace {
		p.within[v] = append(p.within[v], x)
	}
}

// Take removes and returns the values that were added for addresses of which a
// load from addr may see a store: those of the same place, and parts of a local
// variable.
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
	return ok && at.kind != varPlace && r.Variable(stored) == v
}

// Variable returns the local variable that addr is the address of, or of a part
// of; nil if that is not known.
func (r *Resolver) Variable(addr ssa.Value) *ssa.Alloc {
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

// A family is what a declared function and the function literals in it write.
// They share variables, so that what one stores another may load.
type family struct {
	stores map[place][]*ssa.Store
	maps   map[place]bool     // the maps whose entries are written
	parts  map[*ssa.Alloc]int // the number of stores to parts of a variable
}

// outermost returns the declared function that fn is, or is a literal of.
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

// family returns the family of fn.
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
					if v := r.Variable(in.Addr); v != nil && p.kind != varPlace {
						fam.parts[v]++
					}
				case *ssa.MapUpdate:
					fam.maps[entriesOf(in.Map)] = true
				case *ssa.Call:
					if b, ok := in.Call.Value.(*ssa.Builtin); ok && (b.Name() == "delete" || b.Name() == "clear") {
						fam.maps[entriesOf(in.Call.Args[0])] = true
					}
				}
			}
		}
	})
	return fam
}

// initializer returns the only value that the variable a has where it is used.
// It is nil if a has several, or if code that is not known may change a.
func (r *Resolver) initializer(a *ssa.Alloc) ssa.Value {
	if v, ok := r.inits[a]; ok {
		return v
	}
	r.inits[a] = nil // in case of a cycle
	v := r.findInitializer(a)
	r.inits[a] = v
	return v
}

func (r *Resolver) findInitializer(a *ssa.Alloc) ssa.Value {
	stores := r.family(a.Parent()).stores[place{varPlace, a}]
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

// Precedes reports whether every path to b leads through a, an instruction of
// the same function.
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

// IsShared reports whether code that is not known may change the variable a: its
// address escapes, or a function literal writes to it with which more is done
// than [Resolver.OnlyCalled] allows. The address of a part of a does not count
// (TestDifferentLimits).
func (r *Resolver) IsShared(a *ssa.Alloc) bool {
	if s, ok := r.shared[a]; ok {
		return s
	}
	s := r.escapes(a)
	r.shared[a] = s
	return s
}

// escapes reports the same for v, the address of a variable.
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

// IsLoopVariable reports whether p is the address of a variable that a for
// statement declares and that is captured or has its address taken. Then each
// iteration has its own variable, which starts with the last value of the
// previous one.
func IsLoopVariable(p *ssa.Phi) bool {
	for _, e := range p.Edges {
		a, ok := e.(*ssa.Alloc)
		if !ok || a.Comment != p.Comment {
			return false
		}
	}
	return true
}

// writes reports whether the function of fv, or a literal in it, stores to the
// captured variable.
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

// OnlyCalled reports whether the closure c is only called, deferred, or run as
// the body of a range-over-func loop, here or in literals that capture it. Then
// all of its runs are known.
func (r *Resolver) OnlyCalled(c *ssa.MakeClosure) bool {
	if s, ok := r.called[c]; ok {
		return s
	}
	r.called[c] = false // in case of a cycle
	s := r.onlyCalled(c)
	r.called[c] = s
	return s
}

// onlyCalled reports the same for v, a closure or a load of one.
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

// loadsOnlyCalled reports whether what is loaded from addr, here and in literals
// that capture it, is only called.
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

// IsYield reports whether v is the closure of the body of a range-over-func loop.
func IsYield(v ssa.Value) bool {
	c, ok := v.(*ssa.MakeClosure)
	return ok && IsYieldFunc(c.Fn.(*ssa.Function))
}

// IsYieldFunc reports whether fn is the body of a range-over-func loop.
func IsYieldFunc(fn *ssa.Function) bool { return fn.Synthetic == "range-over-func yield" }
