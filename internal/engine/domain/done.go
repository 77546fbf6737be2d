package domain

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lexicon"
)

// A context that is done has an error, and stays done:
//
//	case <-ctx.Done():
//		return ctx.Err()

// asksWhyDone returns the context that c asks for its error, nil if c asks none.
func asksWhyDone(c *ssa.Call) ssa.Value {
	if c.Call.IsInvoke() {
		if c.Call.Method.Name() == "Err" && isContext(c.Call.Value) {
			return c.Call.Value
		}
		return nil
	}
	if fn := c.Call.StaticCallee(); fn != nil && fn.Pkg != nil && fn.Pkg.Pkg.Path() == "context" && fn.Name() == "Cause" {
		return c.Call.Args[0]
	}
	return nil
}

func isContext(v ssa.Value) bool { return lexicon.TypeName(v.Type()) == "context.Context" }

// isDoneAt reports whether ctx is done where in is executed: on each way there, a receive
// from its channel has succeeded, or it has been asked for its error, which was not nil.
func isDoneAt(ctx ssa.Value, in ssa.Instruction) bool {
	before := in.Block().Instrs[:slices.Index(in.Block().Instrs, in)]
	for b := in.Block(); b != nil; b = b.Idom() {
		if before == nil {
			before = b.Instrs
		}
		if slices.ContainsFunc(before, func(x ssa.Instruction) bool {
			r, ok := x.(*ssa.UnOp)
			return ok && r.Op == token.ARROW && isDoneChan(r.X, ctx)
		}) || isDoneCase(b, ctx) {
			return true
		}
		if x, isNil, ok := nilTest(b); ok && !isNil {
			if c, is := x.(*ssa.Call); is && sameSource(asksWhyDone(c), ctx) {
				return true
			}
		}
		before = nil
	}
	return false
}

// isDoneCase reports whether b begins the case of a select that receives from the channel
// of ctx.
func isDoneCase(b *ssa.BasicBlock, ctx ssa.Value) bool {
	cond, truth, ok := BranchCondition(b)
	if !ok || !truth {
		return false
	}
	test, ok := cond.(*ssa.BinOp)
	if !ok || test.Op != token.EQL {
		return false
	}
	x, isExtract := test.X.(*ssa.Extract)
	i, isConst := test.Y.(*ssa.Const)
	if !isExtract || !isConst || x.Index != 0 {
		return false
	}
	sel, ok := x.Tuple.(*ssa.Select)
	return ok && i.Int64() >= 0 && i.Int64() < int64(len(sel.States)) && sel.States[i.Int64()].Send == nil && isDoneChan(sel.States[i.Int64()].Chan, ctx)
}

// isDoneChan reports whether ch is the channel that is closed when ctx is done.
func isDoneChan(ch, ctx ssa.Value) bool {
	c, ok := ch.(*ssa.Call)
	return ok && c.Call.IsInvoke() && c.Call.Method.Name() == "Done" && isContext(c.Call.Value) && sameSource(c.Call.Value, ctx)
}

// sameSource reports whether x and y are one value, or are loaded from one field or
// captured variable, or got from one value by a method Context. What is loaded may have
// been replaced in the meantime, as a context is not, as a rule.
func sameSource(x, y ssa.Value) bool {
	if x == nil || y == nil || x == y {
		return x == y
	}
	switch x := x.(type) {
	case *ssa.UnOp:
		y, ok := y.(*ssa.UnOp)
		return ok && x.Op == token.MUL && y.Op == token.MUL && sameSource(x.X, y.X)
	case *ssa.FieldAddr:
		y, ok := y.(*ssa.FieldAddr)
		return ok && x.Field == y.Field && sameSource(x.X, y.X)
	case *ssa.Field:
		y, ok := y.(*ssa.Field)
		return ok && x.Field == y.Field && sameSource(x.X, y.X)
	case *ssa.Call:
		y, ok := y.(*ssa.Call)
		return ok && isContext(x) && lexicon.CalleeName(&x.Call) == "Context" && lexicon.CalleeName(&y.Call) == "Context" && sameSource(receiver(x), receiver(y))
	}
	return false
}

// receiver returns the receiver of c, a call of a method without parameters, nil if it is
// none.
func receiver(c *ssa.Call) ssa.Value {
	switch {
	case c.Call.IsInvoke() && len(c.Call.Args) == 0:
		return c.Call.Value
	case !c.Call.IsInvoke() && c.Call.Signature().Recv() != nil && len(c.Call.Args) == 1:
		return c.Call.Args[0]
	}
	return nil
}
