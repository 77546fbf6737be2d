package cli

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"strconv"

	"github.com/lockleak/lockleak/internal/format/explain"
	"github.com/lockleak/lockleak/internal/format/terminal"
	"github.com/lockleak/lockleak/internal/result/finding"
	"github.com/lockleak/lockleak/internal/result/view"
)

// A textForm says how findings are written as text. There are three forms: the
// plain one, with the path in a line for each step; the explained one, with the
// source; and the quiet one, with a line for each finding.
type textForm struct {
	quiet   bool
	context contextLines
	color   terminal.ColorMode
}

// contextLines is the value of -c: how many lines of the source to show around
// those of the path, -1 for the plain form, as in go vet. Where it is not given,
// there are none, and on a terminal only.
type contextLines struct {
	given bool
	n     int
}

func (c *contextLines) String() string { return strconv.Itoa(c.n) }

func (c *contextLines) Set(s string) error {
	n, err := strconv.Atoi(s)
	if err != nil || n < -1 {
		return errors.New("want a number of lines, or -1 for no source")
	}
	*c = contextLines{true, n}
	return nil
}

// addTo declares the flags of the form.
func (t *textForm) addTo(fs *flag.FlagSet) {
	t.color = terminal.ColorAuto
	fs.BoolVar(&t.quiet, "q", false, "")
	fs.Var(&t.context, "c", "")
	fs.Var(&t.color, "color", "")
}

// check returns what is wrong with the form, which is used or not.
func (t *textForm) check(used bool) error {
	switch {
	case t.quiet && t.context.given:
		return errors.New("only one of -q and -c can be given")
	case t.quiet && !used:
		return errors.New("-q is for findings as text")
	case t.context.given && !used:
		return errors.New("-c is for findings as text")
	}
	return nil
}

// explained reports whether w gets the source.
func (t *textForm) explained(w io.Writer) bool {
	if t.context.given {
		return t.context.n >= 0
	}
	return !t.quiet && terminal.Is(w) && !terminal.IsDumb()
}

// writeText writes findings in the form.
func writeText(w io.Writer, v *view.View, findings []finding.Finding, t textForm) error {
	color := t.color.On(w)
	if t.explained(w) {
		return explain.Write(w, v, findings, explain.Options{Width: terminal.Width(w), Color: color, Context: max(t.context.n, 0)})
	}
	paint := terminal.Painter(color)
	b := bufio.NewWriter(w)
	for _, f := range findings {
		fmt.Fprintf(b, "%s %s\n", paint.Paint(terminal.Strong, v.Posn(f.At)+":"), f.Message)
		if t.quiet {
			continue
		}
		for _, s := range f.Path {
			fmt.Fprintf(b, "\t%s %s\n", paint.Paint(terminal.Faint, v.Posn(s.At)+":"), s.Message)
		}
	}
	return b.Flush()
}
