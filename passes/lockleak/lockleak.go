package lockleak

import (
	_ "embed"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/config"
	"github.com/lockleak/lockleak/internal/obligation"
	"github.com/lockleak/lockleak/internal/report"
)

//go:embed doc.go
var doc string

// New returns the pass on top of the analyzer of obligations. Its flags change
// the settings s, and what all passes skip.
func New(obligations *analysis.Analyzer, s *obligation.Settings, skip *config.Skip) *analysis.Analyzer {
	a := &analysis.Analyzer{
		Name:     "lockleak",
		Doc:      report.Manual(doc, "lockleak"),
		URL:      "https://github.com/lockleak/lockleak/blob/main/docs/lockleak.md",
		Requires: []*analysis.Analyzer{obligations},
		Run: func(pass *analysis.Pass) (any, error) {
			run(pass, report.Wanted(pass, obligations, skip))
			return nil, nil
		},
	}
	a.Flags.Var(&s.Panic, "panic", "which panics are exits: "+strings.Join(obligation.PanicLevels(), ", "))
	a.Flags.Var(&s.Declare, "declare", "what functions and types do to locks: TARGET: DECL, separated by semicolons")
	a.Flags.Var(skip, "skip", "where nothing is reported: packages such as example.com/gen/..., files such as file:*.pb.go, separated by commas")
	return a
}

func run(pass *analysis.Pass, res *obligation.Result) {
	for _, site := range res.Sites {
		if site.Verdict == obligation.Leaks && !site.ReturnsRelease() { // those are lostunlock's
			pass.Report(report.Leak(pass, site))
		}
	}
	for _, b := range res.Broken {
		pass.Report(report.BrokenPromise(pass, b))
	}
}
