package infer

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// What becomes of the functions that a function is given.

// runsOf returns what fn does with its function parameters, as far as it is
// known for certain.
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

// whenRun returns when the function v, which a variable or parameter of a
// function holds, is run; 0 if that is not known, or it is not run at all.
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

// runAt returns when the use ref of v runs it, 0 if it does not, and whether
// that is known.
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

// runBy returns when the call c runs v: it calls v, or a function that is given
// v.
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

// whenVariableRun returns when the function is run that init stores in the
// variable a, which literals may capture.
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
