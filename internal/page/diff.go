package page

import (
	"cmp"
	"html/template"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/lockleak/lockleak/internal/finding"
	"github.com/lockleak/lockleak/internal/view"
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
		text, shown.Problem = unified(v, f.Edits)
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
	byFile := make(map[string][]finding.Edit)
	var files []string
	for _, e := range edits {
		if byFile[e.File] == nil {
			files = append(files, e.File)
		}
		byFile[e.File] = append(byFile[e.File], e)
	}
	var w strings.Builder
	for _, file := range files {
		before, err := v.Text(file)
		if err != nil {
			return "", "the file cannot be read"
		}
		after, ok := applied(before, byFile[file])
		if !ok {
			return "", "the file has changed since it was analysed"
		}
		name := v.Name(file)
		d := diff.Diff(name, []byte(before), name, []byte(after))
		// The first line is the command diff.
		_, rest, _ := strings.Cut(string(d), "\n")
		w.WriteString(rest)
	}
	return w.String(), ""
}

// applied returns text with edits, which do not overlap. It reports whether they
// fit.
func applied(text string, edits []finding.Edit) (string, bool) {
	edits = slices.SortedStableFunc(slices.Values(edits), func(a, b finding.Edit) int { return cmp.Compare(a.Start, b.Start) })
	var w strings.Builder
	from := 0
	for _, e := range edits {
		if e.Start < from || e.End < e.Start || e.End > len(text) {
			return "", false
		}
		w.WriteString(text[from:e.Start] + e.New)
		from = e.End
	}
	w.WriteString(text[from:])
	return w.String(), true
}
