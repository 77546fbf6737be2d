package domain

import (
	"go/token"
	"reflect"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// Assume returns f with the conditions when of an outcome of the call at an instruction,
// and whether they can hold. call is that call if its results are used, nil if not. A call
// that operates on several locks has one outcome for each: these agree on its results.
func (r *Reasoner) Assume(f Facts, at ssa.Instruction, call *ssa.Call, when []summary.Cond) (Facts, bool) {
	ok := true
	for _, c := range when {
		switch {
		case c.Of == summary.Result:
			if call != nil && c.Index < call.Call.Signature().Results().Len() {
				if f, ok = f.agree(r.Paths.Component(call, c.Index), r.fact(c.Is)); !ok {
					return f, false
				}
			}
		case c.Of == summary.Closed:
			if f, ok = r.assumeClosed(f, at, c); !ok {
				return f, false
			}
		default:
			if f, ok = r.assumeArg(f, at, c); !ok {
				return f, false
			}
		}
	}
	return f, true
}

// agree returns f with v known of the result t of a call, and whether that does not
// contradict what another outcome of the call says of it.
func (f Facts) agree(t lock.Term, v Value) (Facts, bool) {
	old := f.Get(t)
	if old.Same.Kind() == lock.Const && old.Same != v.Same && (v.Same.Kind() == lock.Const || old.Same.Sym() == "nil") {
		return f, false
	}
	if v.Same.Sym() == "nil" && old.KnownNonNil() {
		return f, false
	}
	return f.Set(t, v), true
}

// fact returns what is known of a value that the fact is about.
func (r *Reasoner) fact(is summary.Fact) Value {
	switch is {
	case summary.True:
		return Value{Same: r.Paths.ConstOf(true)}
	case summary.False:
		return Value{Same: r.Paths.ConstOf(false)}
	case summary.Nil:
		return Value{Same: r.Paths.ConstOf("nil")}
	}
	return Value{NonNil: true}
}

// assumeArg returns f with a condition on an argument, and whether it can hold.
func (r *Reasoner) assumeArg(f Facts, at ssa.Instruction, c summary.Cond) (Facts, bool) {
	ci, ok := at.(ssa.CallInstruction)
	if !ok {
		return f, true
	}
	args := accesspath.CallOf(ci, "").Args
	if c.Index >= len(args) {
		return f, true
	}
	t := r.Paths.Term(args[c.Index])
	switch c.Is {
	case summary.True, summary.False:
		return r.Refine(f, t, c.Is == summary.True)
	}
	return r.Refine(f, r.Paths.Binary(token.EQL, t, r.Paths.ConstOf("nil")), c.Is == summary.Nil)
}

// SameAction reports whether o and p are the same but for their conditions.
func SameAction(o, p summary.Outcome) bool {
	if o.Do != p.Do {
		return false
	}
	o.When, p.When = nil, nil
	return reflect.DeepEqual(o, p)
}
