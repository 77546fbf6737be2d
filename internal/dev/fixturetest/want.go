package fixturetest

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// A line is one of a file.
type line struct {
	file string
	n    int
}

// compare returns how diagnostics differ from what the comments in the files want,
// in the order of lines.
func compare(fset *token.FileSet, files []*ast.File, got []analysis.Diagnostic) []string {
	type problem struct {
		at   line
		text string
	}
	var problems []problem
	report := func(at line, format string, args ...any) {
		problems = append(problems, problem{at, fmt.Sprintf("%s:%d: %s", at.file, at.n, fmt.Sprintf(format, args...))})
	}
	want := make(map[line][]*regexp.Regexp)
	for _, f := range files {
		for _, group := range f.Comments {
			for _, c := range group.List {
				at := lineOf(fset, c.Pos())
				patterns, err := wanted(c.Text)
				if err != nil {
					report(at, "%v", err)
				}
				want[at] = append(want[at], patterns...)
			}
		}
	}
	for _, d := range got {
		at := lineOf(fset, d.Pos)
		i := slices.IndexFunc(want[at], func(re *regexp.Regexp) bool { return re.MatchString(d.Message) })
		if i < 0 {
			report(at, "unexpected finding %q", d.Message)
			continue
		}
		want[at] = slices.Delete(want[at], i, i+1)
	}
	for at, patterns := range want {
		for _, re := range patterns {
			report(at, "no finding matches %#q", re)
		}
	}
	slices.SortFunc(problems, func(a, b problem) int {
		return cmp.Or(strings.Compare(a.at.file, b.at.file), a.at.n-b.at.n, strings.Compare(a.text, b.text))
	})
	var out []string
	for _, p := range problems {
		out = append(out, p.text)
	}
	return out
}

func lineOf(fset *token.FileSet, pos token.Pos) line {
	p := fset.Position(pos)
	return line{p.Filename, p.Line}
}

// wanted returns the patterns in a comment, which is of the form "// want ...",
// "/* want ... */", or another comment that ends in the first form.
func wanted(comment string) ([]*regexp.Regexp, error) {
	text, isLine := strings.CutPrefix(comment, "//")
	if !isLine {
		text = strings.TrimSuffix(strings.TrimPrefix(text, "/*"), "*/")
	}
	if _, after, ok := strings.Cut(text, "// want "); ok {
		text = "want " + after
	}
	rest, ok := strings.CutPrefix(strings.TrimSpace(text), "want ")
	if !ok {
		return nil, nil
	}
	var patterns []*regexp.Regexp
	for rest = strings.TrimSpace(rest); rest != ""; rest = strings.TrimSpace(rest) {
		quoted, err := strconv.QuotedPrefix(rest)
		if err != nil {
			return nil, fmt.Errorf("no quoted pattern: %s", rest)
		}
		rest = rest[len(quoted):]
		pattern, err := strconv.Unquote(quoted)
		if err != nil {
			return nil, fmt.Errorf("no quoted pattern: %s", quoted)
		}
		re, err := regexp.Compile(pattern)
		if err != nil {
			return nil, err
		}
		patterns = append(patterns, re)
	}
	return patterns, nil
}
