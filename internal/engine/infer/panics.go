package infer

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/settings/panics"
)

// alwaysPanics reports whether fn never returns, and panics.
func (s *Summarizer) alwaysPanics(fn *ssa.Function) bool {
	if !callinfo.NeverReturns(fn) || len(s.families.Recoverers(fn)) > 0 {
		return false
	}
	found := false
	for _, b := range fn.Blocks {
		if p, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Panic); ok {
			found = found || s.prog.Summaries.PanicAt(p) != nil
		}
	}
	return found
}

// mayPanic reports whether fn may panic: it, or a function of the package that it calls,
// has an explicit panic, and it recovers from none.
func (s *Summarizer) mayPanic(fn *ssa.Function) bool {
	if s.prog.PanicLevel != panics.Explicit || len(s.families.Recoverers(fn)) > 0 {
		return false
	}
	for in := range accesspath.Instructions(fn) {
		switch in := in.(type) {
		case *ssa.Panic:
			if s.prog.Summaries.PanicAt(in) != nil {
				return true
			}
		case *ssa.Call:
			if f := s.prog.Summaries.At(in); f != nil && f.MayPanic {
				return true
			}
		}
	}
	return false
}
