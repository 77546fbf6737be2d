package obligation

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
)

// Most functions do nothing to locks, and those that do so, in few places. Where
// these are is found out once, until the summaries of what is called there change.

// operating returns the calls in fn, but not those in its literals, that do
// something to locks, in order.
func (e *engine) operating(fn *ssa.Function) []ssa.CallInstruction {
	calls, ok := e.acting[fn]
	if !ok {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				if c, ok := in.(ssa.CallInstruction); ok && len(e.operationsAt(c)) > 0 {
					calls = append(calls, c)
				}
			}
		}
		e.acting[fn] = calls
	}
	return calls
}

// operationsIn returns the lock operations in the declared function fn and its
// literals, each identity and effect once.
func (e *engine) operationsIn(fn *ssa.Function) []*accesspath.Operation {
	var out []*accesspath.Operation
	accesspath.Family(fn, func(f *ssa.Function) {
		for _, c := range e.operating(f) {
			for _, op := range e.operationsAt(c) {
				if !slices.ContainsFunc(out, func(o *accesspath.Operation) bool { return o.ID == op.ID && o.Effect == op.Effect }) {
					out = append(out, op)
				}
			}
		}
	})
	return out
}
