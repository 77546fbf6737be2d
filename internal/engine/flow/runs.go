package flow

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// runsArgs returns the states after what a call of a function with the summary
// f does with the functions that it is given, and which arguments these are.
func (u *Run) runsArgs(fr *Frame, s domain.State, in *ssa.Call, f *summary.Func) ([]domain.State, []ssa.Value) {
	cur := domain.Single(s)
	var done []ssa.Value
	if f == nil {
		return cur, nil
	}
	for i, a := range accesspath.CallOf(in, "").Args {
		if callinfo.ParamRun(f, i) != summary.Once || !lexicon.IsFunc(a.Type()) {
			continue // what is run later, or perhaps, is handed over
		}
		var next domain.States
		handled := true
		for _, s := range cur {
			held := s.Holds
			relocks := s.Held() && s.Doubt == domain.NoDoubt && u.relocksAround(s, in)
			if relocks {
				s.Holds = [domain.MaxHolds]domain.Hold{} // it is run where that is released
			}
			out, ok := u.runsArg(fr, s, in, a)
			handled = handled && ok
			for _, t := range out {
				if relocks && !t.Held() {
					t.Holds = held
				}
				next = u.mode.join(next, t)
			}
		}
		if handled {
			cur, done = next, append(done, a)
		}
	}
	return cur, done
}

// relocksAround reports whether what a call calls releases the lock of the run
// and takes it again.
func (u *Run) relocksAround(s domain.State, in *ssa.Call) bool {
	return slices.ContainsFunc(u.Prog.Calls.At(in), func(op *accesspath.Operation) bool {
		same, _ := u.Subject.IsOurs(s.Facts, op)
		return same && u.Subject.Concerns(op) && slices.ContainsFunc(op.Outcomes, func(o summary.Outcome) bool { return o.Do == summary.Relocked })
	})
}

// runsArg returns the states after the run of one argument, and whether it is
// a function that can be followed.
func (u *Run) runsArg(fr *Frame, s domain.State, in *ssa.Call, a ssa.Value) ([]domain.State, bool) {
	t := u.Reason.Resolve(s.Facts, u.Reason.Paths.Term(a))
	fn := callinfo.FunctionOf(t)
	if fn == nil {
		return nil, false
	}
	run := func(s domain.State) []domain.State { return u.follow(fr, s, in, fn, false) }
	if fn.Parent() == nil {
		m, ok := t.Sym().(*ssa.MakeClosure)
		if !ok {
			return nil, false
		}
		b := u.boundTarget(s, m)
		if b.Kind == domain.TargetNone {
			return domain.Single(s), true
		}
		if b.Op == nil {
			return nil, false
		}
		run = func(s domain.State) []domain.State { return u.Machine.Operate(s, b.Op, in, nil) }
	} else if !u.relevance.isRelevant(fn) {
		return domain.Single(s), true
	}
	return run(s), true
}
