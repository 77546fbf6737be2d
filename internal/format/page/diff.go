package page

import (
	"html/template"
	"strings"

	"github.com/lockleak/lockleak/internal/result/finding"
	"github.com/lockleak/lockleak/internal/result/patch"
	"github.com/lockleak/lockleak/internal/result/view"
)

// A fix is what is shown of a finding.Fix.
type fix struct {
	Title   string
	Message string
	Lines   []diffLine // none if Problem says why
	Problem string
}

// A diffLine is a line of a unified diff.
type diffLine struct {
	Class string // add, del, at, or "" for those that stay
	Text  template.HTML
}

// fixes returns the fixes of a finding.
func fixes(v *view.View, list []finding.Fix) []fix {
	var all []fix
	for i, f := range list {
		shown := fix{Title: "Fix", Message: visible(f.Message)}
		if i > 0 {
			shown.Title = "Another fix"
		}
		var text string
		if len(f.Edits) > 0 {
			text, shown.Problem = unified(v, f.Edits)
		}
		for line := range strings.Lines(text) {
			line = strings.TrimRight(line, "\r\n")
			shown.Lines = append(shown.Lines, diffLine{Class: diffClass(line), Text: template.HTML(code(line))})
		}
		all = append(all, shown)
	}
	return all
}

func diffClass(line string) string {
	switch {
	case strings.HasPrefix(line, "@@"), strings.HasPrefix(line, "--- "), strings.HasPrefix(line, "+++ "):
		return "at"
	case strings.HasPrefix(line, "+"):
		return "add"
	case strings.HasPrefix(line, "-"):
		return "del"
	}
	return ""
}

// unified returns edits as a unified diff, or why there is none.
func unified(v *view.View, edits []finding.Edit) (text, problem string) {
	var f patch.Fix
	for _, e := range edits {
		e.File = v.Abs(e.File)
		f.Edits = append(f.Edits, patch.Edit(e))
	}
	plan, err := patch.New([]patch.Fix{f})
	switch {
	case err != nil:
		return "", "a file cannot be read, or has changed since it was analysed"
	case len(plan.Files) == 0:
		return "", "the file is generated"
	}
	return string(plan.Diff(v.Name)), ""
}
