package lockdirective

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
		Name:     "lockdirective",
		Doc:      report.Manual(doc, "lockdirective"),
		URL:      "https://github.com/lockleak/lockleak/blob/main/docs/lockdirective.md",
		Requires: []*analysis.Analyzer{obligations},
		Run: func(pass *analysis.Pass) (any, error) {
			for _, b := range report.Wanted(pass, obligations, skip).BadDirectives {
				pass.Report(analysis.Diagnostic{Pos: b.Pos, End: b.End, Category: "directive", Message: "lockdirective: " + b.Message})
			}
			return nil, nil
		},
	}
}
