package gclplugin

import (
	"fmt"
	"go/token"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// folded returns a with its diagnostics in the form for golangci-lint, which
// makes an issue of its own out of every related entry: one finding would be
// ten, and those of a path would stay when it is fixed.
func folded(a *analysis.Analyzer) *analysis.Analyzer {
	f := *a
	f.Run = func(pass *analysis.Pass) (any, error) {
		own := *pass
		own.Report = func(d analysis.Diagnostic) { pass.Report(fold(pass.Fset, a.Name, d)) }
		return a.Run(&own)
	}
	return &f
}

// fold returns d with its related entries as lines of its message, and with the
// one fix that golangci-lint can apply. All else is kept.
func fold(fset *token.FileSet, check string, d analysis.Diagnostic) analysis.Diagnostic {
	var b strings.Builder
	if check == Name {
		b.WriteString(d.Message)
	} else {
		// golangci-lint begins it with the name of the analyzer itself, where that
		// is not the linter's.
		b.WriteString(strings.TrimPrefix(d.Message, check+": "))
	}
	dir := filepath.Dir(fset.Position(d.Pos).Filename)
	for _, r := range d.Related {
		fmt.Fprintf(&b, "\n\t%s: %s", place(fset.Position(r.Pos), dir), r.Message)
	}
	d.Message, d.Related = b.String(), nil
	d.SuggestedFixes = applicable(fset, d)
	return d
}

// applicable returns the first fix of d, as golangci-lint (2.15) applies all that
// there are, and they are alternatives. It returns none if that has edits in
// other files than d is in, which golangci-lint leaves out: half a fix.
func applicable(fset *token.FileSet, d analysis.Diagnostic) []analysis.SuggestedFix {
	if len(d.SuggestedFixes) == 0 {
		return nil
	}
	file := fset.File(d.Pos)
	for _, e := range d.SuggestedFixes[0].TextEdits {
		if fset.File(e.Pos) != file {
			return nil
		}
	}
	return d.SuggestedFixes[:1:1]
}

// place writes a position with its file relative to dir, the folder of the
// finding. It has to be the same wherever the code is and golangci-lint runs,
// since the text is kept in caches and compared with lists of known issues.
func place(p token.Position, dir string) string {
	if rel, err := filepath.Rel(dir, p.Filename); err == nil {
		p.Filename = filepath.ToSlash(rel)
	}
	return p.String()
}
