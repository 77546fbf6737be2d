package audit

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/lockleak/lockleak/internal/format/terminal"
	"github.com/lockleak/lockleak/internal/result/view"
)

// Options say how the table is shown.
type Options struct {
	Width int // columns of the terminal; 0 for no limit
	Color bool
	Only  Only
}

// gap stands between two columns.
const gap = "  "

// WriteTable writes a row for each site that is wanted, by packages, and then
// the sums of each package and of all. A row that is wider than the terminal
// goes on in the next line.
func (r *Report) WriteTable(w io.Writer, v *view.View, o Options) error {
	t := table{Options: o, Painter: terminal.Painter(o.Color), w: bufio.NewWriter(w)}
	for _, p := range r.packages {
		var rows [][]string
		for _, s := range p.sites {
			if !o.Only.has(s) {
				continue
			}
			rows = append(rows, []string{
				v.Posn(s.At), strings.TrimPrefix(s.Function, p.path+"."), s.Lock, s.Verdict, s.Reason,
			})
		}
		if len(rows) > 0 {
			t.line(t.Paint(terminal.Strong, terminal.Visible(p.path)))
			t.sites(rows)
			t.line("")
		}
	}
	t.sums(r.packages)
	return t.w.Flush()
}

// A table writes the rows of one.
type table struct {
	Options
	terminal.Painter
	w *bufio.Writer
}

func (t *table) line(texts ...string) {
	t.w.WriteString(strings.TrimRight(strings.Join(texts, ""), " "))
	t.w.WriteByte('\n')
}

// The columns of a row for a site.
const (
	place = iota
	function
	lockName
	verdict
	reason
)

// sites writes the rows of a package, in columns as wide as what is in them, but
// not wider than a part of the terminal.
func (t *table) sites(rows [][]string) {
	var widths [reason]int
	for _, row := range rows {
		for i := range row {
			row[i] = terminal.Visible(row[i])
		}
		for i := range widths {
			n := terminal.Columns(title(i, row[i]))
			if most := t.Width / 4; t.Width == 0 || n <= most {
				widths[i] = max(widths[i], n)
			}
		}
	}
	for _, row := range rows {
		t.site(row, widths)
	}
}

// title returns the text of the i-th column as it is shown.
func title(i int, text string) string {
	if i == verdict {
		return Verdict(text).title()
	}
	return text
}

// site writes a row. What does not fit behind the columns before it begins a new
// line, indented.
func (t *table) site(row []string, widths [reason]int) {
	var line strings.Builder
	used := 0
	flush := func() {
		t.line(line.String())
		line.Reset()
		used = 0
	}
	for i, text := range row {
		text = title(i, text)
		n := terminal.Columns(text)
		if used > 0 && t.Width > 0 && used+n > t.Width {
			flush()
		}
		if used == 0 {
			indent := gap
			if i > place {
				indent += gap
			}
			line.WriteString(indent)
			used = len(indent)
		}
		for k, part := range t.parts(text, used) {
			if k > 0 {
				flush()
				line.WriteString(gap + gap)
				used = len(gap + gap)
			}
			line.WriteString(t.Paint(t.style(i, row[verdict]), part))
			used += terminal.Columns(part)
		}
		if i < reason {
			pad := max(0, widths[i]-n) + len(gap)
			line.WriteString(strings.Repeat(" ", pad))
			used += pad
		}
	}
	flush()
}

// parts splits a text that is wider than the rest of the line.
func (t *table) parts(text string, used int) []string {
	if t.Width == 0 || used+terminal.Columns(text) <= t.Width {
		return []string{text}
	}
	return terminal.Wrap(text, t.Width-len(gap+gap))
}

// style returns the colour of a column.
func (t *table) style(column int, v string) terminal.Style {
	switch column {
	case place:
		return terminal.Faint
	case verdict:
		switch Verdict(v) {
		case "released":
			return terminal.Green
		case "leaks", "misused":
			return terminal.Red
		case undecided:
			return terminal.Purple
		}
		return terminal.Cyan
	}
	return terminal.Plain
}

// sums writes the number of sites by package and verdict: as a table, or where
// that is too wide, in words.
func (t *table) sums(packages []pkg) {
	head := []string{"sites"}
	for _, v := range verdicts {
		head = append(head, v.title())
	}
	head = append(head, "%", "package")
	rows := [][]string{head}
	total := make(counts)
	row := func(name string, c counts) []string {
		cells := []string{fmt.Sprint(c.sum())}
		for _, v := range verdicts {
			cells = append(cells, fmt.Sprint(c[v]))
		}
		return append(cells, c.percent(), name)
	}
	for _, p := range packages {
		c := count(p.sites)
		total.add(c)
		rows = append(rows, row(terminal.Visible(p.path), c))
	}
	if len(packages) != 1 {
		rows = append(rows, row("all", total))
	}
	widths := make([]int, len(head))
	all := 0
	for i := range head {
		for _, r := range rows {
			widths[i] = max(widths[i], terminal.Columns(r[i]))
		}
		all += widths[i] + len(gap)
	}
	if t.Width > 0 && all-len(gap) > t.Width {
		t.words(rows[1:])
		return
	}
	for i, r := range rows {
		var b strings.Builder
		for j, text := range r[:len(r)-1] {
			b.WriteString(strings.Repeat(" ", widths[j]-terminal.Columns(text)) + text + gap)
		}
		b.WriteString(r[len(r)-1])
		if i == 0 {
			t.line(t.Paint(terminal.Faint, b.String()))
			continue
		}
		t.line(b.String())
	}
}

// words writes the sums as a sentence for each row.
func (t *table) words(rows [][]string) {
	for _, r := range rows {
		parts := []string{r[0] + " sites"}
		for i, v := range verdicts {
			part := r[i+1] + " " + v.title()
			if v == undecided {
				part += " (" + r[len(r)-2] + ")"
			}
			if r[i+1] != "0" || v == undecided {
				parts = append(parts, part)
			}
		}
		for i, text := range terminal.Wrap(r[len(r)-1]+": "+strings.Join(parts, ", "), t.Width-len(gap)) {
			if i > 0 {
				text = gap + text
			}
			t.line(text)
		}
	}
}
