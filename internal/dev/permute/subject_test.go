package permute_test

import (
	"go/token"
	"maps"
	"slices"

	"github.com/lockleak/lockleak/internal/dev/permute"
)

// A subject is a package under test. What it imports is in the library.
type subject struct {
	*library
	name   string
	listed *listed
	pkg    *permute.Package
}

// subject returns the package with the given path, which the library has.
func (l *library) subject(name, path string) (*subject, error) {
	p := l.listed[path]
	files, err := p.read()
	if err != nil {
		return nil, err
	}
	return l.subjectOf(name, p, files)
}

// subjectOf returns a package with the given files.
func (l *library) subjectOf(name string, p *listed, files []permute.File) (*subject, error) {
	u, err := l.check(p, files, false)
	if err != nil {
		return nil, err
	}
	defer l.forget(u)
	var texts [][]byte
	for _, f := range files {
		texts = append(texts, f.Text)
	}
	pkg, err := permute.New(l.fset, u.syntax, texts, u.info)
	return &subject{l, name, p, pkg}, err
}

// results returns all that the engine says of the package in the given order.
func (s *subject) results(o permute.Order) ([]string, error) {
	text := s.pkg.Write(o)
	u, err := s.check(s.listed, text.Files, false)
	if err != nil {
		return nil, err
	}
	defer s.forget(u)
	res, err := s.analyze(u, engine(false), nil)
	if err != nil {
		return nil, err
	}
	return results(res, func(pos token.Pos) string {
		p := s.fset.PositionFor(pos, false)
		return text.Place(p.Filename, p.Offset)
	}), nil
}

// difference returns the lines of a that are not in b, after a minus, and those of
// b that are not in a, after a plus.
func difference(a, b []string) []string {
	count := make(map[string]int)
	for _, line := range a {
		count[line]++
	}
	for _, line := range b {
		count[line]--
	}
	var out []string
	for _, line := range slices.Sorted(maps.Keys(count)) {
		if n := count[line]; n > 0 {
			out = append(out, "- "+line)
		} else if n < 0 {
			out = append(out, "+ "+line)
		}
	}
	return out
}
