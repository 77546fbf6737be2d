package relock

import (
	_ "embed"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/check/report"
	"github.com/lockleak/lockleak/internal/engine/obligation"
	"github.com/lockleak/lockleak/internal/settings/checks"
)

//go:embed doc.go
var doc string

// New returns the pass on top of the analyzer of findings. Its flag changes the
// settings of the engine s.
func New(findings *analysis.Analyzer, s *obligation.Settings) *analysis.Analyzer {
	a := report.NewCheck(checks.Relock, doc, findings)
	a.Flags.BoolVar(&s.Shared, "shared", false, "also report RLock where the path has called RLock already")
	return a
}
