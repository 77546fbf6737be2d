package goload

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/lockleak/lockleak/internal/format/terminal"
	"github.com/lockleak/lockleak/internal/result/finding"
	"github.com/lockleak/lockleak/internal/result/view"
)

// A failure is why a package does not load or compile.
type failure struct {
	posn string // as the go command prints it, or ""
	text string // one line
	at   string // the package that posn is in, "" for the failing one
}

func (f failure) String() string {
	if f.posn == "" {
		return f.text
	}
	return f.posn + ": " + f.text
}

// isConsequence reports whether f is just that a vet tool has failed for a
// package imported.
func (f failure) isConsequence() bool { return strings.Contains(f.text, "no package vetx file for ") }

// A skip is something left out, and why.
type skip struct {
	path  string // a package or a pattern
	part  string // what of it is left out, or ""
	cause string // may begin with a position
}

// A graph is packages and what they import, by the names of go list: a test
// variant is "p [q.test]".
type graph map[string]*node

type node struct {
	forTest string // the package tested, for test variants and test mains
	imports []string
	err     *listError
	dir     string
	tests   []string // names of the test files in dir
}

// The names of a package's test variants in a graph.
func testVariant(path string) string  { return path + " [" + path + ".test]" }
func xtestVariant(path string) string { return path + "_test [" + path + ".test]" }

// failures returns what go list found wrong.
func (g graph) failures() map[string]failure {
	failed := make(map[string]failure)
	for path, n := range g {
		if n.err != nil {
			failed[path] = n.err.failure()
		}
	}
	return failed
}

// roots maps every package that imports a failed one, directly or not, to one
// that failed. Failed ones are mapped to themselves.
func (g graph) roots(failed map[string]failure) map[string]string {
	roots := make(map[string]string)
	seen := make(map[string]bool)
	var visit func(path string) string
	visit = func(path string) string {
		if seen[path] {
			return roots[path] // "" inside a cycle
		}
		seen[path] = true
		f, own := failed[path]
		if n := g[path]; n != nil && (!own || f.isConsequence()) {
			for _, imp := range n.imports {
				if root := visit(imp); root != "" {
					roots[path] = root
					return root
				}
			}
		}
		if own {
			roots[path] = path
		}
		return roots[path]
	}
	for _, path := range slices.Sorted(maps.Keys(g)) {
		visit(path)
	}
	return roots
}

// mark records in the matched packages what the failures take from them. It
// returns the packages that lost just their tests and did not know before, and
// the failed packages that take nothing from any.
func (l *listing) mark(failed map[string]failure) (testsLost []*goPackage, unused []string) {
	if len(failed) == 0 {
		return nil, nil
	}
	roots := l.graph.roots(failed)
	matched := make(map[string]bool)
	for _, p := range l.matched {
		matched[p.path] = true
	}
	used := make(map[string]bool)
	explain := func(variant, path string) string {
		root := roots[variant]
		f := failed[root]
		used[root] = true
		name, _, _ := strings.Cut(root, " ")
		switch {
		case root == "":
			return ""
		case root == variant || f.at == path || f.at == path+"_test":
			return f.String()
		case matched[name]:
			return "depends on " + name
		case f.at != "" && f.at != name:
			return "depends on " + name + ": " + f.text
		}
		return "depends on " + name + ": " + f.String()
	}
	for _, p := range l.matched {
		known := p.broken != "" || p.brokenTests != ""
		p.broken = cmp.Or(p.broken, explain(p.path, p.path))
		p.brokenTests = cmp.Or(p.brokenTests, explain(testVariant(p.path), p.path))
		p.brokenXTests = cmp.Or(p.brokenXTests, explain(xtestVariant(p.path), p.path))
		// A test file that only parses as far as its imports shows up here.
		if f, ok := failed[p.path+".test"]; ok {
			if file := finding.ParsePosition(f.posn).File; slices.Contains(p.xtests, baseName(file)) {
				p.brokenXTests = cmp.Or(p.brokenXTests, f.String())
			} else {
				p.brokenTests = cmp.Or(p.brokenTests, f.String())
			}
		}
		if !known && p.broken == "" && p.brokenTests != "" {
			testsLost = append(testsLost, p)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(failed)) {
		if roots[name] == name && !used[name] {
			unused = append(unused, name)
		}
	}
	return testsLost, unused
}

// Notices returns a line for each thing that was left out, with the reason, in
// order. Files are named as v names them.
func (res *Result) Notices(v *view.View) []string {
	var skips []skip
	skips = append(skips, res.packages.unmatched...)
	for _, p := range res.packages.matched {
		switch {
		case p.broken != "":
			skips = append(skips, skip{p.path, "left out", p.broken})
		case p.brokenTests != "":
			skips = append(skips, skip{p.path, "tests left out", p.brokenTests})
		case p.brokenXTests != "":
			skips = append(skips, skip{p.path, "external tests left out", p.brokenXTests})
		}
	}
	skips = append(skips, res.skips...)
	slices.SortStableFunc(skips, func(a, b skip) int { return cmp.Compare(a.path, b.path) })

	var lines []string
	for _, s := range skips {
		what := s.path + ": "
		if s.part != "" {
			what += s.part + ": "
		}
		lines = append(lines, what+rename(v, s.cause))
	}
	lines = append(lines, res.crashes...)
	for i := range lines {
		lines[i] = terminal.Printable(lines[i])
	}
	return slices.Compact(lines)
}

// rename returns a cause with the position at its beginning as v names it.
func rename(v *view.View, cause string) string {
	prefix := ""
	if rest, ok := strings.CutPrefix(cause, "depends on "); ok {
		name, rest, ok := strings.Cut(rest, ": ")
		if !ok {
			return cause
		}
		prefix, cause = "depends on "+name+": ", rest
	}
	if p, message, ok := finding.CutPosition(cause); ok {
		cause = v.Posn(p) + ": " + message
	}
	return prefix + cause
}
