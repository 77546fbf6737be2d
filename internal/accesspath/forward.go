package accesspath

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/lock"
)

// A function that does nothing but one lock operation, such as
//
//	func (m *manager) tryLockQueue(topic, group string, id int) bool {
//		return m.locks.TryLock(key(topic, group, id))
//	}
//
// stands for that operation: its callers name the same lock as those who use
// the lock directly.

// forwarded returns the operation that a call of a function of the package
// stands for.
func (r *Resolver) forwarded(call *ssa.CallCommon) (Operation, bool) {
	fn, ok := call.Value.(*ssa.Function)
	if !ok {
		return Operation{}, false
	}
	op := r.forwarder(fn)
	if op == nil {
		return Operation{}, false
	}
	out := *op
	out.Forwarded = true
	args := make(map[any]lock.Term, len(fn.Params))
	for i, p := range fn.Params {
		args[p] = r.Term(call.Args[i])
	}
	out.ID = r.Table.MapID(op.ID, func(t lock.Term) lock.Term {
		if a, ok := args[t.Sym()]; ok && t.Kind() == lock.Root {
			return a
		}
		return t
	})
	return out, true
}

// forwarder returns the operation that fn consists of, nil if it is anything
// else.
func (r *Resolver) forwarder(fn *ssa.Function) *Operation {
	if op, ok := r.forwards[fn]; ok {
		return op
	}
	r.forwards[fn] = nil // against cycles
	op := r.findForwarder(fn)
	r.forwards[fn] = op
	return op
}

func (r *Resolver) findForwarder(fn *ssa.Function) *Operation {
	if len(fn.Blocks) != 1 || fn.Parent() != nil {
		return nil
	}
	var found *Operation
	var result ssa.Value
	for _, in := range fn.Blocks[0].Instrs {
		switch in := in.(type) {
		case *ssa.Call:
			op, ok := r.Operation(&in.Call)
			if !ok {
				continue
			}
			if found != nil {
				return nil
			}
			found, result = &op, in
		case *ssa.Defer, *ssa.Go, *ssa.MakeClosure:
			return nil
		case *ssa.Return:
			if found == nil || found.Result.IsConditional() && (len(in.Results) != 1 || in.Results[0] != result) {
				return nil
			}
			if !found.Result.IsConditional() && len(in.Results) > 0 {
				return nil
			}
		}
	}
	if found == nil {
		return nil
	}
	// Named by what the caller has, and by nothing that is made inside.
	for _, t := range []lock.Term{found.ID.Addr, found.ID.Key} {
		for _, s := range t.Roots() {
			switch s := s.(type) {
			case *ssa.Parameter, *ssa.Global:
			case ssa.Value:
				if s.Parent() == fn {
					return nil
				}
			}
		}
	}
	return found
}
