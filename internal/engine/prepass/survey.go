package prepass

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// A Survey is all that a function and its literals do to locks, whatever the path.
type Survey struct {
	Acquires, Releases []Use
	Called             []lock.Class // released by functions that are called
	Taken              []lock.Class // acquired by functions that are called
}

// A Use is a lock operation and the instruction that it is done by.
type Use struct {
	*accesspath.Operation
	at ssa.Instruction
}

// Survey returns what fn and its literals do to locks.
func (fs *Families) Survey(fn *ssa.Function) Survey {
	var s Survey
	accesspath.Family(fn, func(f *ssa.Function) {
		for in := range accesspath.Instructions(f) {
			switch in := in.(type) {
			case *ssa.MakeClosure:
				if op := fs.Prog.Calls.BoundOperation(in); op != nil && op.Effect == lock.Release {
					s.Releases = append(s.Releases, Use{op, in})
				}
			case ssa.CallInstruction:
				fs.surveyCall(&s, in)
			}
		}
	})
	return s
}

// surveyCall adds to s what the call c does.
func (fs *Families) surveyCall(s *Survey, c ssa.CallInstruction) {
	for _, op := range fs.Prog.Calls.At(c) {
		if op.Acquires() {
			s.Acquires = append(s.Acquires, Use{op, c})
		} else if op.Releases() {
			s.Releases = append(s.Releases, Use{op, c})
		}
	}
	if callee := fs.Prog.Summaries.At(c); callee != nil {
		s.Called = append(s.Called, callee.Releases...)
		s.Taken = append(s.Taken, callee.Acquires...)
	}
}

// MayAcquire reports whether a lock is acquired that may be of class c.
func (s Survey) MayAcquire(c lock.Class) bool {
	return slices.ContainsFunc(s.Acquires, func(a Use) bool { return a.Class.Compatible(c) })
}

// IsReleased reports whether the lock that a acquires is released after it in the same
// block, by a call or a defer statement.
func (s Survey) IsReleased(a Use) bool {
	return slices.ContainsFunc(s.Releases, func(r Use) bool {
		return r.ID == a.ID && r.at.Block() == a.at.Block() && accesspath.Precedes(a.at, r.at)
	})
}

// FollowsAcquire reports whether every way to the release r goes through one acquire
// of the same lock: then it cannot be the caller's hold that is released.
func (s Survey) FollowsAcquire(r Use) bool {
	return slices.ContainsFunc(s.Acquires, func(a Use) bool {
		if _, ok := a.at.(*ssa.Call); !ok || a.ID != r.ID || a.at.Parent() != r.at.Parent() {
			return false
		}
		return accesspath.Precedes(a.at, r.at)
	})
}
