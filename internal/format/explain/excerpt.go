package explain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lockleak/lockleak/internal/format/terminal"
)

// shown returns the numbers of the lines of a file that are shown, in order:
// those with marks and the context of these, the first line of each function
// that has marks, and what would be a gap of one line.
func (p *printer) shown(file string, marks []mark) []int {
	count := len(p.view.Lines(file))
	var lines []int
	for _, m := range marks {
		for n := max(1, m.line-p.Context); n <= min(count, m.line+p.Context); n++ {
			lines = append(lines, n)
		}
		if head := p.syntax(file).function(m.line); head > 0 {
			lines = append(lines, head)
		}
	}
	slices.Sort(lines)
	lines = slices.Compact(lines)
	var all []int
	for i, n := range lines {
		if i > 0 && n == lines[i-1]+2 {
			all = append(all, n-1)
		}
		all = append(all, n)
	}
	return all
}

// excerpt writes the lines of a file with the marks below them.
func (p *printer) excerpt(file string, marks []mark) {
	lines := p.view.Lines(file)
	last := 0
	for _, n := range p.shown(file, marks) {
		if last > 0 && n > last+1 {
			p.line(p.margin("…"))
		}
		last = n
		line := terminal.NewLine(lines[n-1])
		i := slices.IndexFunc(marks, func(m mark) bool { return m.line >= n })
		if i < 0 || marks[i].line > n {
			p.source(n, line, window{0, min(line.Width(), p.room())})
			continue
		}
		p.marked(line, marks[i:])
	}
}

// room returns the number of columns for source.
func (p *printer) room() int { return max(p.Width-p.gutter-len(" | "), 10) }

// margin returns what stands to the left of the source.
func (p *printer) margin(number string) string {
	return p.Paint(terminal.Faint, strings.Repeat(" ", p.gutter-terminal.Columns(number))+number+" |") + " "
}

// A window is the columns of a line that are shown, of those that it has.
type window struct{ from, to int }

// source writes a part of the line with the number n. An ellipsis takes the
// place of the first and the last column where something is cut off.
func (p *printer) source(n int, line *terminal.Line, w window) {
	before, after := "", ""
	if w.from > 0 {
		before = p.Paint(terminal.Faint, "…")
		w.from++
	}
	if w.to < line.Width() {
		after = p.Paint(terminal.Faint, "…")
		w.to--
	}
	p.line(p.margin(fmt.Sprint(n)), before, line.Cut(w.from, w.to), after)
}

// marked writes a line and those of the marks that are in it, the first of which
// is the first of marks. Where they do not fit into one window, the line is
// written again.
func (p *printer) marked(line *terminal.Line, marks []mark) {
	n := marks[0].line
	if i := slices.IndexFunc(marks, func(m mark) bool { return m.line != n }); i >= 0 {
		marks = marks[:i]
	}
	first, last := line.Width(), 0
	for _, m := range marks {
		first, last = min(first, line.Column(m.from)), max(last, line.Column(m.to))
	}
	w := p.windowOn(line, first, last)
	written := false
	for _, m := range marks {
		from, to := line.Column(m.from), line.Column(m.to)
		to = max(to, from+1)
		if !w.holds(line, from, to) {
			w = p.windowOn(line, from, to)
			written = false
		}
		if !written {
			p.source(n, line, w)
			written = true
		}
		from, to = max(from, w.from), min(to, max(w.to, from+1))
		p.label(from-w.from, to-w.from, m)
	}
}

// holds reports whether the columns from to to are seen, or the line has no more
// of them.
func (w window) holds(line *terminal.Line, from, to int) bool {
	left, right := w.from, w.to
	if left > 0 {
		left++
	}
	if right < line.Width() {
		right--
	}
	return from >= left && (to <= right || right >= line.Width())
}

// windowOn returns the window in which the columns from to to of the line are
// seen, or their beginning, if there are too many: from the first column on, if
// that will do, else with some of what is before them.
func (p *printer) windowOn(line *terminal.Line, from, to int) window {
	room := p.room()
	w := window{0, min(line.Width(), room)}
	if w.holds(line, from, to) {
		return w
	}
	w.from = max(0, min(from-room/4, line.Width()-room))
	if need := min(to+1, line.Width()) - room; need > w.from && need < from {
		w.from = need
	}
	w.to = min(w.from+room, line.Width())
	return w
}

// label writes the marker below the columns from to to, and the text of m beside
// it, or below, if there is no room.
func (p *printer) label(from, to int, m mark) {
	from = min(from, p.room()-1) // what is behind the end of a line as wide as the room
	to = min(to, p.room())
	sign := "^"
	if m.other {
		sign = "-"
	}
	marker := p.Paint(m.style(), strings.Repeat(sign, to-from))
	text := terminal.Visible(m.text())
	columns := terminal.Columns(text)
	lead := p.margin("") + strings.Repeat(" ", from)
	if to+1+columns <= p.room() {
		p.line(lead, marker, " ", p.Paint(m.style(), text))
		return
	}
	p.line(lead, marker)
	indent := min(from, max(p.room()/4, p.room()-columns)) // in one row if it can be
	for _, row := range terminal.Wrap(text, p.room()-indent) {
		p.line(p.margin(""), strings.Repeat(" ", indent), p.Paint(m.style(), row))
	}
}
