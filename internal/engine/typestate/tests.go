package typestate

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
)

// What a call says of an acquire by the results that it is given.

// FailsTest reports whether a path with the hold ends at a call since a test
// has failed there that expected the acquire to fail.
func (mc *Machine) FailsTest(s domain.State, c *ssa.CallCommon) bool {
	if !mc.Subject.Handle || !s.Held() || s.Doubt != domain.NoDoubt || !lexicon.FailsTest(c) && !mc.assertsFailure(s, c) {
		return false
	}
	for _, v := range mc.Families.ValuesOf(mc.Subject.ID.Addr) {
		if slices.ContainsFunc(*v.Referrers(), IsUse) {
			return false
		}
	}
	return true
}

// assertsFailure reports whether a call is an assertion that the acquire has
// failed, by its error.
func (mc *Machine) assertsFailure(s domain.State, c *ssa.CallCommon) bool {
	if !lexicon.AssertsError(c) {
		return false
	}
	site := mc.Sites.All[s.Top().Site()]
	call, ok := site.At.(*ssa.Call)
	if !ok || site.Op.Result.NoError < 0 {
		return false
	}
	// The error is nil on this path, so it is its name that is asked for.
	err := mc.Reason.Paths.Component(call, site.Op.Result.NoError)
	return slices.ContainsFunc(c.Args, func(a ssa.Value) bool { return mc.Reason.Paths.Term(a) == err })
}

// IsGivenResult reports whether a call is of a method of, or is given, a result
// of the function that acquired the lock: that may be what releases it.
func (mc *Machine) IsGivenResult(s domain.State, c *ssa.CallCommon) bool {
	h := s.Top()
	if h == 0 || mc.Sites.All[h.Site()].Op.By == "" {
		return false
	}
	at, ok := mc.Sites.All[h.Site()].At.(*ssa.Call)
	if !ok {
		return false
	}
	is := func(v ssa.Value) bool {
		switch v.Type().Underlying().(type) {
		case *types.Basic, *types.Slice:
			return false
		}
		return mc.Reason.Resolve(s.Facts, mc.Reason.Paths.Term(v)).DependsOn(at)
	}
	return c.IsInvoke() && is(c.Value) || slices.ContainsFunc(c.Args, is)
}
