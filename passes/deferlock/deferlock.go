package deferlock

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
		Name:     "deferlock",
		Doc:      report.Manual(doc, "deferlock"),
		URL:      "https://github.com/lockleak/lockleak/blob/main/docs/deferlock.md",
		Requires: []*analysis.Analyzer{obligations},
		Run: func(pass *analysis.Pass) (any, error) {
			res := report.Wanted(pass, obligations, skip)
			for _, s := range res.EmptySections {
				pass.Report(report.EmptySection(pass, s))
			}
			for _, d := range res.Dropped {
				pass.Report(report.DroppedRelease(pass, d))
			}
			for _, r := range res.Relocks {
				switch r.Kind {
				case obligation.RelockDeferred, obligation.RelockRelease, obligation.RelockRound:
					pass.Report(report.MistakenAcquire(pass, r))
				}
			}
			return nil, nil
		},
	}
}
