package terminal

import (
	"fmt"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// TabWidth is the number of columns between the stops of tabs.
const TabWidth = 4

// A Line is a line of a file as a terminal is to show it: nothing in it is a
// command to the terminal or turns the direction of writing, and each character
// has a known number of columns. What is not shown as it is, is shown as what it
// is called: "␛", "<U+202E>", or "�" for a byte that is not UTF-8.
type Line struct {
	cells []cell
	width int
	bytes int // of the source
}

// A cell is what one character of the source became.
type cell struct {
	text string
	at   int // the byte of the source it begins at
	col  int // the column it begins at, 0-based
	cols int // columns it takes: 0 for a mark upon the one before
}

// NewLine returns the line with the text of one.
func NewLine(text string) *Line {
	l := &Line{bytes: len(text)}
	for i, size := 0, 0; i < len(text); i += size {
		var r rune
		r, size = utf8.DecodeRuneInString(text[i:])
		c := cell{text: text[i : i+size], at: i, col: l.width}
		switch {
		case r == '\t':
			c.cols = TabWidth - l.width%TabWidth
			c.text = strings.Repeat(" ", c.cols)
		default:
			c.text, c.cols = visible(r, c.text, size)
		}
		l.cells = append(l.cells, c)
		l.width += c.cols
	}
	return l
}

// Visible returns a text as a Line shows it.
func Visible(text string) string {
	l := NewLine(text)
	return l.slice(0, l.width)
}

// Columns returns the number of columns of a text.
func Columns(text string) int { return NewLine(text).width }

// Width returns the number of columns of the line.
func (l *Line) Width() int { return l.width }

// Column returns the column at which the character with the byte of the source
// begins, both 0-based. Behind the end, it is the width of the line.
func (l *Line) Column(offset int) int {
	if offset >= l.bytes {
		return l.width
	}
	i := sort.Search(len(l.cells), func(i int) bool { return l.cells[i].at > offset }) - 1
	return l.cells[max(i, 0)].col
}

// Cut returns the columns from to to of the line. A character that the cut goes
// through is replaced by spaces.
func (l *Line) Cut(from, to int) string { return l.slice(from, min(to, l.width)) }

func (l *Line) slice(from, to int) string {
	var b strings.Builder
	for _, c := range l.cells {
		switch end := c.col + c.cols; {
		case c.cols == 0 && (c.col <= from && from > 0 || c.col > to):
			// its character is cut away
		case c.col >= from && end <= to:
			b.WriteString(c.text)
		case end > from && c.col < to:
			b.WriteString(strings.Repeat(" ", min(end, to)-max(c.col, from)))
		}
	}
	return b.String()
}

// visible returns how r is shown, and in how many columns.
func visible(r rune, text string, size int) (string, int) {
	switch {
	case r == utf8.RuneError && size == 1:
		return "\uFFFD", 1
	case r < 0x20:
		return string('\u2400' + r), 1 // its picture
	case r == 0x7f:
		return "\u2421", 1
	case r == '\u200d' || r == '\u200c':
		return text, 0 // the joiners, which scripts and emoji need
	case !unicode.IsGraphic(r):
		s := fmt.Sprintf("<U+%04X>", r)
		return s, len(s)
	case unicode.In(r, unicode.Mn, unicode.Me) || 0x1160 <= r && r <= 0x11ff:
		return text, 0 // upon the character before
	case isWide(r):
		return text, 2
	}
	return text, 1
}

// Wrap splits a text at spaces into lines of at most width columns. A word that
// is longer is split, too. There is one line at least.
func Wrap(text string, width int) []string {
	width = max(width, 1)
	var lines []string
	line, cols := "", 0
	flush := func() { lines, line, cols = append(lines, line), "", 0 }
	for word := range strings.FieldsSeq(text) {
		l := NewLine(word)
		if cols > 0 && cols+1+l.width > width {
			flush()
		}
		if cols > 0 {
			line, cols = line+" ", cols+1
		}
		from := 0
		for l.width-from > width-cols {
			part := l.fit(from, width-cols)
			line += l.slice(from, part)
			flush()
			from = part
		}
		line, cols = line+l.slice(from, l.width), cols+l.width-from
	}
	if cols > 0 || len(lines) == 0 {
		flush()
	}
	return lines
}

// fit returns the column behind the characters that fit into width columns from
// from on, one at least.
func (l *Line) fit(from, width int) int {
	end := from
	for _, c := range l.cells {
		if c.col >= from && (c.col+c.cols-from <= width || end == from) {
			end = max(end, c.col+c.cols)
		}
	}
	return end
}
