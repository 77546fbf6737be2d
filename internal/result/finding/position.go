package finding

import (
	"cmp"
	"strconv"
	"strings"
)

// A Position is a place in a file. The line and column are 1-based, or 0 where
// they are not known; the column counts bytes.
type Position struct {
	File      string
	Line, Col int
}

// ParsePosition parses the file:line:col of go/token, in which the column, the
// line, or all (then it is "-") may be missing.
func ParsePosition(s string) Position {
	if s == "-" {
		return Position{}
	}
	file, last, ok := cutNumber(s)
	if !ok {
		return Position{File: s}
	}
	if f, line, ok := cutNumber(file); ok {
		return Position{File: f, Line: line, Col: last}
	}
	return Position{File: file, Line: last}
}

// cutNumber cuts ":n" off the end of s.
func cutNumber(s string) (before string, n int, ok bool) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return s, 0, false
	}
	n, err := strconv.Atoi(s[i+1:])
	return s[:i], n, err == nil
}

// IsTest reports whether p is in a _test.go file.
func (p Position) IsTest() bool { return strings.HasSuffix(p.File, "_test.go") }

// Compare orders positions by file, line and column.
func Compare(a, b Position) int {
	return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
}

// CutPosition splits a message of the go command or a compiler into its
// position and the rest. It reports whether there is a position.
func CutPosition(line string) (p Position, message string, ok bool) {
	head, message, ok := strings.Cut(line, ": ")
	if !ok {
		return Position{}, line, false
	}
	p = ParsePosition(head)
	return p, message, p.Line > 0
}
