// Package ignore reads the directives by which a user accepts a finding:
//
//	mu.Lock() //lockleak:ignore lockleak Stop releases it
//
//	//lockleak:ignore lockleak,relock the test wants it to block
//	mu.Lock()
//
//	// Hang waits for itself.
//	//
//	//lockleak:ignore relock it is to hang
//	func Hang() { … }
//
// Behind code, a directive is about its line; on a line of its own, about the
// next line; in the doc comment of a function, about all of it.
package ignore

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"github.com/lockleak/lockleak/internal/settings/checks"
)

// Prefix begins a directive, right behind the slashes.
const Prefix = "lockleak:ignore"

// A Directive accepts the findings of some checks in a part of a file.
type Directive struct {
	Pos, End token.Pos
	Checks   []checks.Name
	Reason   string
	Alone    bool // there is no code on its line

	file        string
	first, last int // lines
}

// Covers reports whether d is about the findings of a check at p, a position
// that no line directive has changed.
func (d *Directive) Covers(check checks.Name, p token.Position) bool {
	return p.Filename == d.file && d.first <= p.Line && p.Line <= d.last && slices.Contains(d.Checks, check)
}

// Malformed is a comment that is meant as a directive, and is none.
type Malformed struct {
	Pos, End token.Pos
	Message  string
}

// Read returns the directives of a file in order. They name checks that are
// [checks.Ignorable].
func Read(fset *token.FileSet, f *ast.File) (all []*Directive, wrong []Malformed) {
	r := reader{fset: fset, file: f, checks: checks.Ignorable()}
	for _, g := range f.Comments {
		for _, c := range g.List {
			text, ok := strings.CutPrefix(c.Text, "//")
			if !ok || !strings.Contains(text, Prefix) {
				continue
			}
			d, problem := r.directive(text)
			if problem != "" {
				wrong = append(wrong, Malformed{c.Pos(), c.End(), problem})
			}
			if d == nil {
				continue
			}
			d.Pos, d.End = c.Pos(), c.End()
			r.place(d, g)
			all = append(all, d)
		}
	}
	return all, wrong
}

// A reader reads the directives of one file.
type reader struct {
	fset   *token.FileSet
	file   *ast.File
	checks []checks.Name     // those that can be named
	code   map[int]token.Pos // where the code of a line begins, for lines with code; made when it is needed
}

// directive reads the text behind the slashes. It returns nil if that is no
// directive, and what is wrong with it if it is to be one.
func (r *reader) directive(text string) (_ *Directive, problem string) {
	rest, ok := strings.CutPrefix(text, Prefix)
	if !ok {
		if rest, ok = strings.CutPrefix(strings.TrimLeft(text, " \t"), Prefix); ok && r.isKnown(rest) {
			return nil, "write //" + Prefix + ", with no space after the slashes"
		}
		return nil, "" // prose
	}
	if rest != "" && rest[0] != ' ' && rest[0] != '\t' {
		return nil, "" // another word
	}
	names, reason := cutWord(rest)
	if names == "" {
		return nil, "//" + Prefix + " needs a check and a reason: //" + Prefix + " lockleak the caller releases it"
	}
	d := &Directive{Reason: reason}
	for word := range strings.SplitSeq(names, ",") {
		name := checks.Name(word)
		if !slices.Contains(r.checks, name) {
			return nil, fmt.Sprintf("%q is no check in //%s; the checks are %s", name, Prefix, strings.Join(checks.Strings(r.checks), ", "))
		}
		if slices.Contains(d.Checks, name) {
			return nil, fmt.Sprintf("%s is there twice in //%s", name, Prefix)
		}
		d.Checks = append(d.Checks, name)
	}
	if reason == "" {
		return nil, fmt.Sprintf("//%s %s needs a reason behind it", Prefix, names)
	}
	return d, ""
}

// isKnown reports whether text begins with the name of a check.
func (r *reader) isKnown(text string) bool {
	names, _ := cutWord(text)
	name, _, _ := strings.Cut(names, ",")
	return slices.Contains(r.checks, checks.Name(name))
}

// cutWord cuts the first word off text.
func cutWord(text string) (word, rest string) {
	text = strings.Trim(text, " \t\r")
	if i := strings.IndexAny(text, " \t"); i >= 0 {
		return text[:i], strings.TrimLeft(text[i:], " \t")
	}
	return text, ""
}

// place sets the lines that the directive d in the group g is about.
func (r *reader) place(d *Directive, g *ast.CommentGroup) {
	at := r.at(d.Pos)
	d.file = at.Filename
	if r.code == nil {
		r.findCode()
	}
	begin, ok := r.code[at.Line]
	d.Alone = !ok || begin > d.Pos
	if !d.Alone {
		d.first, d.last = at.Line, at.Line
		return
	}
	d.first = r.at(g.End()).Line + 1
	d.last = d.first
	for _, decl := range r.file.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok && fn.Doc == g {
			d.last = r.at(fn.End()).Line
		}
	}
}

// findCode notes where the code of each line begins or, for lines that only end
// something, ends.
func (r *reader) findCode() {
	r.code = make(map[int]token.Pos)
	note := func(pos token.Pos) {
		line := r.at(pos).Line
		if old, ok := r.code[line]; !ok || pos < old {
			r.code[line] = pos
		}
	}
	ast.Inspect(r.file, func(n ast.Node) bool {
		switch n.(type) {
		case nil, *ast.File:
			return true
		case *ast.Comment, *ast.CommentGroup:
			return false
		}
		note(n.Pos())
		note(n.End() - 1)
		return true
	})
}

func (r *reader) at(pos token.Pos) token.Position { return r.fset.PositionFor(pos, false) }
