package report

import (
	"fmt"
	"go/token"

	"golang.org/x/tools/go/analysis"
)

// contain is deferred by what describes a finding of the check at pos. After an
// internal error there, d becomes a diagnostic that says so: the finding is not
// lost, and neither are others.
func contain(d *analysis.Diagnostic, check string, pos token.Pos) {
	if r := recover(); r != nil {
		*d = analysis.Diagnostic{
			Pos:     pos,
			Message: fmt.Sprintf("%s: something is wrong with the lock here; an internal error prevents saying what: %v", check, r),
		}
	}
}
