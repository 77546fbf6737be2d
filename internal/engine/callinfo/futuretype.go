package callinfo

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lexicon"
)

// A future is known by the names of its methods (see [lexicon.Future]), or, if
// its type is of the package, by what they do: one stores a function in a
// field, another calls what is stored there.

// A futureRole says what a method does for a future.
type futureRole uint8

const (
	noRole futureRole = iota
	registering
	completing
)

// futureOf returns the future that a call completes, or registers a function
// with, and which of both it does; nil if it does neither.
func (fu *Futures) Of(c *ssa.CallCommon) (future ssa.Value, isComplete bool) {
	if v, isComplete, ok := fu.prog.Bindings.declaredFuture(c); ok {
		return v, isComplete
	}
	if v, isComplete := lexicon.Future(c); v != nil {
		return v, isComplete
	}
	fn := c.StaticCallee()
	if fn == nil || fn.Signature.Recv() == nil || len(c.Args) == 0 || len(fn.Blocks) == 0 {
		return nil, false
	}
	if o := fn.Origin(); o != nil {
		fn = o
	}
	switch fu.role(fn) {
	case registering:
		return c.Args[0], false
	case completing:
		return c.Args[0], true
	}
	return nil, false
}

// declaredFuture returns the future that a call of a method of a type that is
// declared to be one completes, or registers a function with, and which of
// both it does, nil if it does neither; and whether the type is declared.
func (bs *Bindings) declaredFuture(c *ssa.CallCommon) (future ssa.Value, isComplete, ok bool) {
	recv := c.Value
	if !c.IsInvoke() {
		if c.Signature().Recv() == nil || len(c.Args) == 0 {
			return nil, false, false
		}
		recv = c.Args[0]
	}
	complete, register, ok := bs.declarations.Future(recv.Type())
	if !ok || len(complete)+len(register) == 0 {
		return nil, false, false // by its methods' names
	}
	switch name := lexicon.CalleeName(c); {
	case slices.Contains(complete, name):
		return recv, true, true
	case slices.Contains(register, name):
		return recv, false, true
	}
	return nil, false, true
}

// role returns what the method fn does for the future that its receiver is, if
// it is one.
func (fu *Futures) role(fn *ssa.Function) futureRole {
	if r, ok := fu.roles[fn]; ok {
		return r
	}
	fu.roles[fn] = noRole
	n := lexicon.Named(fn.Signature.Recv().Type())
	if n == nil {
		return noRole
	}
	stores, calls := make(map[int][]*ssa.Function), make(map[int][]*ssa.Function)
	for m := range n.Origin().Methods() {
		f := fu.prog.Pkg.Prog.FuncValue(m)
		if f == nil || len(f.Blocks) == 0 {
			continue
		}
		fu.roles[f] = noRole
		stored, called := callbackFields(f)
		for i := range stored {
			stores[i] = append(stores[i], f)
		}
		for i := range called {
			calls[i] = append(calls[i], f)
		}
	}
	for i, fs := range stores {
		if len(calls[i]) == 0 {
			continue
		}
		for _, f := range calls[i] {
			fu.roles[f] = completing
		}
		for _, f := range fs {
			fu.roles[f] = registering // it may run the function at once as well
		}
	}
	return fu.roles[fn]
}

// callbackFields returns the fields of the receiver in which the method f
// stores one of its parameters, a function, and those whose functions it calls.
func callbackFields(f *ssa.Function) (stored, called map[int]bool) {
	stored, called = make(map[int]bool), make(map[int]bool)
	takes := false
	for _, p := range f.Params[1:] {
		takes = takes || lexicon.IsFunc(p.Type())
	}
	calls := false
	read := make(map[int]bool)
	for _, b := range f.Blocks {
		for _, in := range b.Instrs {
			switch in := in.(type) {
			case *ssa.FieldAddr:
				if in.X != ssa.Value(f.Params[0]) || !holdsFuncs(in.Type().Underlying().(*types.Pointer).Elem()) {
					continue
				}
				for _, ref := range *in.Referrers() {
					switch ref := ref.(type) {
					case *ssa.Store:
						if ref.Addr == ssa.Value(in) && takes {
							stored[in.Field] = true
						}
					case *ssa.UnOp:
						read[in.Field] = true
					}
				}
			case ssa.CallInstruction:
				c := in.Common()
				if _, param := c.Value.(*ssa.Parameter); !param && !c.IsInvoke() && c.StaticCallee() == nil {
					_, builtin := c.Value.(*ssa.Builtin)
					calls = calls || !builtin
				}
			}
		}
	}
	if calls {
		for i := range read {
			if !stored[i] {
				called[i] = true
			}
		}
	}
	return stored, called
}

// holdsFuncs reports whether t is a function or a list of functions.
func holdsFuncs(t types.Type) bool {
	if s, ok := t.Underlying().(*types.Slice); ok {
		t = s.Elem()
	}
	return lexicon.IsFunc(t)
}
