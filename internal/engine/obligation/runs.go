package obligation

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// What becomes of the functions that a function is given.

// runsOf returns what fn does with its function parameters, as far as it is
// known for certain.
func (e *engine) runsOf(fn *ssa.Function) []summary.Run {
	var out []summary.Run
	for i, p := range fn.Params {
		if isFunc(p.Type()) {
			if w := e.whenRun(p); w != 0 {
				out = append(out, summary.Run{Param: i, When: w})
			}
		}
	}
	return out
}

// whenRun returns when the function v, which a variable or parameter of a
// function holds, is run; 0 if that is not known, or it is not run at all.
func (e *engine) whenRun(v ssa.Value) summary.When {
	var when summary.When
	for _, ref := range *v.Referrers() {
		w, ok := e.runAt(v, ref)
		switch {
		case !ok:
			return 0
		case w == 0:
		case when == 0:
			when = w
		case when == summary.Later || w == summary.Later:
			return 0
		default:
			when = summary.Maybe
		}
	}
	return when
}

// runAt returns when the use ref of v runs it, 0 if it does not, and whether
// that is known.
func (e *engine) runAt(v ssa.Value, ref ssa.Instruction) (when summary.When, ok bool) {
	switch ref := ref.(type) {
	case *ssa.DebugRef:
		return 0, true
	case *ssa.BinOp:
		return 0, ref.Op == token.EQL || ref.Op == token.NEQ // with nil
	case *ssa.Go:
		return summary.Later, ref.Call.Value == v
	case *ssa.Call, *ssa.Defer:
		when = e.runBy(v, ref.(ssa.CallInstruction))
		if when == summary.Once && !e.isCertain(ref) {
			when = summary.Maybe
		}
		return when, when != 0
	case *ssa.Store:
		a, isVar := ref.Addr.(*ssa.Alloc)
		if !isVar || ref.Val != v || e.paths.IsShared(a) {
			return 0, false
		}
		return e.whenVariableRun(a, ref)
	}
	return 0, false
}

// runBy returns when the call c runs v: it calls v, or a function that is given
// v.
func (e *engine) runBy(v ssa.Value, c ssa.CallInstruction) summary.When {
	if c.Common().Value == v {
		return summary.Once
	}
	f := e.summaryAt(c)
	if f == nil {
		return 0
	}
	when := summary.When(0)
	for i, a := range accesspath.CallOf(c, "").Args {
		if a != v {
			continue
		}
		if when != 0 {
			return 0
		}
		if when = runs(f, i); when == 0 {
			return 0
		}
	}
	return when
}

// runs returns what a function with the summary f does with its i-th
// parameter.
func runs(f *summary.Func, i int) summary.When {
	for _, r := range f.Runs {
		if r.Param == i {
			return r.When
		}
	}
	return 0
}

// whenVariableRun returns when the function is run that init stores in the
// variable a, which literals may capture.
func (e *engine) whenVariableRun(a *ssa.Alloc, init *ssa.Store) (summary.When, bool) {
	when := summary.When(0)
	for _, ref := range *a.Referrers() {
		switch ref := ref.(type) {
		case *ssa.DebugRef:
		case *ssa.UnOp:
			w := e.whenRun(ref)
			if w == 0 || when != 0 && when != summary.Maybe || w == summary.Later {
				return 0, false
			}
			when = summary.Maybe
		case *ssa.MakeClosure:
			if !e.paths.OnlyCalled(ref) {
				return 0, false
			}
			when = summary.Maybe // at most by calls of the literal
		default:
			if ref != ssa.Instruction(init) {
				return 0, false
			}
		}
	}
	return when, true
}

// isCertain reports whether every way through the function that returns leads
// through in, once.
func (e *engine) isCertain(in ssa.Instruction) bool {
	if e.paths.InCycle(in.Block()) {
		return false
	}
	for _, b := range in.Parent().Blocks {
		if _, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && b != in.Parent().Recover && !in.Block().Dominates(b) {
			return false
		}
	}
	return true
}

// runsArgs returns the states behind what a call of a function with the summary
// f does with the functions that it is given, and which arguments these are.
func (u *unit) runsArgs(fr *frame, s state, in *ssa.Call, f *summary.Func) ([]state, []ssa.Value) {
	cur := one(s)
	var done []ssa.Value
	if f == nil {
		return cur, nil
	}
	for i, a := range accesspath.CallOf(in, "").Args {
		if runs(f, i) != summary.Once || !isFunc(a.Type()) {
			continue // what is run later, or perhaps, is handed over
		}
		var next states
		handled := true
		for _, s := range cur {
			held := s.holds
			relocks := s.held() && s.doubt == noDoubt && u.relocksAround(s, in)
			if relocks {
				s.holds = [maxHolds]hold{} // it is run where that is given back
			}
			out, ok := u.runsArg(fr, s, in, a)
			handled = handled && ok
			for _, t := range out {
				if relocks && !t.held() {
					t.holds = held
				}
				next = u.join(next, t)
			}
		}
		if handled {
			cur, done = next, append(done, a)
		}
	}
	return cur, done
}

// relocksAround reports whether what a call calls gives back the lock of the unit
// and takes it again.
func (u *unit) relocksAround(s state, in *ssa.Call) bool {
	return slices.ContainsFunc(u.operationsAt(in), func(op *accesspath.Operation) bool {
		same, _ := u.isOurs(s.facts, op)
		return same && u.concerns(op) && slices.ContainsFunc(op.Outcomes, func(o summary.Outcome) bool { return o.Do == summary.Relocked })
	})
}

// runsArg returns the states behind the run of one argument, and whether it is
// a function that can be followed.
func (u *unit) runsArg(fr *frame, s state, in *ssa.Call, a ssa.Value) ([]state, bool) {
	t := u.resolve(s.facts, u.paths.Term(a))
	fn := functionOf(t)
	if fn == nil {
		return nil, false
	}
	run := func(s state) []state { return u.follow(fr, s, in, fn, false) }
	if fn.Parent() == nil {
		m, ok := t.Sym().(*ssa.MakeClosure)
		if !ok {
			return nil, false
		}
		b := u.boundTarget(s, m)
		if b.kind == nothing {
			return one(s), true
		}
		if b.op == nil {
			return nil, false
		}
		run = func(s state) []state { return u.operate(s, b.op, in, nil) }
	} else if !u.isRelevant(fn) {
		return one(s), true
	}
	return run(s), true
}
