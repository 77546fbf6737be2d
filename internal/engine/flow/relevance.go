package flow

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/typestate"
)

// A relevance knows which function literals can do something to the lock. Calls of
// the others are not followed.
type relevance struct {
	prog     *callinfo.Program
	subject  *typestate.Subject
	relevant map[*ssa.Function]bool
}

// isRelevant reports whether running fn may do something to a lock that may be
// the run's.
func (rv *relevance) isRelevant(fn *ssa.Function) bool {
	if r, ok := rv.relevant[fn]; ok {
		return r
	}
	rv.relevant[fn] = false // against cycles
	r := rv.findRelevant(fn)
	rv.relevant[fn] = r
	return r
}

func (rv *relevance) findRelevant(fn *ssa.Function) bool {
	if callinfo.NeverReturns(fn) {
		return true
	}
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if c, ok := in.(ssa.CallInstruction); ok && rv.isRelevantCall(c) || rv.bindsRelease(in) {
				return true
			}
		}
	}
	return slices.ContainsFunc(fn.AnonFuncs, rv.isRelevant) || rv.capturesRelevant(fn) || rv.writesTracked(fn)
}

// isRelevantCall reports whether a call may do something to a lock that may be
// the run's.
func (rv *relevance) isRelevantCall(c ssa.CallInstruction) bool {
	if slices.ContainsFunc(rv.prog.Calls.At(c), rv.subject.Concerns) || len(rv.subject.ConcernedAt(c)) > 0 {
		return true
	}
	if slices.ContainsFunc(rv.prog.Calls.At(c), func(op *accesspath.Operation) bool {
		return !typestate.Guarded(op).IsZero() && (rv.subject.Handle || op.Result.Handle >= 0 && rv.subject.Class.Compatible(op.Held))
	}) {
		return true // see reacquires
	}
	callee := c.Common().StaticCallee()
	if callee != nil && callee.Parent() != nil && rv.isRelevant(callee) {
		return true
	}
	if rv.subject.Handle && rv.subject.Mentions(c.Common()) || callsCaptured(c.Common()) {
		return true
	}
	if v, _ := rv.prog.Futures.Of(c.Common()); v != nil && !rv.subject.Future.IsZero() {
		return true
	}
	f := rv.prog.Summaries.At(c)
	return f != nil && callinfo.MayRelease(f, rv.subject.Class)
}

// callsCaptured reports whether a call is of what a captured variable holds at
// the time.
func callsCaptured(c *ssa.CallCommon) bool {
	ld, ok := c.Value.(*ssa.UnOp)
	if !ok || c.IsInvoke() {
		return false
	}
	_, ok = ld.X.(*ssa.FreeVar)
	return ok
}

// bindsRelease reports whether in uses a method value that works on a lock that
// may be the run's.
func (rv *relevance) bindsRelease(in ssa.Instruction) bool {
	var ops [8]*ssa.Value
	return slices.ContainsFunc(in.Operands(ops[:0]), func(v *ssa.Value) bool {
		c, ok := (*v).(*ssa.MakeClosure)
		if !ok {
			return false
		}
		op := rv.prog.Calls.BoundOperation(c)
		return op != nil && rv.subject.Concerns(op)
	})
}

// capturesRelevant reports whether the literal fn captures another one that is
// relevant.
func (rv *relevance) capturesRelevant(fn *ssa.Function) bool {
	relevant := func(t lock.Term) bool {
		f := callinfo.FunctionOf(t)
		return f != nil && f != fn && f.Parent() != nil && rv.isRelevant(f)
	}
	for _, fv := range fn.FreeVars {
		if relevant(rv.subject.Reason.Paths.Term(fv)) {
			return true
		}
		for _, ref := range *fv.Referrers() {
			if ld, ok := ref.(*ssa.UnOp); ok && relevant(rv.subject.Reason.Paths.Term(ld)) {
				return true
			}
		}
	}
	return false
}

// writesTracked reports whether fn stores to a captured variable that
// conditions depend on.
func (rv *relevance) writesTracked(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if s, ok := in.(*ssa.Store); ok {
				if _, ok := s.Addr.(*ssa.FreeVar); ok && rv.subject.Family.Places[s] {
					return true
				}
			}
		}
	}
	return false
}
