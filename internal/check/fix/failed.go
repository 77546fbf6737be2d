package fix

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/verdict"
)

// hasFailed reports whether the exit at at is reached only where a result of the acquire
// says that it has failed: false, a nil guard, or an error. Whatever is declared of the
// function, there is nothing to release then.
func hasFailed(site *verdict.Site, at ssa.Instruction) bool {
	return slices.ContainsFunc(failures(site), func(b *ssa.BasicBlock) bool {
		return b.Parent() == at.Parent() && len(b.Preds) == 1 && b.Dominates(at.Block())
	})
}

// hasFailedAnywhere is hasFailed for one of the exits of the site.
func hasFailedAnywhere(site *verdict.Site) bool {
	return slices.ContainsFunc(exits(site.Leak), func(x domain.Step) bool { return hasFailed(site, x.At) })
}

// failures returns the blocks that are entered where a result of the acquire says that it
// has failed.
func failures(site *verdict.Site) []*ssa.BasicBlock {
	call, ok := site.At.(*ssa.Call)
	if !ok {
		return nil
	}
	var out []*ssa.BasicBlock
	for _, b := range call.Parent().Blocks {
		in, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		if whenTrue, ok := meansFailure(in.Cond, call, site.Handle()); ok {
			out = append(out, b.Succs[indexOf(whenTrue)])
		}
	}
	return out
}

// indexOf returns the index of the successor of a block that ends with a condition.
func indexOf(isTrue bool) int {
	if isTrue {
		return 0
	}
	return 1
}

// meansFailure returns the value of cond with which it says that call has failed, and
// whether it says so with one. The result handle of the call is a guard, if it is not -1.
func meansFailure(cond ssa.Value, call *ssa.Call, handle int) (whenTrue, ok bool) {
	switch c := cond.(type) {
	case *ssa.UnOp:
		if c.Op == token.NOT {
			whenTrue, ok = meansFailure(c.X, call, handle)
			return !whenTrue, ok
		}
	case *ssa.BinOp:
		if c.Op != token.EQL && c.Op != token.NEQ {
			return false, false
		}
		x, y := c.X, c.Y
		if k, isConst := x.(*ssa.Const); isConst && k.IsNil() {
			x, y = y, x
		}
		k, isConst := y.(*ssa.Const)
		i := resultOf(x, call)
		if isConst && k.IsNil() && i >= 0 && (i == handle || isError(x.Type())) {
			return (c.Op == token.NEQ) == isError(x.Type()), true
		}
	case *ssa.Call, *ssa.Extract:
		return false, resultOf(c, call) >= 0
	}
	return false, false
}

// resultOf returns the index of the result of call that v is, -1 if it is none.
func resultOf(v ssa.Value, call *ssa.Call) int {
	if v == ssa.Value(call) {
		return 0
	}
	if x, ok := v.(*ssa.Extract); ok && x.Tuple == ssa.Value(call) {
		return x.Index
	}
	return -1
}
