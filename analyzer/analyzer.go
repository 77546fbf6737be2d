// Package analyzer is the front door for programs that embed lockleak.
package analyzer

import (
	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/check/report"
	"github.com/lockleak/lockleak/internal/engine/obligation"
	"github.com/lockleak/lockleak/internal/engine/program"
	"github.com/lockleak/lockleak/internal/settings/panics"
	"github.com/lockleak/lockleak/passes/badunlock"
	"github.com/lockleak/lockleak/passes/deferlock"
	"github.com/lockleak/lockleak/passes/lockdetail"
	"github.com/lockleak/lockleak/passes/lockdirective"
	"github.com/lockleak/lockleak/passes/lockleak"
	"github.com/lockleak/lockleak/passes/lostunlock"
	"github.com/lockleak/lockleak/passes/relock"
)

// Suite returns the analyzers with settings of their own, which their flags
// change: two suites do not influence each other.
func Suite() []*analysis.Analyzer { return suite(program.Shared, false) }

// Alone is [Suite] for a program that runs no other analyzers beside these: they
// share nothing with others, and take less time and memory for it.
func Alone() []*analysis.Analyzer { return suite(program.Own, false) }

// Facts is [Alone] for packages of which only the facts are wanted: it takes less time
// to find these, and there are no findings.
func Facts() []*analysis.Analyzer { return suite(program.Own, true) }

func suite(source *analysis.Analyzer, factsOnly bool) []*analysis.Analyzer {
	s := &obligation.Settings{Panic: panics.Default, FactsOnly: factsOnly}
	where := new(report.Settings)
	findings := report.NewAnalyzer(obligation.NewAnalyzer(s, source), where)
	return []*analysis.Analyzer{
		lockleak.New(findings, s, where),
		relock.New(findings, s),
		badunlock.New(findings),
		deferlock.New(findings),
		lostunlock.New(findings),
		lockdirective.New(findings),
		lockdetail.New(findings),
	}
}
