package lostunlock

import (
	_ "embed"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/config"
	"github.com/lockleak/lockleak/internal/obligation"
	"github.com/lockleak/lockleak/internal/report"
)

//go:embed doc.go
var doc string

// New returns the pass on top of the analyzer of obligations.
func New(obligations *analysis.Analyzer, skip *config.Skip) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:     "lostunlock",
		Doc:      report.Manual(doc, "lostunlock"),
		URL:      "https://github.com/lockleak/lockleak/blob/main/docs/lostunlock.md",
		Requires: []*analysis.Analyzer{obligations},
		Run: func(pass *analysis.Pass) (any, error) {
			for _, s := range report.Wanted(pass, obligations, skip).Sites {
				if s.Verdict == obligation.Leaks && s.ReturnsRelease() {
					pass.Report(report.Lost(pass, s))
				}
			}
			return nil, nil
		},
	}
}
