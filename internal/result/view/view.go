// Package view says how the files of a run are named to the user, and reads
// them.
package view

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/lockleak/lockleak/internal/result/finding"
)

// A View is the place from which the user looks at files. It is not safe for
// concurrent use.
type View struct {
	UserDir string // the user's working directory
	GoDir   string // where the go command runs: UserDir, or that of -C

	read map[string]content
}

type content struct {
	text string
	err  error
}

// New returns the view of a run in dir, that of the user if dir is "". The
// error is that there is no such directory.
func New(dir string) (*View, error) {
	here, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	v := &View{UserDir: here, GoDir: here}
	if dir == "" {
		return v, nil
	}
	v.GoDir = dir
	if !filepath.IsAbs(v.GoDir) {
		v.GoDir = filepath.Join(here, dir)
	}
	if st, err := os.Stat(v.GoDir); err != nil || !st.IsDir() {
		return nil, fmt.Errorf("-C %s: no such directory", dir)
	}
	return v, nil
}

// Abs returns the absolute name of a file. A relative one is one that the go
// command has named.
func (v *View) Abs(file string) string {
	if filepath.IsAbs(file) {
		return file
	}
	return filepath.Join(v.GoDir, file)
}

// Name returns the shortest name of a file: relative to the user's directory
// or absolute.
func (v *View) Name(file string) string {
	file = v.Abs(file)
	if rel, err := filepath.Rel(v.UserDir, file); err == nil && len(rel) < len(file) {
		return rel
	}
	return file
}

// Posn returns p as the user is to see it.
func (v *View) Posn(p finding.Position) string {
	switch {
	case p.File == "":
		return "-"
	case p.Line == 0:
		return v.Name(p.File)
	case p.Col == 0:
		return fmt.Sprintf("%s:%d", v.Name(p.File), p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", v.Name(p.File), p.Line, p.Col)
}

// Text returns what a file holds. It is read once.
func (v *View) Text(file string) (string, error) {
	file = v.Abs(file)
	c, ok := v.read[file]
	if !ok {
		b, err := os.ReadFile(file)
		c = content{string(b), err}
		if v.read == nil {
			v.read = make(map[string]content)
		}
		v.read[file] = c
	}
	return c.text, c.err
}

// Forget has files read again, which have changed.
func (v *View) Forget() { v.read = nil }

// Lines returns the lines of a file without their ends, nil if it cannot be
// read.
func (v *View) Lines(file string) []string {
	text, err := v.Text(file)
	if err != nil || text == "" {
		return nil
	}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimSuffix(l, "\r")
	}
	return lines
}
