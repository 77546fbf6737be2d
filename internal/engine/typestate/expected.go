package typestate

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// A test that expects an acquire to fail has no use for what releases it. Where
// the acquire works all the same, the test has failed, and it does not matter
// who has the lock then:
//
//	if _, err := l.Lock(path); err == nil {
//		t.Error("locked twice")
//	}

// isForTest reports whether the acquire of the unit is in a test that has no use for
// what releases it at all: just whether it works counts there, and when the test is
// over, so is the lock.
func (sub *Subject) IsForTest() bool {
	if f := sub.Prog.Pass.Fset.File(sub.Fn.Pos()); f == nil || !strings.HasSuffix(f.Name(), "_test.go") {
		return false
	}
	return !slices.ContainsFunc(sub.Families.ValuesOf(sub.ID.Addr), func(v ssa.Value) bool { return slices.ContainsFunc(*v.Referrers(), IsUse) })
}

// isUse reports whether in does more with a value than to compare it.
func IsUse(in ssa.Instruction) bool {
	switch in := in.(type) {
	case *ssa.DebugRef:
		return false
	case *ssa.BinOp:
		_, x := in.X.(*ssa.Const)
		_, y := in.Y.(*ssa.Const)
		return !x && !y
	}
	return true
}
