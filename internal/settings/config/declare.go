package config

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A Line is one declaration with its target, as the analyzer reads it.
type Line struct {
	Text string   // "TARGET: DECL"
	At   Position // where the file says so
}

// Declarations returns all that the file declares, sorted by the text.
func (c *Config) Declarations() []Line {
	var lines []Line
	add := func(at Position, target, declaration string) {
		lines = append(lines, Line{Text: target + ": " + declaration, At: at})
	}
	for _, l := range c.Locks {
		if l.Lock != nil && !*l.Lock {
			add(l.At, string(l.Type), "notlock")
		}
		for _, m := range l.Methods {
			// Whether the receiver is a pointer is not known here; there is only
			// one method of the name.
			add(m.At, fmt.Sprintf("(%s).%s", l.Type, m.Name), m.declaration())
			add(m.At, fmt.Sprintf("(*%s).%s", l.Type, m.Name), m.declaration())
		}
	}
	for target, declarations := range c.Functions {
		for _, d := range declarations {
			add(d.At, target.Name, d.Text)
		}
	}
	for _, f := range c.Futures {
		add(f.At, string(f.Type), f.declaration())
	}
	for _, target := range c.NoReturn {
		add(target.At, target.Name, "noreturn")
	}
	slices.SortFunc(lines, func(a, b Line) int {
		return cmp.Or(cmp.Compare(a.Text, b.Text), cmp.Compare(a.At.Line, b.At.Line), cmp.Compare(a.At.Col, b.At.Col))
	})
	return lines
}

// CheckDeclarations has each declaration parsed by what takes them, as only
// here it is known where the file says so. Its errors are of type [Errors].
func (c *Config) CheckDeclarations(parse func(text string) error) error {
	var wrong Errors
	for _, l := range c.Declarations() {
		if err := parse(l.Text); err != nil {
			text := oneLine(err.Error())
			if l.At == (Position{}) {
				text = l.Text + ": " + text // no place says which it is
			}
			wrong = append(wrong, Error{At: l.At, Text: text})
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	wrong.Sort()
	return slices.Compact(wrong) // a method of a lock makes two lines
}

func (l *Lock) check() (key, problem string) {
	switch isLock := l.Lock == nil || *l.Lock; {
	case isLock && len(l.Methods) == 0:
		return "methods", "want the methods of the lock, or lock: false"
	case !isLock && len(l.Methods) > 0:
		return "methods", "want none with lock: false"
	}
	return "", ""
}

func (m *Method) check() (key, problem string) {
	switch {
	case m.Handle && m.Does != Acquire:
		return "handle", "want it with does: acquire; held says whether that may fail"
	case m.Does == Try && m.Held == HeldAlways:
		return "held", "want " + either(Held("").Words()[1:]) + ", as a try may fail"
	case m.Does == Require && m.Held != "":
		return "held", "want none with does: require"
	}
	return "", ""
}

// declaration returns what m does in the grammar of declarations.
func (m *Method) declaration() string {
	var b strings.Builder
	b.WriteString(map[Effect]string{Acquire: "acquires", Try: "tries", Release: "releases", Require: "requires"}[m.Does])
	b.WriteString(" recv")
	for i, k := range m.Keys {
		b.WriteString(is(i == 0, "(", ",") + "arg" + strconv.Itoa(int(k)))
	}
	b.WriteString(is(len(m.Keys) > 0, ")", ""))
	b.WriteString(is(m.Shared, " shared", ""))
	switch m.Held {
	case HeldTrue:
		b.WriteString(" if true")
	case HeldNil:
		b.WriteString(" if nil")
	case HeldTrueAndNil:
		b.WriteString(" if true and nil")
	}
	b.WriteString(is(m.Handle, " by result", ""))
	return b.String()
}

func (f *Future) declaration() string {
	return "future" + names(" complete ", f.Complete) + names(" register ", f.Register)
}

// names returns names with commas behind a word, or nothing.
func names(word string, all []Identifier) string {
	var list []string
	for _, name := range all {
		list = append(list, string(name))
	}
	if len(list) == 0 {
		return ""
	}
	return word + strings.Join(list, ",")
}

func is(b bool, yes, no string) string {
	if b {
		return yes
	}
	return no
}
