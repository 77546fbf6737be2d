package report

import (
	"fmt"
	"go/token"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/verdict"
	"github.com/lockleak/lockleak/internal/result/finding"
	"github.com/lockleak/lockleak/internal/settings/checks"
)

// A Finding is a diagnostic of a check, and what a diagnostic does not hold.
type Finding struct {
	Check      checks.Name
	Diagnostic analysis.Diagnostic
	Kinds      []finding.Kind // those of the related entries
	Function   *ssa.Function  // nil for what is not about one
	Lock       string         // as the source writes it

	about any           // what the engine knows of it
	steps []domain.Step // the path, from which the related entries are
}

// An entry is a related entry of a diagnostic, with its kind.
type entry struct {
	analysis.RelatedInformation
	kind finding.Kind
}

// kinds says what steps are to a reader.
var kinds = map[domain.StepKind]finding.Kind{
	domain.StepAcquire:   finding.Acquire,
	domain.StepBranch:    finding.Branch,
	domain.StepCall:      finding.Call,
	domain.StepReturn:    finding.Call,
	domain.StepComplete:  finding.Mistake,
	domain.StepEntrusted: finding.Note,
	domain.StepReleased:  finding.Release,
	domain.StepUnheld:    finding.Mistake,
	domain.StepMiss:      finding.Mistake,
	domain.StepMode:      finding.Mistake,
	domain.StepRelock:    finding.Mistake,
	domain.StepConvert:   finding.Call,
	domain.StepThrough:   finding.Mistake,
	domain.StepExit:      finding.Exit,
	domain.StepAlso:      finding.Exit,
	domain.StepRelease:   finding.Release,
	domain.StepEntrust:   finding.Release,
}

// begin returns the finding of a check in fn at what is at pos: at all of the
// call there, if it is one.
func (s source) begin(check checks.Name, category string, fn *ssa.Function, pos token.Pos) Finding {
	f := Finding{Check: check, Function: fn, Diagnostic: analysis.Diagnostic{Pos: pos, Category: category}}
	if call := s.callAt(pos); call != nil {
		f.Diagnostic.Pos, f.Diagnostic.End = call.Pos(), call.End()
	}
	return f
}

// say sets the message, behind the name of the check.
func (f *Finding) say(format string, args ...any) {
	f.Diagnostic.Message = string(f.Check) + ": " + fmt.Sprintf(format, args...)
}

// tell adds the entries for the steps of a path. A case with several values is
// several branches, but one entry.
func (f *Finding) tell(s source, steps []domain.Step, site *verdict.Site) {
	f.steps = steps
	for _, x := range steps {
		e, ok := s.step(x, f.Lock, site)
		if !ok || len(f.Kinds) > 0 && f.Diagnostic.Related[len(f.Kinds)-1] == e.RelatedInformation {
			continue
		}
		f.add(e)
	}
}

func (f *Finding) add(e entry) {
	f.Diagnostic.Related = append(f.Diagnostic.Related, e.RelatedInformation)
	f.Kinds = append(f.Kinds, e.kind)
}

// shows reports whether an entry other than the acquire is at pos.
func (f *Finding) shows(pos token.Pos) bool {
	for i, r := range f.Diagnostic.Related {
		if r.Pos == pos && f.Kinds[i] != finding.Acquire {
			return true
		}
	}
	return false
}
