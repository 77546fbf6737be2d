package lostunlock

import (
	_ "embed"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/check/report"
	"github.com/lockleak/lockleak/internal/settings/checks"
)

//go:embed doc.go
var doc string

// New returns the pass on top of the analyzer of findings.
func New(findings *analysis.Analyzer) *analysis.Analyzer {
	return report.NewCheck(checks.LostUnlock, doc, findings)
}
