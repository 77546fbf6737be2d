package declare

import (
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// Found is a declaration in a comment.
type Found struct {
	Pos, End    token.Pos // of the comment, without a reason
	Declaration Declaration
	Foreign     bool // it is an annotation for gVisor's checklocks
}

// Malformed is a directive in the source that declares nothing: it cannot be
// understood, or does not fit what it stands at.
type Malformed struct {
	Pos, End token.Pos // of what is wrong
	Message  string
}

// prefix begins a directive, right behind the slashes.
const prefix = "lockleak:"

// FromComments returns what the comments declare. The groups are the doc
// comments of one function, method or type; they may be nil. A directive may
// have a reason behind it:
//
//	//lockleak:acquires s.mu if nil // commit releases it
//
// Annotations for gVisor's checklocks that this grammar cannot express are left
// out.
func FromComments(groups ...*ast.CommentGroup) (found []Found, malformed []Malformed) {
	for _, g := range groups {
		if g == nil {
			continue
		}
		for _, c := range g.List {
			text, ok := strings.CutPrefix(c.Text, "//")
			if !ok {
				continue
			}
			text, _, _ = strings.Cut(text, "//")
			text = strings.TrimRight(text, " \t\r")
			pos := c.Pos() + token.Pos(len("//"))
			end := pos + token.Pos(len(text))
			if d, ok := annotation(text); ok {
				found = append(found, Found{c.Pos(), end, d, true})
				continue
			}
			d, err, is := directive(text)
			if err != nil {
				malformed = append(malformed, Malformed{pos + token.Pos(err.Offset), end, err.Msg})
			} else if is {
				found = append(found, Found{c.Pos(), end, d, false})
			}
		}
	}
	return found, malformed
}

// directive reads a directive of ours, and reports whether it is one.
func directive(text string) (Declaration, *Error, bool) {
	trimmed := strings.TrimLeft(text, " ")
	decl, ok := strings.CutPrefix(trimmed, prefix)
	if !ok || isIgnore(decl) {
		return Declaration{}, nil, false
	}
	if len(trimmed) < len(text) {
		if verb := spacedVerb(decl); verb != "" {
			return Declaration{}, &Error{0, fmt.Sprintf("write //%s%s, with no space after the slashes", prefix, verb)}, false
		}
		return Declaration{}, nil, false
	}
	d, err := Parse(decl)
	if e, ok := errors.AsType[*Error](err); ok {
		return Declaration{}, &Error{len(prefix) + e.Offset, fmt.Sprintf("%s in //%s", e.Msg, text)}, false
	}
	if decl[0] == ' ' || decl[0] == '\t' {
		return Declaration{}, &Error{len(prefix), fmt.Sprintf("write //%s%s, with no space after the colon", prefix, d.Verb)}, false
	}
	return d, nil, true
}

// isIgnore reports whether a directive is one that accepts a finding, which
// declares nothing: see package ignore.
func isIgnore(decl string) bool {
	word, _, _ := strings.Cut(strings.ReplaceAll(decl, "\t", " "), " ")
	return word == "ignore"
}

// spacedVerb returns the verb of a directive with spaces in it, such as gofmt
// makes if it does not look like one, and "" for prose.
func spacedVerb(decl string) Verb {
	trimmed := strings.TrimLeft(decl, " ")
	word, _, _ := strings.Cut(trimmed, " ")
	verb := Verb(strings.ToLower(word))
	if !slices.Contains(verbs, verb) {
		return ""
	}
	if _, err := Parse(string(verb) + trimmed[len(word):]); err != nil && len(trimmed) < len(decl) {
		return "" // "lockleak: requires Go 1.26"
	}
	return verb
}

// annotations holds the annotations for gVisor's checklocks that declare
// something.
var annotations = map[string]Declaration{
	"checklocks":            {Verb: Requires},
	"checklocksread":        {Verb: Requires, Shared: true},
	"checklocksacquire":     {Verb: Acquires},
	"checklocksacquireread": {Verb: Acquires, Shared: true},
	"checklocksrelease":     {Verb: Releases},
	"checklocksreleaseread": {Verb: Releases, Shared: true},
}

// annotation reads an annotation for gVisor's checklocks.
func annotation(text string) (Declaration, bool) {
	text, ok := strings.CutPrefix(strings.TrimLeft(text, " "), "+")
	if !ok {
		return Declaration{}, false
	}
	word, arg, _ := strings.Cut(text, ":")
	d, ok := annotations[word]
	if !ok {
		return Declaration{}, false
	}
	p := newParser(arg)
	d.Lock.Path = p.path("a lock")
	p.end()
	return d, p.err == nil
}
