package flow

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/summary"
	"github.com/lockleak/lockleak/internal/engine/typestate"
)

// A callRule is a way in which a call concerns the lock. It returns the states after
// the call, and whether it applies.
type callRule func(u *Run, fr *Frame, s domain.State, in *ssa.Call) ([]domain.State, bool)

// call returns the states after a call. The rules are tried in order, and the first
// one that applies decides: what is said of a call by the lock that it names comes
// before what is said by the function that it calls, and what is known before what is
// supposed.
func (u *Run) call(fr *Frame, s domain.State, in *ssa.Call) []domain.State {
	for _, rule := range [...]callRule{
		(*Run).operatesOnGuarded,
		(*Run).operates,
		(*Run).iterates,
		(*Run).endsHandle,
		(*Run).calls,
	} {
		if out, ok := rule(u, fr, s, in); ok {
			return out
		}
	}
	return domain.Single(s)
}

// operatesOnGuarded is the rule for operations on the lock that a handle stands for:
// it is acquired again, or released by hand.
func (u *Run) operatesOnGuarded(_ *Frame, s domain.State, in *ssa.Call) ([]domain.State, bool) {
	for _, op := range u.Prog.Calls.At(in) {
		if u.Machine.Reacquires(s, op, in) {
			u.Machine.Relock(s, in, u.Sites.SiteOf(in, op))
			return nil, true
		}
		if u.Machine.ReleasesGuarded(s, op) {
			return u.Machine.Release(s, typestate.HandleRelease, domain.ReleaseMode{Any: true}, in), true
		}
	}
	return nil, false
}

// operates is the rule for calls of a lock's own methods.
func (u *Run) operates(_ *Frame, s domain.State, in *ssa.Call) ([]domain.State, bool) {
	op := u.Prog.Calls.Direct(in)
	if op == nil || u.Subject.EndsOwn(s, op, in) {
		return nil, false
	}
	return u.operation(s, op, in), true
}

// operation returns the states after an operation of a call, on this lock or another.
func (u *Run) operation(s domain.State, op *accesspath.Operation, in *ssa.Call) []domain.State {
	if u.Subject.Concerns(op) {
		return u.Machine.Operate(s, op, in, in)
	}
	return u.Machine.Learn(s, op, in, in)
}

// iterates is the rule for range-over-func loops.
func (u *Run) iterates(fr *Frame, s domain.State, in *ssa.Call) ([]domain.State, bool) {
	body := domain.LoopBody(&in.Call)
	if body == nil {
		return nil, false
	}
	return u.iterate(fr, s, in, body), true
}

// endsHandle is the rule for calls that release by the handle of the lock, or by a
// variable that may hold it.
func (u *Run) endsHandle(_ *Frame, s domain.State, in *ssa.Call) ([]domain.State, bool) {
	switch {
	case !u.Subject.Handle:
	case u.Subject.ReleasesHandle(s, &in.Call):
		return u.Machine.Release(s, typestate.HandleRelease, domain.ReleaseMode{Any: true}, in), true
	case u.Subject.MayReleaseHandle(s, &in.Call):
		return domain.Single(u.Machine.Weaken(s, domain.OtherName, in)), true
	}
	return nil, false
}

// calls is the rule for all other calls: the effects of what is called, the locks that
// it takes meanwhile, the functions that it is given and runs, and what may follow from
// the rest.
func (u *Run) calls(fr *Frame, s domain.State, in *ssa.Call) ([]domain.State, bool) {
	cur := domain.Single(s)
	for _, op := range u.Prog.Calls.At(in) {
		cur = u.join(cur, func(s domain.State) []domain.State { return u.operation(s, op, in) })
	}
	f := u.Prog.Summaries.At(in)
	if f != nil && f.NeverReturns || u.Machine.FailsTest(s, &in.Call) {
		return nil, true
	}
	for _, t := range u.Subject.ConcernedAt(in) {
		cur = u.join(cur, func(s domain.State) []domain.State { return u.Machine.PassThrough(s, t, in) })
	}
	return u.join(cur, func(s domain.State) []domain.State {
		after, given := u.runsArgs(fr, s, in, f)
		return u.join(after, func(s domain.State) []domain.State { return u.beyond(fr, s, in, f, given) })
	}), true
}

