package callinfo

import (
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
)

// Futures knows the futures among the types of the package. A future is known by a
// declaration, by the names of its methods (see [lexicon.Future]), or, if its type is
// of the package, by what they do: one stores a function in a field, another calls
// what is stored there.
type Futures struct {
	prog  *Program
	roles map[*ssa.Function]futureRole
}

// A futureRole says what a method does for a future.
type futureRole uint8

const (
	noRole futureRole = iota
	registering
	completing
)

// Of returns the future that a call completes, or registers a function with, and
// which of both it does; nil if it does neither.
func (fu *Futures) Of(c *ssa.CallCommon) (future ssa.Value, isComplete bool) {
	if v, isComplete, ok := fu.prog.Bindings.future(c); ok {
		return v, isComplete
	}
	if v, isComplete := lexicon.Future(c); v != nil {
		return v, isComplete
	}
	fn := c.StaticCallee()
	if fn == nil || fn.Signature.Recv() == nil || len(c.Args) == 0 || len(fn.Blocks) == 0 {
		return nil, false
	}
	switch fu.role(origin(fn)) {
	case registering:
		return c.Args[0], false
	case completing:
		return c.Args[0], true
	}
	return nil, false
}

// role returns what the method fn does for the future that its receiver is, if
// it is one.
func (fu *Futures) role(fn *ssa.Function) futureRole {
	if r, ok := fu.roles[fn]; ok {
		return r
	}
	fu.roles[fn] = noRole
	if n := lexicon.Named(fn.Signature.Recv().Type()); n != nil {
		fu.findRoles(n.Origin())
	}
	return fu.roles[fn]
}

// findRoles finds the roles of all methods of the type n.
func (fu *Futures) findRoles(n *types.Named) {
	storing, calling := make(map[int][]*ssa.Function), make(map[int][]*ssa.Function) // by field
	for m := range n.Methods() {
		fn := fu.prog.Pkg.Prog.FuncValue(m)
		if fn == nil || len(fn.Blocks) == 0 {
			continue
		}
		fu.roles[fn] = noRole
		stored, called := callbackFields(fn)
		for field := range stored {
			storing[field] = append(storing[field], fn)
		}
		for field := range called {
			calling[field] = append(calling[field], fn)
		}
	}
	// A method that registers a function may call it at once as well: then it
	// registers, whatever other field it calls.
	for field := range storing {
		fu.assign(calling[field], completing)
	}
	for field, fns := range storing {
		if len(calling[field]) > 0 {
			fu.assign(fns, registering)
		}
	}
}

func (fu *Futures) assign(fns []*ssa.Function, r futureRole) {
	for _, fn := range fns {
		fu.roles[fn] = r
	}
}

// callbackFields returns the fields of the receiver in which the method fn may store
// a function that it is passed, and those whose functions it may call.
func callbackFields(fn *ssa.Function) (stored, called map[int]bool) {
	stored, read := make(map[int]bool), make(map[int]bool)
	for in := range accesspath.Instructions(fn) {
		f, ok := in.(*ssa.FieldAddr)
		if !ok || f.X != ssa.Value(fn.Params[0]) || !holdsFuncs(lexicon.Deref(f.Type())) {
			continue
		}
		for _, ref := range *f.Referrers() {
			switch ref := ref.(type) {
			case *ssa.Store:
				if ref.Addr == ssa.Value(f) {
					stored[f.Field] = true
				}
			case *ssa.UnOp:
				read[f.Field] = true
			}
		}
	}
	if !slices.ContainsFunc(fn.Params[1:], func(p *ssa.Parameter) bool { return lexicon.IsFunc(p.Type()) }) {
		clear(stored)
	}
	if !callsFuncValue(fn) {
		clear(read)
	}
	maps.DeleteFunc(read, func(field int, _ bool) bool { return stored[field] })
	return stored, read
}

// callsFuncValue reports whether fn calls a function value other than one of its own
// parameters.
func callsFuncValue(fn *ssa.Function) bool {
	for c := range accesspath.Calls(fn) {
		if c.Common().IsInvoke() || c.Common().StaticCallee() != nil {
			continue
		}
		switch c.Common().Value.(type) {
		case *ssa.Parameter, *ssa.Builtin:
		default:
			return true
		}
	}
	return false
}

// holdsFuncs reports whether t is a function or a list of functions.
func holdsFuncs(t types.Type) bool {
	if s, ok := t.Underlying().(*types.Slice); ok {
		t = s.Elem()
	}
	return lexicon.IsFunc(t)
}
