package cli

import (
	"iter"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/settings/checks"
)

// isCheck reports whether an analyzer of the suite is a check: all are, but for
// the one that tells programs what a diagnostic cannot hold.
func isCheck(a *analysis.Analyzer) bool { return slices.Contains(checks.All(), checks.Name(a.Name)) }

// checksOf returns the checks of the suite, in its order.
func checksOf(suite []*analysis.Analyzer) iter.Seq[*analysis.Analyzer] {
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
	for a := range checksOf(suite) {
		names = append(names, a.Name)
	}
	return names
}

// enabled reports whether a check of the suite runs: as with package
// unitchecker, one that is named with a true value excludes those that are not.
func (cmd command) enabled(suite []*analysis.Analyzer, check string) bool {
	names := checkNames(suite)
	values := make(map[string]bool)
	for _, arg := range cmd.toolArgs {
		_, value, _ := strings.Cut(arg, "=")
		if on, err := strconv.ParseBool(value); err == nil && slices.Contains(names, flagName(arg)) {
			values[flagName(arg)] = on
		}
	}
	on, named := values[check]
	if !named {
		for _, v := range values {
			if v {
				return false
			}
		}
		on = true
	}
	return on && slices.Contains(names, check)
}
