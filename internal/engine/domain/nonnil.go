package domain

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// Which values cannot be nil. For errors there is one principle: the result of a call is
// an error if the callee makes one. Where the body of the callee is in the package, the
// body says so, and its name says nothing; elsewhere its name does.

// IsNonNil reports whether t cannot be nil whatever the path: the address of a variable,
// a function literal, an error that a call makes, an error variable of a package.
func IsNonNil(t lock.Term) bool {
	switch t.Kind() {
	case lock.Root:
		switch v := t.Sym().(type) {
		case *ssa.Alloc, *ssa.MakeClosure, *ssa.Function, *ssa.MakeMap, *ssa.MakeChan, *ssa.MakeSlice, lock.Global:
			return true
		case *ssa.Call:
			args, ok := ErrorUnless(v)
			return ok && len(args) == 0
		}
	case lock.Load:
		return t.Sym() == accesspath.ErrorVariable
	case lock.Index:
		return t.Sym() == nil // the address of an element
	case lock.Const:
		_, isString := t.Sym().(string)
		return isString && t.Sym() != "nil"
	}
	return false
}

// isNonNil reports whether t cannot be nil on the path.
func (r *Reasoner) isNonNil(f Facts, t lock.Term) bool {
	if IsNonNil(t) || f.Get(t).KnownNonNil() {
		return true
	}
	c, isCall := t.Sym().(*ssa.Call)
	if !isCall || t.Kind() != lock.Root {
		return false
	}
	args, ok := ErrorUnless(c)
	return ok && !slices.ContainsFunc(args, func(a ssa.Value) bool {
		x := r.Resolve(f, r.Paths.Term(a))
		return !IsNonNil(x) && !f.Get(x).KnownNonNil()
	})
}

// ErrorUnless returns arguments of c such that the only result of c, an error, is not nil
// unless one of them is: none if c makes an error, one if it adds something to an error.
// ok is false if the result may be nil otherwise, or is not an error.
func ErrorUnless(c *ssa.Call) (args []ssa.Value, ok bool) {
	return errorUnless(c, maxErrorCalls)
}

// errorUnless is [ErrorUnless] that follows calls to the given depth.
func errorUnless(c *ssa.Call, depth int) (args []ssa.Value, ok bool) {
	if depth < 0 || !lexicon.IsError(c.Type()) {
		return nil, false
	}
	if fn := c.Call.StaticCallee(); fn != nil && len(fn.Blocks) > 0 {
		params, ok := nilOnlyWith(fn, depth)
		for _, i := range params {
			args = append(args, c.Call.Args[i])
		}
		return args, ok
	}
	if ctx := asksWhyDone(c); ctx != nil {
		return nil, isDoneAt(ctx, c)
	}
	name := lexicon.CalleeName(&c.Call)
	if lexicon.JoinsErrors(name) {
		return nil, joinsError(c, depth)
	}
	if lexicon.WrapsError(name) {
		i := slices.IndexFunc(c.Call.Args, func(a ssa.Value) bool { return lexicon.IsError(a.Type()) })
		if i < 0 {
			return nil, false
		}
		return c.Call.Args[i : i+1], true
	}
	return nil, lexicon.MakesError(name)
}

// joinsError reports whether one of the errors that c joins is not nil.
func joinsError(c *ssa.Call, depth int) bool {
	return slices.ContainsFunc(arguments(&c.Call), func(a ssa.Value) bool {
		switch a := a.(type) {
		case *ssa.MakeInterface:
			return lexicon.IsError(a.Type())
		case *ssa.Call:
			if args, ok := errorUnless(a, depth-1); ok && len(args) == 0 {
				return true
			}
		}
		return lexicon.IsError(a.Type()) && isTested(a, c.Block())
	})
}

// isTested reports whether v has been found not to be nil on each way to b.
func isTested(v ssa.Value, b *ssa.BasicBlock) bool {
	for ; b != nil; b = b.Idom() {
		if x, isNil, ok := nilTest(b); ok && !isNil && x == v {
			return true
		}
	}
	return false
}

// arguments returns the arguments of c, those of a variadic parameter one by one.
func arguments(c *ssa.CallCommon) []ssa.Value {
	args := c.Args
	if !c.Signature().Variadic() || len(args) == 0 {
		return args
	}
	s, ok := args[len(args)-1].(*ssa.Slice)
	if !ok {
		return args
	}
	array, ok := s.X.(*ssa.Alloc)
	if !ok {
		return args
	}
	args = slices.Clone(args[:len(args)-1])
	for _, ref := range *array.Referrers() {
		if e, ok := ref.(*ssa.IndexAddr); ok {
			for _, ref := range *e.Referrers() {
				if st, ok := ref.(*ssa.Store); ok && st.Addr == e {
					args = append(args, st.Val)
				}
			}
		}
	}
	return args
}

// nilOnlyWith returns the indices of the parameters such that the only result of fn is not
// nil unless one of them is. ok is false if it may be nil otherwise.
func nilOnlyWith(fn *ssa.Function, depth int) (params []int, ok bool) {
	if depth == 0 {
		return nil, false
	}
	returns := false
	for _, b := range fn.Blocks {
		ret, isReturn := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !isReturn {
			continue
		}
		returns = true
		var unless []ssa.Value
		switch v := ret.Results[0].(type) {
		case *ssa.MakeInterface: // of a nil pointer, too
		case *ssa.Call:
			if unless, ok = errorUnless(v, depth-1); !ok {
				unless = []ssa.Value{nilParam(ret)}
			}
		default:
			unless = []ssa.Value{nilParam(ret)}
		}
		for _, v := range unless {
			i := slices.IndexFunc(fn.Params, func(p *ssa.Parameter) bool { return p == v })
			if i < 0 {
				return nil, false
			}
			if !slices.Contains(params, i) {
				params = append(params, i)
			}
		}
	}
	return params, returns
}

// nilParam returns the parameter that is nil if the only result of ret is: the result, or
// what has been found to be nil on the way there. It returns nil if there is none.
func nilParam(ret *ssa.Return) *ssa.Parameter {
	if p, ok := ret.Results[0].(*ssa.Parameter); ok {
		return p
	}
	for b := ret.Block(); b != nil; b = b.Idom() {
		x, isNil, ok := nilTest(b)
		if p, is := x.(*ssa.Parameter); ok && is && isNil {
			return p
		}
	}
	return nil
}

// nilTest returns the value that has just been compared with nil where b begins, and
// whether it is nil there. ok is false if b does not begin after such a test.
func nilTest(b *ssa.BasicBlock) (x ssa.Value, isNil, ok bool) {
	cond, truth, ok := BranchCondition(b)
	if !ok {
		return nil, false, false
	}
	test, ok := cond.(*ssa.BinOp)
	if !ok || test.Op != token.EQL && test.Op != token.NEQ {
		return nil, false, false
	}
	if c, ok := test.Y.(*ssa.Const); !ok || !c.IsNil() {
		return nil, false, false
	}
	return test.X, truth == (test.Op == token.EQL), true
}