// beyond returns the states after what a call does beyond the effects that are
// known of what it calls. given are arguments that need no more looking at.
func (u *Run) beyond(fr *Frame, s domain.State, in *ssa.Call, f *summary.Func, given []ssa.Value) []domain.State {
	t := u.target(s, in)
	switch t.Kind {
	case domain.TargetOurs, domain.TargetOther:
		if u.Subject.Handle {
			return u.Machine.Release(s, t.Op, domain.ReleaseMode{Any: true}, in)
		}
		return u.Machine.Operate(s, t.Op, in, nil)
	case domain.TargetInline:
		return u.enter(fr, s, in, t.Fn)
	case domain.TargetDischarge:
		if t.Why == domain.NotReturning && lexicon.PanicsByName(&in.Call) && u.isExitPanic(fr, s, in) {
			for _, t := range u.unwind(fr, s) {
				u.Machine.Exit(t, domain.ExitPanic, in)
			}
		}
		s.Unsure = s.Unsure || t.Why == domain.NotReturning
		return domain.Single(u.Machine.Weaken(s, t.Why, in))
	}
	if b, ok := in.Call.Value.(*ssa.Builtin); ok && b.Name() == "recover" {
		return domain.Single(recovered(u.Reason, s, in))
	}
	s = closes(u.Reason, s, in)
	if !s.Held() && !s.Unsure && u.Subject.MayAcquire(&in.Call, f) {
		s.Unsure = true
	}
	if u.panicsHere(fr, s, in) && !u.Machine.IsAcquiredBy(s, in) {
		u.Machine.Exit(s, domain.ExitPanic, in)
	}
	u.entrustArgs(fr, s, in, f)
	if t, ok := u.futureCall(s, in); ok {
		return domain.Single(t)
	}
	if out, ok := u.submit(s, in); ok {
		return out
	}
	return domain.Single(u.passes(s, in, given))
}

// entrustArgs follows the function literals that a call is given and that are run once,
// later.
func (u *Run) entrustArgs(fr *Frame, s domain.State, in *ssa.Call, f *summary.Func) {
	for i, a := range accesspath.CallOf(in, "").Args {
		if f != nil && callinfo.ParamRun(f, i) == summary.Later {
			u.entrustTo(fr, s, a)
		}
	}
	if future, isComplete := u.Prog.Futures.Of(&in.Call); lexicon.RunsOnce(&in.Call) || future != nil && !isComplete {
		for _, a := range in.Call.Args {
			u.entrustTo(fr, s, a)
		}
	}
}

// recovered returns s after a call of recover: it gives nil unless there is a
// panic.
func recovered(re *domain.Reasoner, s domain.State, in *ssa.Call) domain.State {
	if t := re.Paths.Term(in); s.Panicking {
		s.Facts = s.Facts.Set(t, domain.Value{NonNil: true})
	} else {
		s.Facts = s.Facts.Set(t, domain.Value{Same: re.Paths.ConstOf("nil")})
	}
	return s
}

// target returns what a call does to the lock that is no lock operation by
// itself, and whose known effects have been taken into account.
func (u *Run) target(s domain.State, in ssa.CallInstruction) domain.Target {
	c := in.Common()
	if !c.IsInvoke() {
		if fn := c.StaticCallee(); fn != nil && fn.Parent() == nil {
			if bound, ok := c.Value.(*ssa.MakeClosure); ok {
				return u.boundTarget(s, bound)
			}
			return u.named(s, in, fn)
		}
		t := u.Reason.Resolve(s.Facts, u.Reason.Paths.Term(c.Value))
		if m, ok := t.Sym().(*ssa.MakeClosure); ok && m.Fn.(*ssa.Function).Parent() == nil {
			return u.boundTarget(s, m)
		}
		if fn := callinfo.FunctionOf(t); fn != nil {
			if fn.Parent() == nil {
				return u.named(s, in, fn)
			}
			if u.relevance.isRelevant(fn) {
				return domain.Target{Kind: domain.TargetInline, Fn: fn}
			}
			return domain.Target{}
		}
	}
	return u.named(s, in, nil)
}

