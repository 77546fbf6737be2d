package report

import (
	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/settings/checks"
)

// pages is where the manuals are on the web.
const pages = "https://github.com/lockleak/lockleak/blob/main/docs/"

// NewCheck returns the analyzer of that name, which reports its findings among
// those of the analyzer findings. Its manual is in the Go source doc: see
// [Manual].
func NewCheck(name checks.Name, doc string, findings *analysis.Analyzer) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:     string(name),
		Doc:      Manual(doc, string(name)),
		URL:      pages + string(name) + ".md",
		Requires: []*analysis.Analyzer{findings},
		Run: func(pass *analysis.Pass) (any, error) {
			for _, f := range pass.ResultOf[findings].(*Result).Findings {
				if f.Check == name {
					pass.Report(f.Diagnostic)
				}
			}
			return nil, nil
		},
	}
}
