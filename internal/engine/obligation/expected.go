package obligation

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/lexicon"
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
func (u *unit) isForTest() bool {
	if f := u.pass.Fset.File(u.fn.Pos()); f == nil || !strings.HasSuffix(f.Name(), "_test.go") {
		return false
	}
	return !slices.ContainsFunc(u.valuesOf(u.id.Addr), func(v ssa.Value) bool { return slices.ContainsFunc(*v.Referrers(), isUse) })
}

// failsTest reports whether a path with the hold ends at a call since a test
// has failed there that expected the acquire to fail.
func (u *unit) failsTest(s state, c *ssa.CallCommon) bool {
	if !u.handle || !s.held() || s.doubt != noDoubt || !lexicon.FailsTest(c) && !u.assertsFailure(s, c) {
		return false
	}
	for _, v := range u.valuesOf(u.id.Addr) {
		if slices.ContainsFunc(*v.Referrers(), isUse) {
			return false
		}
	}
	return true
}

// assertsFailure reports whether a call is an assertion that the acquire has
// failed, by its error.
func (u *unit) assertsFailure(s state, c *ssa.CallCommon) bool {
	if !lexicon.AssertsError(c) {
		return false
	}
	site := u.sites[s.top().site()]
	call, ok := site.at.(*ssa.Call)
	if !ok || site.op.Result.NoError < 0 {
		return false
	}
	// The error is nil on this path, so it is its name that is asked for.
	err := u.paths.Component(call, site.op.Result.NoError)
	return slices.ContainsFunc(c.Args, func(a ssa.Value) bool { return u.paths.Term(a) == err })
}

// isUse reports whether in does more with a value than to compare it.
func isUse(in ssa.Instruction) bool {
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