// boundTarget returns what a call of the method value m does.
func (u *Run) boundTarget(s domain.State, m *ssa.MakeClosure) domain.Target {
	op := u.Prog.Calls.BoundOperation(m)
	fn := m.Fn.(*ssa.Function)
	if u.Subject.Handle && len(m.Bindings) == 1 && u.Subject.IsLock(s.Facts, m.Bindings[0]) {
		if fn.Object() != nil && lexicon.ReleasesHandle(fn.Object().Name()) {
			return domain.Target{Kind: domain.TargetOurs, Op: typestate.HandleRelease}
		}
		return domain.Target{}
	}
	if u.Subject.Handle && len(m.Bindings) == 1 && u.Subject.MayBeHandle(s.Facts, m.Bindings[0]) && fn.Object() != nil && lexicon.ReleasesHandle(fn.Object().Name()) {
		return domain.Target{Kind: domain.TargetDischarge, Why: domain.OtherName}
	}
	if op == nil {
		if f := u.Prog.Summaries.Of(u.Prog.BoundMethod(fn)); callinfo.Releases(f, u.Subject.Class) {
			return domain.Target{Kind: domain.TargetDischarge, Why: domain.CalleeReleases}
		}
		if lexicon.SpeaksOfRelease(fn.Name()) && len(m.Bindings) > 0 && u.Subject.IsBase(s.Facts, m.Bindings[0]) && !u.Prog.Summaries.IsKnown(u.Prog.BoundMethod(fn)) {
			return domain.Target{Kind: domain.TargetDischarge, Why: domain.NamedRelease}
		}
		return domain.Target{}
	}
	if !u.Subject.Concerns(op) {
		return domain.Target{}
	}
	if same, other := u.Subject.IsOurs(s.Facts, op); same {
		return domain.Target{Kind: domain.TargetOurs, Op: op}
	} else if other {
		return domain.Target{}
	}
	return domain.Target{Kind: domain.TargetOther, Op: op}
}

// named returns what a call of fn, or of an unknown function if fn is nil,
// does by what is known of it: its summary, its name, its arguments.
func (u *Run) named(s domain.State, in ssa.CallInstruction, fn *ssa.Function) domain.Target {
	c := in.Common()
	f := u.Prog.Summaries.At(in)
	if fn != nil {
		f = u.Prog.Summaries.Of(fn)
	}
	if f != nil && callinfo.MayRelease(f, u.Subject.Class) {
		return domain.Target{Kind: domain.TargetDischarge, Why: domain.CalleeReleases}
	}
	if endsState(u.Subject, fn) {
		return domain.Target{Kind: domain.TargetDischarge, Why: domain.CalleeReleases}
	}
	if _, ok := c.Value.(*ssa.Builtin); ok {
		return domain.Target{}
	}
	if lexicon.NeverReturns(c) || f != nil && f.NeverReturns {
		return domain.Target{Kind: domain.TargetDischarge, Why: domain.NotReturning}
	}
	if u.Subject.Handle && u.Subject.ReleasesOtherHandle(s, c) {
		return domain.Target{}
	}
	known := u.Prog.Summaries.IsKnown(fn) || u.Prog.IsDeclaredCall(in) || f != nil && !f.IsZero() || callinfo.IsNewCond(fn)
	named := lexicon.SpeaksOfRelease(lexicon.CalleeName(c))
	passed := slices.ContainsFunc(c.Args, func(a ssa.Value) bool { return u.Subject.IsLock(s.Facts, a) })
	switch {
	case named && (!known || passed && !u.Prog.Calls.IsSync(u.Subject.Class)):
		return domain.Target{Kind: domain.TargetDischarge, Why: domain.NamedRelease} // a lock type may do by its own means what no summary shows
	case passed && !known:
		return domain.Target{Kind: domain.TargetDischarge, Why: domain.LockPassed}
	case !known && slices.ContainsFunc(c.Args, func(a ssa.Value) bool { return u.Subject.IsReleaser(s.Facts, a) }):
		return domain.Target{Kind: domain.TargetDischarge, Why: domain.CalleeReleases}
	case !known && u.Machine.IsGivenResult(s, c):
		return domain.Target{Kind: domain.TargetDischarge, Why: domain.HolderReturned}
	}
	return domain.Target{}
}

