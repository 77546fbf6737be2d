package flow

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/typestate"
)

// failsTest reports whether a path with the hold ends at a call since a test
// has failed there that expected the acquire to fail.
func (u *Run) failsTest(s domain.State, c *ssa.CallCommon) bool {
	if !u.Subject.Handle || !s.Held() || s.Doubt != domain.NoDoubt || !lexicon.FailsTest(c) && !u.assertsFailure(s, c) {
		return false
	}
	for _, v := range u.Families.ValuesOf(u.Subject.ID.Addr) {
		if slices.ContainsFunc(*v.Referrers(), typestate.IsUse) {
			return false
		}
	}
	return true
}

// assertsFailure reports whether a call is an assertion that the acquire has
// failed, by its error.
func (u *Run) assertsFailure(s domain.State, c *ssa.CallCommon) bool {
	if !lexicon.AssertsError(c) {
		return false
	}
	site := u.Sites.All[s.Top().Site()]
	call, ok := site.At.(*ssa.Call)
	if !ok || site.Op.Result.NoError < 0 {
		return false
	}
	// The error is nil on this path, so it is its name that is asked for.
	err := u.Reason.Paths.Component(call, site.Op.Result.NoError)
	return slices.ContainsFunc(c.Args, func(a ssa.Value) bool { return u.Reason.Paths.Term(a) == err })
}
