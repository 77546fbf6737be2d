package report

import (
	"go/token"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/engine/obligation"
	"github.com/lockleak/lockleak/internal/settings/checks"
	"github.com/lockleak/lockleak/internal/settings/declare"
	"github.com/lockleak/lockleak/internal/settings/ignore"
)

// stale is the category of directives that ignore nothing.
const stale = "stale"

// withoutIgnored returns the findings but for those that the source accepts. A
// directive that accepts nothing is a finding of the check that it names, which
// is there only where that check runs; one that is malformed is a finding of
// lockdirective.
func withoutIgnored(pass *analysis.Pass, w where, res *obligation.Result, all []Finding) []Finding {
	var directives []*ignore.Directive
	var out []Finding
	for _, f := range pass.Files {
		if !w.wanted(f.FileStart) {
			continue // there are no findings, so none is accepted
		}
		found, wrong := ignore.Read(pass.Fset, f)
		directives = append(directives, found...)
		for _, m := range wrong {
			out = append(out, badDirective(declare.Malformed(m)))
		}
	}
	if len(directives) == 0 {
		return append(all, out...)
	}
	type use struct {
		directive *ignore.Directive
		check     checks.Name
	}
	used := make(map[use]bool)
	for _, f := range all {
		accepted := false
		at := pass.Fset.PositionFor(f.Diagnostic.Pos, false)
		for _, d := range directives {
			if d.Covers(f.Check, at) {
				used[use{d, f.Check}] = true
				accepted = true
			}
		}
		if !accepted {
			out = append(out, f)
		}
	}
	if len(res.Internal) > 0 {
		return out // a finding may be missing that was accepted
	}
	for _, d := range directives {
		for _, check := range d.Checks {
			if !used[use{d, check}] {
				out = append(out, staleDirective(pass.Fset, d, check))
			}
		}
	}
	return out
}

// staleDirective returns the finding of a check for a directive that accepts
// none of its findings.
func staleDirective(fset *token.FileSet, d *ignore.Directive, check checks.Name) Finding {
	f := Finding{Check: check, Diagnostic: analysis.Diagnostic{Pos: d.Pos, End: d.End, Category: stale}}
	f.say("there is nothing to ignore here; remove %s", is(len(d.Checks) == 1, "the directive", string(check)+" from the directive"))
	if len(d.Checks) == 1 {
		edit := analysis.TextEdit{Pos: d.Pos, End: d.End}
		if file := fset.File(d.Pos); d.Alone && file.Line(d.End) < file.LineCount() {
			line := file.PositionFor(d.Pos, false).Line
			edit.Pos, edit.End = file.LineStart(line), file.LineStart(line+1)
		}
		f.Diagnostic.SuggestedFixes = []analysis.SuggestedFix{{
			Message:   "Remove //" + ignore.Prefix,
			TextEdits: []analysis.TextEdit{edit},
		}}
	}
	return f
}
