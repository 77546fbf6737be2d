package cli

import (
	"bufio"
	"fmt"
	"io"
	"os"

	"github.com/lockleak/lockleak/internal/finding"
	"github.com/lockleak/lockleak/internal/view"
)

// A palette is the escape sequences of the text form, empty without colour.
type palette struct{ place, step, reset string }

// paletteFor returns the colours for w: none unless it is a terminal that can
// show them and NO_COLOR (no-color.org) is not set.
func paletteFor(w io.Writer) palette {
	term := os.Getenv("TERM")
	if os.Getenv("NO_COLOR") != "" || term == "" || term == "dumb" {
		return palette{}
	}
	f, ok := w.(*os.File)
	if !ok {
		return palette{}
	}
	if st, err := f.Stat(); err != nil || st.Mode()&os.ModeCharDevice == 0 {
		return palette{}
	}
	return palette{place: "\x1b[1m", step: "\x1b[2m", reset: "\x1b[0m"}
}

// writeText writes findings as a compiler does, the path to each below it.
func writeText(w io.Writer, v *view.View, findings []finding.Finding) error {
	c := paletteFor(w)
	b := bufio.NewWriter(w)
	for _, f := range findings {
		fmt.Fprintf(b, "%s%s:%s %s\n", c.place, v.Posn(f.At), c.reset, f.Message)
		for _, s := range f.Path {
			fmt.Fprintf(b, "\t%s%s:%s %s\n", c.step, v.Posn(s.At), c.reset, s.Message)
		}
	}
	return b.Flush()
}
