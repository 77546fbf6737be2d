package report

import (
	"go/token"

	"golang.org/x/tools/go/analysis"
	"honnef.co/go/tools/analysis/facts/generated"
)

// A where knows in which files findings are wanted.
type where struct {
	pass      *analysis.Pass
	settings  *Settings
	generated map[string]generated.Generator
}

// wanted reports whether a finding at pos is. It looks at both names of a file:
// the one that a line directive gives, as cgo writes them, and its own.
func (w where) wanted(pos token.Pos) bool {
	file := w.pass.Fset.PositionFor(pos, false).Filename
	if w.settings.Skip.File(file) || w.settings.Skip.File(w.pass.Fset.Position(pos).Filename) {
		return false
	}
	return w.settings.Generated || !w.isGenerated(file)
}

// isGenerated reports whether nobody writes the code in a file by hand. What
// cgo and goyacc make has the code in it that somebody has written.
func (w where) isGenerated(file string) bool {
	by, ok := w.generated[file]
	return ok && by != generated.Cgo && by != generated.Goyacc
}

// nothing is the filter of a package in which nothing is reported.
func nothing(token.Pos) bool { return false }
