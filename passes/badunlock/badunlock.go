package badunlock

import (
	_ "embed"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/config"
	"github.com/lockleak/lockleak/internal/report"
)

//go:embed doc.go
var doc string

// New returns the pass on top of the analyzer of obligations.
func New(obligations *analysis.Analyzer, skip *config.Skip) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:     "badunlock",
		Doc:      report.Manual(doc, "badunlock"),
		URL:      "https://github.com/lockleak/lockleak/blob/main/docs/badunlock.md",
		Requires: []*analysis.Analyzer{obligations},
		Run: func(pass *analysis.Pass) (any, error) {
			res := report.Wanted(pass, obligations, skip)
			for _, b := range res.BadReleases {
				pass.Report(report.BadRelease(pass, b))
			}
			for _, s := range res.Second {
				pass.Report(report.SecondRelease(pass, s))
			}
			return nil, nil
		},
	}
}
