package deferlock

import (
	_ "embed"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/check/report"
)

//go:embed doc.go
var doc string

// New returns the pass on top of the analyzer of findings.
func New(findings *analysis.Analyzer) *analysis.Analyzer {
	return report.NewCheck("deferlock", doc, findings)
}
