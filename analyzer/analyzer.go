// Package analyzer is the front door for programs that embed lockleak.
package analyzer

import (
	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/config"
	"github.com/lockleak/lockleak/internal/obligation"
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
func Suite() []*analysis.Analyzer {
	s := &obligation.Settings{Panic: obligation.PanicRecovered}
	skip := new(config.Skip)
	obligations := obligation.NewAnalyzer(s)
	return []*analysis.Analyzer{
		lockleak.New(obligations, s, skip),
		relock.New(obligations, s, skip),
		badunlock.New(obligations, skip),
		deferlock.New(obligations, skip),
		lostunlock.New(obligations, skip),
		lockdirective.New(obligations, skip),
		lockdetail.New(obligations, skip),
	}
}
