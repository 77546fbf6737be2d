package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A Position is a place in a configuration file. Line and column are 1-based;
// the column counts characters. The zero Position is that of no file.
type Position struct {
	File      string
	Line, Col int
}

func (p Position) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col) }

// An Error is one thing that is wrong in a file.
type Error struct {
	At   Position
	Text string // one line
}

func (e Error) Error() string {
	if e.At == (Position{}) {
		return e.Text
	}
	return e.At.String() + ": " + e.Text
}

// Errors are all that is wrong in a file, in its order; at least one.
type Errors []Error

func (all Errors) Error() string {
	lines := make([]string, len(all))
	for i, e := range all {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// Sort brings them into the order of the file.
func (all Errors) Sort() {
	slices.SortStableFunc(all, func(a, b Error) int {
		return cmp.Or(cmp.Compare(a.At.Line, b.At.Line), cmp.Compare(a.At.Col, b.At.Col))
	})
}
