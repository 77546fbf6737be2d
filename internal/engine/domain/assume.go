package domain

import (
	"go/token"
	"reflect"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// assume returns f with the conditions of an outcome, and whether they can hold.
func (re *Reasoner) Assume(f Facts, at ssa.Instruction, call *ssa.Call, when []summary.Cond) (Facts, bool) {
	ok := true
	for _, c := range when {
		switch {
		case c.Of == summary.Result:
			if call != nil && c.Index < call.Call.Signature().Results().Len() {
				f = f.Set(re.Paths.Component(call, c.Index), re.fact(c.Is))
			}
		case c.Of == summary.Closed:
			if f, ok = re.assumeClosed(f, at, c); !ok {
				return f, false
			}
		default:
			if f, ok = re.assumeArg(f, at, c); !ok {
				return f, false
			}
		}
	}
	return f, true
}

// fact returns what is known of a value that the fact is about.
func (re *Reasoner) fact(is summary.Fact) Value {
	switch is {
	case summary.True:
		return Value{Same: re.Paths.ConstOf(true)}
	case summary.False:
		return Value{Same: re.Paths.ConstOf(false)}
	case summary.Nil:
		return Value{Same: re.Paths.ConstOf("nil")}
	}
	return Value{NonNil: true}
}

// assumeArg returns f with a condition on an argument, and whether it can hold.
func (re *Reasoner) assumeArg(f Facts, at ssa.Instruction, c summary.Cond) (Facts, bool) {
	ci, ok := at.(ssa.CallInstruction)
	if !ok {
		return f, true
	}
	args := accesspath.CallOf(ci, "").Args
	if c.Index >= len(args) {
		return f, true
	}
	t := re.Paths.Term(args[c.Index])
	switch c.Is {
	case summary.True, summary.False:
		return re.Refine(f, t, c.Is == summary.True)
	}
	return re.Refine(f, re.Paths.Binary(token.EQL, t, re.Paths.ConstOf("nil")), c.Is == summary.Nil)
}

// sameAction reports whether o and p are the same but for their conditions.
func SameAction(o, p summary.Outcome) bool {
	if o.Do != p.Do {
		return false
	}
	o.When, p.When = nil, nil
	return reflect.DeepEqual(o, p)
}
