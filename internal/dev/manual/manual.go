// Package manual renders the manual of an analyzer, which is written in the
// doc.go of its package, as the page of its check in docs.
package manual

import (
	"flag"
	"fmt"
	"go/doc/comment"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// Page returns the page of a as Markdown: its manual, and its flags as they are
// spelled where there is more than one analyzer.
func Page(a *analysis.Analyzer) string {
	summary, text, _ := strings.Cut(a.Doc, "\n")
	var p comment.Parser
	markdown := comment.Printer{
		HeadingLevel: 2,
		HeadingID:    func(*comment.Heading) string { return "" },
	}
	var b strings.Builder
	fmt.Fprintf(&b, "<!-- Generated from passes/%s/doc.go: go test ./internal/dev/manual -update -->\n\n", a.Name)
	fmt.Fprintf(&b, "# %s: %s\n\n", a.Name, summary)
	b.Write(markdown.Markdown(p.Parse(text)))
	heading := "\n## Flags\n\n"
	a.Flags.VisitAll(func(f *flag.Flag) {
		b.WriteString(heading)
		heading = ""
		fmt.Fprintf(&b, "- `-%s.%s=%s`: %s\n", a.Name, f.Name, f.DefValue, f.Usage)
	})
	return b.String()
}
