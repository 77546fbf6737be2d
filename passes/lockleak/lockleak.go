package lockleak

import (
	_ "embed"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/check/report"
	"github.com/lockleak/lockleak/internal/engine/obligation"
	"github.com/lockleak/lockleak/internal/settings/checks"
	"github.com/lockleak/lockleak/internal/settings/panics"
)

//go:embed doc.go
var doc string

// New returns the pass on top of the analyzer of findings. Its flags change the
// settings of the engine s, and for all passes where they report.
func New(findings *analysis.Analyzer, s *obligation.Settings, where *report.Settings) *analysis.Analyzer {
	a := report.NewCheck(checks.LockLeak, doc, findings)
	a.Flags.Var(&s.Panic, "panic", "which panics are exits: "+strings.Join(panics.Names(), ", "))
	a.Flags.Var(&s.Declare, "declare", "what functions and types do to locks: TARGET: DECL, separated by semicolons")
	a.Flags.Var(&where.Skip, "skip", "where nothing is reported: packages such as example.com/gen/..., files such as file:*.pb.go, separated by commas")
	a.Flags.BoolVar(&where.Generated, "generated", false, "also report in generated files")
	return a
}
