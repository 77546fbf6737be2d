package lockleak

import (
	"golang.org/x/tools/go/analysis"
)

// New returns the pass.
func New() *analysis.Analyzer {
	a := &analysis.Analyzer{Name: "lockleak", Doc: "report locks that some path does not release", Run: func(*analysis.Pass) (any, error) { return nil, nil }}
	return a
}
