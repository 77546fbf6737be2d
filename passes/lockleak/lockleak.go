package lockleak

import (
	_ "embed"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/obligation"
	"github.com/lockleak/lockleak/internal/report"
)

//go:embed doc.go
var doc string

// New returns the pass on top of the analyzer of obligations. Its flags change
// the settings s.
func New(obligations *analysis.Analyzer, s *obligation.Settings) *analysis.Analyzer {
	a := &analysis.Analyzer{
		Name:     "lockleak",
		Doc:      report.Manual(doc, "lockleak"),
		URL:      "https://github.com/lockleak/lockleak/blob/main/docs/lockleak.md",
		Requires: []*analysis.Analyzer{obligations},
		Run: func(pass *analysis.Pass) (any, error) {
			run(pass, pass.ResultOf[obligations].(*obligation.Result))
			return nil, nil
		},
	}
	a.Flags.Var(&s.Panic, "panic", "which panics are exits: "+strings.Join(obligation.PanicLevels(), ", "))
	return a
}

func run(pass *analysis.Pass, res *obligation.Result) {
	for _, site := range res.Sites {
		if site.Verdict == obligation.Leaks {
			pass.Report(report.Leak(pass, site))
		}
	}
}
