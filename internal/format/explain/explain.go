// Package explain shows findings with the source lines of their paths, as a
// compiler shows its notes:
//
//	a.go:5:2: lockleak: s.mu.Lock() is not released on a path that returns
//	4 | func (s *set) add(n int) bool {
//	5 |     s.mu.Lock()
//	  |     ^^^^^^^^^^^ 1. s.mu is acquired here
//	6 |     if n < 0 {
//	  |        ^^^^^ 2. n < 0 is true
//	7 |         return false
//	  |         ^^^^^^^^^^^^ 3. returns here with s.mu still held
//	… |
//	9 |     s.mu.Unlock()
//	  |     ------------- s.mu is released here on another path
//
// The first line is the one of the plain form, for programs. Lines stand in the
// order of the source, and the numbers tell the order on the path. What lies
// behind the path, such as where it is released on others, has no number, and
// dashes.
package explain

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/lockleak/lockleak/internal/format/terminal"
	"github.com/lockleak/lockleak/internal/result/finding"
	"github.com/lockleak/lockleak/internal/result/view"
)

// Options say how findings are shown.
type Options struct {
	Width   int // columns of the terminal
	Color   bool
	Context int // lines around each one of the path
}

// Write writes findings, with an empty line between two.
func Write(w io.Writer, v *view.View, findings []finding.Finding, o Options) error {
	p := printer{
		Options: o,
		Painter: terminal.Painter(o.Color),
		w:       bufio.NewWriter(w),
		view:    v,
		files:   make(map[string]*syntax),
	}
	for i, f := range findings {
		if i > 0 {
			p.line("")
		}
		p.finding(f)
	}
	return p.w.Flush()
}

// A printer writes findings.
type printer struct {
	Options
	terminal.Painter
	w     *bufio.Writer
	view  *view.View
	files map[string]*syntax

	gutter int // columns of a line number, of the finding that is written
}

// line writes a line of several texts, without spaces at its end.
func (p *printer) line(texts ...string) {
	p.w.WriteString(strings.TrimRight(strings.Join(texts, ""), " "))
	p.w.WriteByte('\n')
}

// A mark is a place in a line that is shown.
type mark struct {
	line     int // 1-based
	from, to int // bytes of the line, 0-based; to is behind from
	number   int // in the order of the path, from 1; 0 if it is not on it
	other    bool
	kind     finding.Kind
	label    string
}

// finding writes the first line of f, then its path by files, then what cannot
// be shown in the source, then its fixes.
func (p *printer) finding(f finding.Finding) {
	p.line(p.Paint(terminal.Strong, terminal.Visible(p.view.Posn(f.At))+":"), " ", terminal.Visible(f.Message))
	files, marks, rest := p.marks(f)
	last := 0
	for _, file := range files {
		for _, n := range p.shown(file, marks[file]) {
			last = max(last, n)
		}
	}
	p.gutter = len(strconv.Itoa(last))
	for i, file := range files {
		if i > 0 || file != f.At.File {
			m := marks[file][0]
			at := finding.Position{File: file, Line: m.line, Col: m.from + 1}
			p.line(strings.Repeat(" ", p.gutter), p.Paint(terminal.Faint, "--> "+terminal.Visible(p.view.Posn(at))))
		}
		p.excerpt(file, marks[file])
	}
	for _, s := range rest {
		p.line("\t", p.Paint(terminal.Faint, terminal.Visible(p.view.Posn(s.At))+":"), " ", terminal.Visible(s.Message))
	}
	p.fixes(f.Fixes)
}

// marks returns the places of f by file, with the files in the order of the
// path, and those steps the source of which cannot be shown.
func (p *printer) marks(f finding.Finding) (files []string, marks map[string][]mark, rest []finding.Step) {
	marks = make(map[string][]mark)
	add := func(s finding.Step, m mark) bool {
		lines := p.view.Lines(s.At.File)
		if s.At.Line < 1 || s.At.Line > len(lines) {
			return false
		}
		if len(marks[s.At.File]) == 0 {
			files = append(files, s.At.File)
		}
		m.line, m.kind, m.label = s.At.Line, s.Kind, s.Message
		m.from, m.to = p.span(s, lines[s.At.Line-1])
		marks[s.At.File] = append(marks[s.At.File], m)
		return true
	}
	end := finding.PathEnd(f.Path)
	number := 0
	for i, s := range f.Path {
		m := mark{other: i >= end}
		if !m.other {
			number++
			m.number = number
		}
		if !add(s, m) {
			rest = append(rest, s)
		}
	}
	isAt := func(s finding.Step) bool { return s.At.File == f.At.File && s.At.Line == f.At.Line }
	if !slices.ContainsFunc(f.Path, isAt) {
		add(finding.Step{At: f.At, End: f.End, Kind: finding.Mistake}, mark{})
	}
	for _, list := range marks {
		slices.SortStableFunc(list, func(a, b mark) int { return cmp.Compare(a.line, b.line) })
	}
	return files, marks, rest
}

// fixes writes what mends the finding.
func (p *printer) fixes(fixes []finding.Fix) {
	word, tail := "fix: ", "; lockleak -fix applies it"
	for _, fix := range fixes {
		indent := p.gutter + len(" = ")
		for i, row := range terminal.Wrap(word+fix.Message+tail, p.Width-indent) {
			lead := strings.Repeat(" ", p.gutter) + " = "
			if i > 0 {
				lead = strings.Repeat(" ", indent)
			}
			p.line(p.Paint(terminal.Faint, lead), p.Paint(terminal.Green, row))
		}
		word, tail = "or: ", ""
	}
}

// text returns what stands beside the marker.
func (m mark) text() string {
	if m.number == 0 {
		return m.label
	}
	return fmt.Sprintf("%d. %s", m.number, m.label)
}

// style returns the colour for the marker and its text.
func (m mark) style() terminal.Style {
	switch m.kind {
	case finding.Acquire:
		return terminal.Blue
	case finding.Branch, finding.Call:
		return terminal.Cyan
	case finding.Mistake, finding.Exit:
		return terminal.Red
	case finding.Release:
		return terminal.Green
	}
	return terminal.Purple
}
