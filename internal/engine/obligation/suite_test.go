package obligation_test

import (
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/lockleak/lockleak/analyzer"
	"github.com/lockleak/lockleak/internal/engine/obligation"
)

// analyzeAll runs all checks over pkg, and returns what is known of its locks
// and how many findings there are.
func analyzeAll(pkg *packages.Package) (*obligation.Result, int, error) {
	return analyzeWith(analyzer.Suite(), pkg)
}

// analyzeWith is analyzeAll with checks that are given. They are not to be used
// again.
func analyzeWith(suite []*analysis.Analyzer, pkg *packages.Package) (*obligation.Result, int, error) {
	all := append(suite, engineOf(suite))
	graph, err := checker.Analyze(all, []*packages.Package{pkg}, &checker.Options{Sequential: true, SanityCheck: true})
	if err != nil {
		return nil, 0, err
	}
	var res *obligation.Result
	findings := 0
	for _, a := range graph.Roots {
		if a.Err != nil {
			return nil, 0, a.Err
		}
		findings += len(a.Diagnostics)
		if r, ok := a.Result.(*obligation.Result); ok {
			res = r
		}
	}
	return res, findings, nil
}

// engineOf returns the analyzer of obligations, which the findings of all checks
// are made of.
func engineOf(suite []*analysis.Analyzer) *analysis.Analyzer {
	findings := suite[0].Requires[0]
	return findings.Requires[slices.IndexFunc(findings.Requires, func(a *analysis.Analyzer) bool { return a.Name == "lockobligation" })]
}
