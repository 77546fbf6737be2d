package manual_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/analyzer"
	"github.com/lockleak/lockleak/internal/dev/manual"
	"github.com/lockleak/lockleak/internal/result/detail"
)

var update = flag.Bool("update", false, "write the pages in docs")

// TestPages compares docs with the manuals of all checks. With -update it
// writes them.
func TestPages(t *testing.T) {
	t.Parallel()
	docs := filepath.Join("..", "..", "..", "docs")
	for _, a := range analyzer.Suite() {
		if a.Name == detail.AnalyzerName {
			continue // no check: it is for programs
		}
		t.Run(a.Name, func(t *testing.T) {
			t.Parallel()
			if want := "https://github.com/lockleak/lockleak/blob/main/docs/" + a.Name + ".md"; a.URL != want {
				t.Errorf("the URL is %q, want %q", a.URL, want)
			}
			file := filepath.Join(docs, a.Name+".md")
			page := manual.Page(a)
			if *update {
				if err := os.WriteFile(file, []byte(page), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			got, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != page {
				t.Errorf("%s is stale; run go test ./internal/dev/manual -update", file)
			}
		})
	}
}

// TestPage renders what manuals are made of.
func TestPage(t *testing.T) {
	t.Parallel()
	a := &analysis.Analyzer{
		Name: "some",
		Doc:  "report something\n\nIt looks for\n\n\tcode()\n\nbut not for:\n\n  - this;\n  - that_one.\n\n# More\n\nThe end.\n",
	}
	a.Flags.Bool("loud", false, "say more")
	a.Flags.String("what", "all", "what to look for")
	const want = `<!-- Generated from passes/some/doc.go: go test ./internal/dev/manual -update -->

# some: report something

It looks for

	code()

but not for:

  - this;
  - that\_one.

## More

The end.

## Flags

- ` + "`-some.loud=false`" + `: say more
- ` + "`-some.what=all`" + `: what to look for
`
	if got := manual.Page(a); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
