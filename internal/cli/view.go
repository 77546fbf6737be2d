package cli

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// A view says how a file is named to the user.
type view struct {
	userDir string // the user's working directory
	goDir   string // where the go command runs: userDir, or that of -C
}

// newView returns the view of cmd, and an error if -C names no directory.
func newView(cmd command) (view, error) {
	dir, err := os.Getwd()
	if err != nil {
		return view{}, err
	}
	v := view{userDir: dir, goDir: dir}
	if cmd.dir == "" {
		return v, nil
	}
	v.goDir = cmd.dir
	if !filepath.IsAbs(v.goDir) {
		v.goDir = filepath.Join(dir, cmd.dir)
	}
	if st, err := os.Stat(v.goDir); err != nil || !st.IsDir() {
		return view{}, fmt.Errorf("-C %s: no such directory", cmd.dir)
	}
	return v, nil
}

// name returns the shortest name of a file: relative to the user's directory
// or absolute. A relative file is one that the go command has named.
func (v view) name(file string) string {
	if !filepath.IsAbs(file) {
		file = filepath.Join(v.goDir, file)
	}
	if rel, err := filepath.Rel(v.userDir, file); err == nil && len(rel) < len(file) {
		return rel
	}
	return file
}

// posn returns p as the user is to see it.
func (v view) posn(p position) string {
	switch {
	case p.file == "":
		return "-"
	case p.line == 0:
		return v.name(p.file)
	case p.col == 0:
		return fmt.Sprintf("%s:%d", v.name(p.file), p.line)
	}
	return fmt.Sprintf("%s:%d:%d", v.name(p.file), p.line, p.col)
}

// A position is a place in a file. The line and column are 1-based, or 0 where
// they are not known; the column counts bytes.
type position struct {
	file      string
	line, col int
}

// parsePosition parses the file:line:col of go/token, in which the column, the
// line, or all (then it is "-") may be missing.
func parsePosition(s string) position {
	if s == "-" {
		return position{}
	}
	file, last, ok := cutNumber(s)
	if !ok {
		return position{file: s}
	}
	if f, line, ok := cutNumber(file); ok {
		return position{file: f, line: line, col: last}
	}
	return position{file: file, line: last}
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

func (p position) isTest() bool { return strings.HasSuffix(p.file, "_test.go") }

func comparePositions(a, b position) int {
	return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.line, b.line), cmp.Compare(a.col, b.col))
}

// cutPosition splits a message of the go command or a compiler into its
// position and the rest. It reports whether there is a position.
func cutPosition(line string) (p position, message string, ok bool) {
	head, message, ok := strings.Cut(line, ": ")
	if !ok {
		return position{}, line, false
	}
	p = parsePosition(head)
	return p, message, p.line > 0
}
