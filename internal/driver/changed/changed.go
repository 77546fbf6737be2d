// Package changed tells which lines of the files in a repository of git are not
// what they were at a revision.
//
//	changed.go    the go-between of findings and lines
//	git.go        what git is asked
//	diff.go       its diff -> lines
package changed

import (
	"path/filepath"

	"github.com/lockleak/lockleak/internal/result/finding"
)

// Lines are the lines that have changed.
type Lines struct {
	top   string            // of the repository, without symbolic links
	files map[string]*lines // by the name below top, with slashes
	names map[string]string // file -> that name, "" for one elsewhere
}

// Touch reports whether the path of a finding leads through a line that has
// changed, or past one that was deleted. What a path leads through is told by
// the graph of the function. Without one, it is all from the first step in a
// file to the last.
//
// A change that is elsewhere, such as in a function that is called, and that
// makes the finding one, is not seen.
func (l *Lines) Touch(f finding.Finding) bool {
	steps := append([]finding.Step{{At: f.At, End: f.End}}, f.Path...)
	spans := make(map[string]lineSpan)
	for _, s := range steps {
		last := s.At.Line
		if s.End.File == s.At.File {
			last = max(last, s.End.Line)
		}
		if l.touched(s.At.File, s.At.Line, last) {
			return true
		}
		spans[s.At.File] = spans[s.At.File].with(s.At.Line, last)
	}
	blocks, ok := onPath(f.Graph)
	if !ok {
		for file, s := range spans {
			if l.touched(file, s.first, s.last) {
				return true
			}
		}
	}
	for _, b := range blocks {
		if b.First > 0 && l.touched(f.At.File, b.First, b.Last) {
			return true
		}
	}
	return false
}

// onPath returns the blocks of a graph that are on the path. It reports whether
// the path is known.
func onPath(g *finding.Graph) (blocks []finding.Block, ok bool) {
	if g == nil {
		return nil, false
	}
	for _, b := range g.Blocks {
		if len(b.Path) > 0 {
			blocks = append(blocks, b)
		}
	}
	return blocks, len(blocks) > 0
}

// A lineSpan is a range of lines; the zero value is empty.
type lineSpan struct{ first, last int }

func (s lineSpan) with(first, last int) lineSpan {
	if s.last == 0 {
		return lineSpan{first, last}
	}
	return lineSpan{min(s.first, first), max(s.last, last)}
}

// touched reports whether something has changed in lines of a file.
func (l *Lines) touched(file string, first, last int) bool {
	if first < 1 {
		return false
	}
	changes := l.files[l.name(file)]
	return changes != nil && changes.touches(first, last)
}

// name returns the name of a file below the top, "" if it is elsewhere. The go
// command names files by the directory that it is told to be in, git without
// symbolic links.
func (l *Lines) name(file string) string {
	name, ok := l.names[file]
	if !ok {
		real, err := filepath.EvalSymlinks(file)
		if err != nil {
			real = file // it is not there any more
		}
		if rel, err := filepath.Rel(l.top, real); err == nil && filepath.IsLocal(rel) {
			name = filepath.ToSlash(rel)
		}
		l.names[file] = name
	}
	return name
}
