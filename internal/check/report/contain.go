package report

import (
	"go/token"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/settings/checks"
)

// contain is deferred by what describes a finding of the check at pos. After an
// internal error there, f becomes a finding that says so: it is not lost, and
// neither are others.
func contain(f *Finding, check checks.Name, pos token.Pos) {
	if r := recover(); r != nil {
		*f = Finding{Check: check, Diagnostic: analysis.Diagnostic{Pos: pos}}
		f.say("something is wrong with the lock here; an internal error prevents saying what: %v", r)
	}
}
