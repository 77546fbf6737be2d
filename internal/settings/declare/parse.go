package declare

import (
	"fmt"
	"go/token"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An Error says where a text is no declaration, and what was expected there.
type Error struct {
	Offset int // in bytes
	Msg    string
}

func (e *Error) Error() string { return fmt.Sprintf("offset %d: %s", e.Offset, e.Msg) }

// Parse reads a declaration. The error is an [*Error].
func Parse(text string) (Declaration, error) {
	p := newParser(text)
	d := p.declaration()
	p.end()
	if p.err != nil {
		return Declaration{}, p.err
	}
	return d, nil
}

// A parser reads one token after the other. After an error it reads nothing
// more, and finds nothing that it looks for.
type parser struct {
	text   string
	token  string // "" at the end
	at     int    // where the token is
	wanted []string
	err    *Error // the first
}

func newParser(text string) *parser {
	p := &parser{text: text}
	p.advance()
	return p
}

// advance goes to the next token: a word, or a single character.
func (p *parser) advance() {
	p.wanted = nil
	p.at += len(p.token)
	rest := p.text[p.at:]
	trimmed := strings.TrimLeftFunc(rest, unicode.IsSpace)
	p.at += len(rest) - len(trimmed)
	n := strings.IndexFunc(trimmed, func(r rune) bool { return !isWord(r) })
	switch {
	case n < 0:
		n = len(trimmed)
	case n == 0:
		_, n = utf8.DecodeRuneInString(trimmed)
	}
	p.token = trimmed[:n]
}

func isWord(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

func (p *parser) fail(msg string) {
	if p.err == nil {
		p.err = &Error{p.at, "want " + msg}
	}
}

// accept goes on if the token is word, and remembers that it was looked for.
func (p *parser) accept(word string) bool {
	if p.err == nil && p.token == word {
		p.advance()
		return true
	}
	p.wanted = append(p.wanted, word)
	return false
}

// punct goes on if the token is c.
func (p *parser) punct(c string) bool {
	if p.err != nil || p.token != c {
		return false
	}
	p.advance()
	return true
}

// oneOf reads one of the words.
func oneOf[W ~string](p *parser, words ...W) W {
	for _, w := range words {
		if p.accept(string(w)) {
			return w
		}
	}
	p.unexpected()
	return ""
}

func (p *parser) end() {
	if p.token != "" {
		p.wanted = append(p.wanted, "the end")
		p.unexpected()
	}
}

// unexpected fails with all that would have been right.
func (p *parser) unexpected() {
	last := len(p.wanted) - 1
	if last <= 0 {
		p.fail(strings.Join(p.wanted, ""))
		return
	}
	p.fail(strings.Join(p.wanted[:last], ", ") + " or " + p.wanted[last])
}

func (p *parser) declaration() Declaration {
	d := Declaration{Verb: oneOf(p, verbs...)}
	switch d.Verb {
	case Acquires:
		d.Lock = p.lock()
		d.Shared = p.accept("shared")
		d.If = p.conditions()
		if p.accept("by") {
			d.ByResult = oneOf(p, "result") != ""
		}
	case Tries:
		d.Lock = p.lock()
		d.Shared = p.accept("shared")
		d.If = p.conditions()
	case Releases:
		d.Lock = p.lock()
		d.Shared = p.accept("shared")
		d.Any = !d.Shared && p.accept("any")
		d.If = p.conditions()
	case Requires:
		d.Lock = p.lock()
		d.Shared = p.accept("shared")
	case Runs:
		d.Param = p.name("a parameter, such as fn or arg0")
		d.When = oneOf(p, Now, Maybe, Later)
	case Future:
		if p.accept("complete") {
			d.Complete = p.names()
		}
		if p.accept("register") {
			d.Register = p.names()
		}
	}
	return d
}

func (p *parser) lock() Expr {
	e := Expr{Path: p.path("a lock, such as s.mu or table(key)")}
	if !p.punct("(") {
		return e
	}
	for {
		e.Keys = append(e.Keys, p.path("a key, such as id or req.id"))
		if !p.punct(",") {
			break
		}
	}
	if !p.punct(")") {
		p.fail(", or )")
	}
	return e
}

func (p *parser) path(what string) Path {
	path := Path{p.name(what)}
	for p.punct(".") {
		path = append(path, p.name("the name of a field"))
	}
	return path
}

// names reads the names of methods.
func (p *parser) names() []string {
	const what = "the name of a method"
	names := []string{p.name(what)}
	for p.punct(",") {
		names = append(names, p.name(what))
	}
	return names
}

// name reads an identifier. what says what it stands for.
func (p *parser) name(what string) string {
	name := p.token
	if p.err != nil || !token.IsIdentifier(name) {
		p.fail(what)
		return ""
	}
	p.advance()
	return name
}

// conditions reads at most one condition on each kind of result.
func (p *parser) conditions() []Condition {
	if !p.accept("if") {
		return nil
	}
	can := []Condition{True, False, NoError, SomeError}
	first := oneOf(p, can...)
	if !p.accept("and") {
		return []Condition{first}
	}
	can = slices.DeleteFunc(can, func(c Condition) bool { return c.OnBool() == first.OnBool() })
	return []Condition{first, oneOf(p, can...)}
}
