package obligation

import (
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
)

// Summaries returns the summaries of the functions of the package as text, also
// of those that are not exported.
func (r *Result) Summaries() map[string]string {
	out := make(map[string]string)
	for fn := range r.engine.prog.Functions() {
		if f := r.engine.prog.Summaries.Made(fn); f != nil {
			out[fn.String()] = f.String()
		}
	}
	return out
}

// OnState has f called with each state after an instruction. It may be called by
// several goroutines at once.
func (s *Settings) OnState(f func(ssa.Instruction, domain.State)) { s.inspect = f }

// An EarlyLookup is one of a summary that has not been made yet.
type EarlyLookup struct {
	By, Of *ssa.Function
	Called bool // calls lead from By to Of, and not back
	Leads  bool // calls and references lead from By to Of
	Back   bool // calls and references lead from Of to By
}

// OnEarlyLookup has f called for each lookup of a summary that has not been made
// yet.
func (s *Settings) OnEarlyLookup(f func(EarlyLookup)) {
	s.early = func(e *callinfo.Graph, by, of *ssa.Function) {
		refers := func(fn *ssa.Function) []*ssa.Function { return append(e.References(fn), e.Callees(fn)...) }
		f(EarlyLookup{by, of, leads(by, of, e.Callees) && !leads(of, by, e.Callees), leads(by, of, refers), leads(of, by, refers)})
	}
}

// leads reports whether next leads from one function to another.
func leads(from, to *ssa.Function, next func(*ssa.Function) []*ssa.Function) bool {
	seen := make(map[*ssa.Function]bool)
	var visit func(fn *ssa.Function) bool
	visit = func(fn *ssa.Function) bool {
		if fn == nil || seen[fn] {
			return false
		}
		seen[fn] = true
		for _, g := range next(fn) {
			if g == to || visit(g) {
				return true
			}
		}
		return false
	}
	return visit(from)
}
