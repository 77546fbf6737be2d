// Package annotation writes findings as workflow commands of GitHub Actions,
// which shows them beside the lines of a change.
//
// The form is that of "Workflow commands for GitHub Actions" in GitHub's
// documentation: ::error file=name,line=1,col=2::message
package annotation

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/lockleak/lockleak/internal/result/finding"
	"github.com/lockleak/lockleak/internal/result/view"
)

// Write writes an error for each finding, with its path in the message, and a
// warning for each line of what is missing. Files are named relative to root,
// in which the repository is checked out.
func Write(w io.Writer, v *view.View, root string, findings []finding.Finding, missing []string) error {
	b := bufio.NewWriter(w)
	for _, f := range findings {
		fmt.Fprintf(b, "::error %s::%s\n", place(v, root, f), data.Replace(message(v, root, f)))
	}
	for _, line := range missing {
		fmt.Fprintf(b, "::warning title=%s::%s\n", property.Replace("lockleak: not all of the code was analysed"), data.Replace(line))
	}
	return b.Flush()
}

// place returns the properties of a finding.
func place(v *view.View, root string, f finding.Finding) string {
	var list []string
	add := func(name string, value any) {
		list = append(list, name+"="+property.Replace(fmt.Sprint(value)))
	}
	if f.At.File != "" {
		name, _ := v.Under(root, f.At.File)
		add("file", name)
		if f.At.Line > 0 {
			add("line", f.At.Line)
		}
		if col := v.Column16(f.At); col > 0 {
			add("col", col)
		}
	}
	add("title", f.Check)
	return strings.Join(list, ",")
}

// message returns the message of a finding without the name of the check, which
// is the title, and the steps of its path below it.
func message(v *view.View, root string, f finding.Finding) string {
	var b strings.Builder
	b.WriteString(strings.TrimPrefix(f.Message, f.Check+": "))
	for _, s := range f.Path {
		name, _ := v.Under(root, s.At.File)
		fmt.Fprintf(&b, "\n%s:%d: %s", name, s.At.Line, s.Message)
	}
	return b.String()
}

// What separates the parts of a command is written as URLs write it.
var (
	data     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)
