package prepass

import (
	"maps"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// IsSetByCalls reports whether a function that is called, or a literal, may set
// the variables that place stands for.
func (fm *Family) IsSetByCalls(place any) bool {
	if g, ok := place.(lock.Global); ok && g.Pkg != fm.prog.Pkg.Pkg.Path() {
		return true // only functions of the other package know
	}
	if fm.set == nil {
		fm.set = make(map[any]bool)
		top := callinfo.Outermost(fm.fn)
		for fn := range fm.prog.Graph.Reachable(top) {
			maps.Copy(fm.set, fm.families.sets(fn))
		}
		for _, lit := range top.AnonFuncs {
			maps.Copy(fm.set, fm.families.sets(lit))
		}
	}
	return fm.set[place]
}

// PlaceOf returns what stands for the places that may be the one at addr: a
// package-level variable, or all fields of a name.
func PlaceOf(addr lock.Term) (any, bool) {
	switch s := addr.Sym().(type) {
	case lock.Global:
		return s, addr.Kind() == lock.Root
	case lock.FieldName:
		return s, addr.Kind() == lock.Field
	}
	return nil, false
}

// sets returns the places to which fn and its literals store, by plain names: fn may
// not have been analyzed yet.
func (fs *Families) sets(fn *ssa.Function) map[any]bool {
	if out, ok := fs.stored[fn]; ok {
		return out
	}
	out := make(map[any]bool)
	accesspath.Family(fn, func(f *ssa.Function) {
		for in := range accesspath.Instructions(f) {
			st, ok := in.(*ssa.Store)
			if !ok || isNewObject(st.Addr) {
				continue
			}
			if p, ok := PlaceOf(fs.Prog.Plain.Term(st.Addr)); ok {
				out[p] = true
			}
		}
	})
	fs.stored[fn] = out
	return out
}

// isNewObject reports whether addr is a field of an object that the function
// makes: others have no lock of it yet.
func isNewObject(addr ssa.Value) bool {
	f, ok := addr.(*ssa.FieldAddr)
	if !ok {
		return false
	}
	_, ok = f.X.(*ssa.Alloc)
	return ok
}
