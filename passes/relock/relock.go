package relock

import (
	_ "embed"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/config"
	"github.com/lockleak/lockleak/internal/obligation"
	"github.com/lockleak/lockleak/internal/report"
)

//go:embed doc.go
var doc string

// New returns the pass on top of the analyzer of obligations. Its flag changes
// the settings s.
func New(obligations *analysis.Analyzer, s *obligation.Settings, skip *config.Skip) *analysis.Analyzer {
	a := &analysis.Analyzer{
		Name:     "relock",
		Doc:      report.Manual(doc, "relock"),
		URL:      "https://github.com/lockleak/lockleak/blob/main/docs/relock.md",
		Requires: []*analysis.Analyzer{obligations},
		Run: func(pass *analysis.Pass) (any, error) {
			for _, r := range report.Wanted(pass, obligations, skip).Relocks {
				switch r.Kind {
				case obligation.RelockAgain, obligation.RelockShared:
					pass.Report(report.Relock(pass, r))
				}
			}
			return nil, nil
		},
	}
	a.Flags.BoolVar(&s.Shared, "shared", false, "also report RLock where the path has called RLock already")
	return a
}
