package callinfo

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
)

// Most functions do nothing to locks, and those that do so, in few places. Where
// these are is found out once, until the summaries of what is called there change.

// operating returns the calls in fn, but not those in its literals, that do
// something to locks, in order.
func (cs *Calls) In(fn *ssa.Function) []ssa.CallInstruction {
	calls, ok := cs.acting[fn]
	if !ok {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				if c, ok := in.(ssa.CallInstruction); ok && len(cs.At(c)) > 0 {
					calls = append(calls, c)
				}
			}
		}
		cs.acting[fn] = calls
	}
	return calls
}

// operationsIn returns the lock operations in the declared function fn and its
// literals, each identity and effect once.
func (cs *Calls) OperationsIn(fn *ssa.Function) []*accesspath.Operation {
	var out []*accesspath.Operation
	accesspath.Family(fn, func(f *ssa.Function) {
		for _, c := range cs.In(f) {
			for _, op := range cs.At(c) {
				if !slices.ContainsFunc(out, func(o *accesspath.Operation) bool { return o.ID == op.ID && o.Effect == op.Effect }) {
					out = append(out, op)
				}
			}
		}
	})
	return out
}

// forget drops what was found out about the calls in the declared function fn and
// its literals on the basis of summaries that have changed, their names among it.
func (cs *Calls) Forget(fn *ssa.Function) {
	cs.prog.Paths.Forget(fn)
	accesspath.Family(fn, func(f *ssa.Function) {
		delete(cs.acting, f)
		for _, b := range f.Blocks {
			for _, in := range b.Instrs {
				delete(cs.ops, in)
				delete(cs.taken, in)
				if c, ok := in.(*ssa.Call); ok {
					delete(cs.idle, c)
				}
			}
		}
	})
	clear(cs.bound)
}
