package report

import (
	"go/parser"
	"go/token"
	"strings"
)

// Manual returns the manual of the analyzer called name out of the package
// comment in the Go source doc: the text below the heading "Analyzer name",
// without the heading. It panics if there is none, which is a mistake in the
// source of this program.
func Manual(doc, name string) string {
	f, err := parser.ParseFile(token.NewFileSet(), "doc.go", doc, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		panic(err)
	}
	_, text, ok := strings.Cut(f.Doc.Text(), "# Analyzer "+name+"\n\n")
	if !ok {
		panic("no manual of " + name)
	}
	return strings.TrimPrefix(text, name+": ")
}
