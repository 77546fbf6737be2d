package cli

import (
	"iter"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/result/detail"
)

// isCheck reports whether an analyzer of the suite is a check: all are, but for
// the one that tells programs what a diagnostic cannot hold.
func isCheck(a *analysis.Analyzer) bool { return a.Name != detail.AnalyzerName }

// checks returns the checks of the suite, in its order.
func checks(suite []*analysis.Analyzer) iter.Seq[*analysis.Analyzer] {
	return func(yield func(*analysis.Analyzer) bool) {
		for _, a := range suite {
			if isCheck(a) && !yield(a) {
				return
			}
		}
	}
}

// checkNames returns the names of the checks, in the order of the suite.
func checkNames(suite []*analysis.Analyzer) []string {
	var names []string
	for a := range checks(suite) {
		names = append(names, a.Name)
	}
	return names
}
