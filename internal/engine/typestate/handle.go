package typestate

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// findAliases returns the names under which the handle of the run may be met,
// other than its own.
func (sub *Subject) findAliases() []lock.Term {
	var out []lock.Term
	for _, v := range sub.Families.ValuesOf(sub.ID.Addr) {
		sub.Families.Aliases(v, sub.Family.Loads, func(a ssa.Value) {
			if t := sub.Reason.Paths.Term(a); t != sub.ID.Addr && !slices.Contains(out, t) {
				out = append(out, t)
			}
		})
	}
	return out
}

// MayBeHandle reports whether v may be the handle of the run, as far as the
// path knows: it is a variable that can hold it, and what that holds is open.
func (sub *Subject) MayBeHandle(f domain.Facts, v ssa.Value) bool {
	if !slices.Contains(sub.handles, sub.Reason.Paths.Term(v)) {
		return false
	}
	t := sub.Reason.Resolve(f, sub.Reason.Paths.Term(v))
	return t.Kind() == lock.Load || slices.Contains(sub.handles, t)
}

// handleRelease is the operation by which a handle releases its hold.
var HandleRelease = &accesspath.Operation{
	Method:   lexicon.Method{Effect: lock.Release, Both: true},
	Outcomes: []summary.Outcome{{Do: summary.Release, Any: true}},
}

// ReleasesHandle reports whether a call runs the release function that the
// unit is about, or releases by a method of the guard.
func (sub *Subject) ReleasesHandle(s domain.State, c *ssa.CallCommon) bool {
	v := sub.ends(c)
	return v != nil && sub.IsLock(s.Facts, v)
}

// MayReleaseHandle reports whether a call releases what a variable holds, which
// may be the handle of the run.
func (sub *Subject) MayReleaseHandle(s domain.State, c *ssa.CallCommon) bool {
	v := sub.ends(c)
	return v != nil && sub.MayBeHandle(s.Facts, v)
}

// ReleasesOtherHandle reports whether a call releases what a variable holds that
// could be the handle of the run, and that on this path is another one.
func (sub *Subject) ReleasesOtherHandle(s domain.State, c *ssa.CallCommon) bool {
	v := sub.ends(c)
	return v != nil && slices.Contains(sub.handles, sub.Reason.Paths.Term(v)) && !sub.IsLock(s.Facts, v) && !sub.MayBeHandle(s.Facts, v)
}

// ends returns the value that a call releases if that is a handle: the guard
// whose method it is, or the function that is called; nil if there is none.
func (sub *Subject) ends(c *ssa.CallCommon) ssa.Value {
	if c.IsInvoke() {
		if lexicon.ReleasesHandle(c.Method.Name()) {
			return c.Value
		}
		return nil
	}
	if fn := c.StaticCallee(); fn != nil {
		if fn.Signature.Recv() != nil && len(c.Args) > 0 && sub.endsHold(fn) {
			return c.Args[0]
		}
		return nil
	}
	return c.Value
}

// endsHold reports whether the method fn of a guard ends the hold: by its name,
// or since it releases the lock that the guard is there for.
func (sub *Subject) endsHold(fn *ssa.Function) bool {
	if lexicon.ReleasesHandle(fn.Name()) {
		return true
	}
	op := sub.Operation()
	return op != nil && op.Held != (lock.Class{}) && op.Held.Type != lock.HandleType && callinfo.Releases(sub.Prog.Summaries.Of(fn), op.Held)
}

// IsLock reports whether v is the lock itself.
func (sub *Subject) IsLock(f domain.Facts, v ssa.Value) bool {
	return sub.Reason.Resolve(f, sub.Reason.Paths.Term(v)) == sub.Reason.Resolve(f, sub.ID.Addr)
}

// IsReceiver reports whether a call is of a method of v.
func IsReceiver(c *ssa.CallCommon, v ssa.Value) bool {
	fn := c.StaticCallee()
	return fn != nil && fn.Signature.Recv() != nil && len(c.Args) > 0 && c.Args[0] == v
}

// Entrust records that the hold of s is handed over at at.
func (mc *Machine) Entrust(s domain.State, at ssa.Instruction) domain.State {
	if h := s.Top(); h != 0 && s.Doubt == domain.NoDoubt {
		mc.Sink.Record(domain.Event{Kind: domain.EventEntrusted, Site: h.Site(), At: at, State: s})
	}
	return s
}

// Weaken returns s after something that may have given the lock back.
func (mc *Machine) Weaken(s domain.State, why domain.Doubt, at ssa.Instruction) domain.State {
	if mc.Subject.Refuted.Has(why) {
		return s
	}
	if s.Held() {
		if s.Doubt == domain.NoDoubt {
			s.Doubt = why
		}
		return s
	}
	if !s.Touched {
		// In a function literal: the one who runs it may count on this.
		s.Doubt = why
		mc.Sink.Record(domain.Event{Kind: domain.EventDoubt, Site: -1, At: at, State: s})
		s.Doubt = domain.NoDoubt
		s.Perhaps = s.Perhaps || why == domain.CalleeReleases || why == domain.NamedRelease || why == domain.LockPassed
	}
	return s
}

// A test that expects an acquire to fail has no use for what releases it. Where
// the acquire works all the same, the test has failed, and it does not matter
// who has the lock then:
//
//	if _, err := l.Lock(path); err == nil {
//		t.Error("locked twice")
//	}

// IsForTest reports whether the acquire of the run is in a test that has no use for
// what releases it at all: just whether it works counts there, and when the test is
// over, so is the lock.
func (sub *Subject) IsForTest() bool {
	if f := sub.Prog.Pass.Fset.File(sub.Fn.Pos()); f == nil || !strings.HasSuffix(f.Name(), "_test.go") {
		return false
	}
	return !slices.ContainsFunc(sub.Families.ValuesOf(sub.ID.Addr), func(v ssa.Value) bool { return slices.ContainsFunc(*v.Referrers(), IsUse) })
}

// IsUse reports whether in does more with a value than to compare it.
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