// endsState reports whether a call of fn sets what says that the lock is held, where that
// is no more than the state of an object.
func endsState(sub *typestate.Subject, fn *ssa.Function) bool {
	return fn != nil && !sub.Handle && !sub.Prog.Calls.IsSync(sub.Class) && sub.Families.SetsStateOf(sub.Fn, sub.ID, fn)
}

// passes returns s after a call that does nothing to the lock itself, but may
// be given a function value that does. given are arguments whose fate is known.
func (u *Run) passes(s domain.State, in ssa.CallInstruction, given []ssa.Value) domain.State {
	of, _ := u.Prog.Futures.Of(in.Common())
	for _, a := range in.Common().Args {
		if slices.Contains(given, a) {
			continue
		}
		if of != a {
			s = u.Machine.NoteFutureLeaves(s, a)
		}
		if u.Subject.Handle && typestate.IsReceiver(in.Common(), a) && (u.Subject.IsLock(s.Facts, a) || u.Subject.MayBeHandle(s.Facts, a)) && isReturned(in.Value()) {
			s = u.Machine.Weaken(u.Machine.Entrust(s, in), domain.HolderReturned, in)
		}
		if u.Subject.Handle && !typestate.IsReceiver(in.Common(), a) && (u.Subject.IsLock(s.Facts, a) || u.Subject.MayBeHandle(s.Facts, a)) && !slices.ContainsFunc(u.Prog.Calls.At(in), u.Subject.Concerns) {
			s = u.Machine.Weaken(u.Machine.Entrust(s, in), domain.ClosureLeaves, in)
		}
		if b, ok := in.Common().Value.(*ssa.Builtin); ok && b.Name() == "append" {
			s = u.Machine.NoteStored(s, a)
		}
		s = u.leaves(s, in, a)
	}
	return s
}

// isReturned reports whether an object that a call has made is returned: it may
// have what it was made by.
func isReturned(c *ssa.Call) bool { return c != nil && isResult(c) }

// isResult reports whether v, a part of it, or an interface made of it is returned as an
// object.
func isResult(v ssa.Value) bool {
	return slices.ContainsFunc(*v.Referrers(), func(ref ssa.Instruction) bool {
		switch ref := ref.(type) {
		case *ssa.Return:
			return isObject(v.Type())
		case *ssa.Extract, *ssa.MakeInterface, *ssa.ChangeInterface:
			return isResult(ref.(ssa.Value))
		}
		return false
	})
}

// isObject reports whether a value of type t can have methods that release, by
// what it is made of.
func isObject(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Struct, *types.Interface:
		return !lexicon.IsError(t)
	}
	return false
}

// leaves returns s after v got away from the function: if v is a function
// value that releases the lock, whoever has it can do so from now on.
func (u *Run) leaves(s domain.State, at ssa.Instruction, v ssa.Value) domain.State {
	if !u.canRelease(s, v) {
		return s
	}
	if _, ok := at.(ssa.CallInstruction); !ok || !s.Held() {
		// Stored, it can be called again and again. Passed to a call while the
		// lock is held, it releases this one hold.
		s.Escaped = true
	}
	return u.Machine.Weaken(u.Machine.Entrust(s, at), domain.ClosureLeaves, at)
}
