package infer

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// The functions that a function is passed: when it calls them.

// runsOf returns when fn calls its function parameters, for those for which that is
// known.
func (s *Summarizer) runsOf(fn *ssa.Function) []summary.Run {
	var out []summary.Run
	for i, p := range fn.Params {
		if lexicon.IsFunc(p.Type()) {
			if w := s.whenRun(p); w != 0 {
				out = append(out, summary.Run{Param: i, When: w})
			}
		}
	}
	return out
}

// whenRun returns when the function v, the value of a variable or parameter, is called;
// 0 if that is not known, or it is never called.
func (s *Summarizer) whenRun(v ssa.Value) summary.When {
	var when summary.When
	for _, ref := range *v.Referrers() {
		w, ok := s.runAt(v, ref)
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

// runAt returns when the use ref of v calls it, 0 if it does not, and whether that is
// known.
func (s *Summarizer) runAt(v ssa.Value, ref ssa.Instruction) (when summary.When, ok bool) {
	switch ref := ref.(type) {
	case *ssa.DebugRef:
		return 0, true
	case *ssa.BinOp:
		return 0, ref.Op == token.EQL || ref.Op == token.NEQ // with nil
	case *ssa.Go:
		return summary.Later, ref.Call.Value == v
	case *ssa.Call, *ssa.Defer:
		when = s.runBy(v, ref.(ssa.CallInstruction))
		if when == summary.Once && !s.isCertain(ref) {
			when = summary.Maybe
		}
		return when, when != 0
	case *ssa.Store:
		a, isVar := ref.Addr.(*ssa.Alloc)
		if !isVar || ref.Val != v || s.prog.Paths.IsShared(a) {
			return 0, false
		}
		return s.whenVariableRun(a, ref)
	}
	return 0, false
}

// runBy returns when the call c calls v, directly or as an argument of the function that
// it calls; 0 if that is not known.
func (s *Summarizer) runBy(v ssa.Value, c ssa.CallInstruction) summary.When {
	if c.Common().Value == v {
		return summary.Once
	}
	f := s.prog.Summaries.At(c)
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
		if when = callinfo.ParamRun(f, i); when == 0 {
			return 0
		}
	}
	return when
}

// whenVariableRun returns when the function that init stores in the variable a is called,
// and whether that is known. Literals may capture a.
func (s *Summarizer) whenVariableRun(a *ssa.Alloc, init *ssa.Store) (summary.When, bool) {
	when := summary.When(0)
	for _, ref := range *a.Referrers() {
		switch ref := ref.(type) {
		case *ssa.DebugRef:
		case *ssa.UnOp:
			w := s.whenRun(ref)
			if w == 0 || when != 0 && when != summary.Maybe || w == summary.Later {
				return 0, false
			}
			when = summary.Maybe
		case *ssa.MakeClosure:
			if !s.prog.Paths.OnlyCalled(ref) {
				return 0, false
			}
			when = summary.Maybe // if the literal is called
		default:
			if ref != ssa.Instruction(init) {
				return 0, false
			}
		}
	}
	return when, true
}

// isCertain reports whether every path to a return of the function executes in once.
func (s *Summarizer) isCertain(in ssa.Instruction) bool {
	if s.prog.Paths.InCycle(in.Block()) {
		return false
	}
	for _, b := range in.Parent().Blocks {
		if _, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && b != in.Parent().Recover && !in.Block().Dominates(b) {
			return false
		}
	}
	return true
}
