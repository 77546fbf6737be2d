// Package codequality writes findings as a code quality report of GitLab, which
// shows them in a merge request.
//
// The form is that of "Code Quality report format" in GitLab's documentation: a
// JSON array of objects with a description, a check, a fingerprint, a severity and
// a place. GitLab reads nothing else.
package codequality

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/lockleak/lockleak/internal/result/finding"
	"github.com/lockleak/lockleak/internal/result/view"
)

// severity is that of each finding: a mistake in the code, not a matter of style.
// Of GitLab's five, info, minor, major, critical and blocker, that is the third.
const severity = "major"

type issue struct {
	Description string   `json:"description"`
	CheckName   string   `json:"check_name"`
	Fingerprint string   `json:"fingerprint"`
	Severity    string   `json:"severity"`
	Location    location `json:"location"`
}

type location struct {
	Path  string `json:"path"`
	Lines lines  `json:"lines"`
}

type lines struct {
	Begin int `json:"begin"`
	End   int `json:"end,omitempty"`
}

// Write writes an issue for each finding. Files are named relative to root, in
// which the repository is checked out. prints are the fingerprints of the
// findings, each of them once.
//
// The form has no place for what could not be analysed.
func Write(w io.Writer, v *view.View, root string, findings []finding.Finding, prints []string) error {
	issues := make([]issue, len(findings)) // not nil: GitLab wants an array
	for i, f := range findings {
		issues[i] = issue{
			Description: description(v, root, f),
			CheckName:   f.Check,
			Fingerprint: prints[i],
			Severity:    severity,
			Location:    place(v, root, f),
		}
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(issues)
}

// description returns the message of a finding without the name of the check, and
// where it goes wrong. It is one line in GitLab, with no room for the whole path.
func description(v *view.View, root string, f finding.Finding) string {
	text := strings.TrimPrefix(f.Message, f.Check+": ")
	for _, s := range f.Path {
		if s.Kind == finding.Exit || s.Kind == finding.Mistake {
			name, _ := v.Under(root, s.At.File)
			return fmt.Sprintf("%s (%s:%d: %s)", text, name, s.At.Line, s.Message)
		}
	}
	return text
}

// place returns the place of a finding. GitLab wants a file and a line always:
// one that has none is at the first line of the repository itself.
func place(v *view.View, root string, f finding.Finding) location {
	l := location{Path: ".", Lines: lines{Begin: max(f.At.Line, 1)}}
	if f.At.File != "" {
		l.Path, _ = v.Under(root, f.At.File)
	}
	if f.End.File == f.At.File && f.End.Line > f.At.Line {
		l.Lines.End = f.End.Line
	}
	return l
}
