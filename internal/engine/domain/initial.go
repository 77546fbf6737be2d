package domain

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// conditionOf returns the condition that has just been tested where b begins,
// and what it was, if b is entered by one branch only.
func BranchCondition(b *ssa.BasicBlock) (cond ssa.Value, truth, ok bool) {
	if len(b.Preds) != 1 {
		return nil, false, false
	}
	d := b.Preds[0]
	c, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
	if !ok || d.Succs[0] == d.Succs[1] {
		return nil, false, false
	}
	return c.Cond, d.Succs[0] == b, true
}

// isUnchanging reports whether t is made of parameters and constants alone.
func IsUnchanging(t lock.Term) bool {
	switch t.Kind() {
	case lock.Const:
		return true
	case lock.Root:
		_, ok := t.Sym().(*ssa.Parameter)
		return ok
	case lock.Unary:
		return IsUnchanging(t.X())
	case lock.Binary:
		return IsUnchanging(t.X()) && IsUnchanging(t.Y())
	}
	return false
}
