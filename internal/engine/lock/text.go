package lock

import (
	"fmt"
	"strconv"
	"strings"
)

// A Namer returns what the source calls the value of a term, and whether it calls it
// anything.
type Namer func(Term) (string, bool)

// Text returns t as the source could write it. The outermost subterms that name has an
// answer for are written so. It is not ok if there is none for a root, or if Go has no
// short expression for some subterm.
func (t Term) Text(name Namer) (text string, ok bool) {
	if text, ok = name(t); ok || t.IsZero() {
		return text, ok
	}
	switch t.Kind() {
	case Const:
		return constText(t.Sym())
	case Field:
		text, ok = t.X().Text(name)
		return text + "." + t.Sym().(FieldName).Name, ok
	case Load:
		return t.X().Text(name)
	case Unary:
		text, ok = t.X().Text(name)
		if op := fmt.Sprint(t.Sym()); op == "-" || op == "!" || op == "^" {
			text = op + text
		}
		return text, ok // a conversion goes without saying
	case Index, Lookup:
		return joined(t.X(), t.Y(), name, "[", "]")
	case Binary:
		return joined(t.X(), t.Y(), name, " "+fmt.Sprint(t.Sym())+" ", "")
	case Cons:
		if t.Y().IsZero() {
			return t.X().Text(name)
		}
		return joined(t.X(), t.Y(), name, ", ", "")
	case Call:
		return callText(t, name)
	}
	return "", false // a root, a result among several, or the answer to a question
}

// joined returns x and y with something between and after them.
func joined(x, y Term, name Namer, between, after string) (string, bool) {
	a, okA := x.Text(name)
	b, okB := y.Text(name)
	return a + between + b + after, okA && okB
}

// constText returns a constant. Those that are written with their types have no text.
func constText(sym any) (string, bool) {
	s, ok := sym.(string)
	if !ok || s == "nil" {
		return fmt.Sprint(sym), true
	}
	_, err := strconv.Unquote(s)
	return s, err == nil
}

// callText returns a call, of a function or of a method.
func callText(t Term, name Namer) (string, bool) {
	var args []string
	for _, a := range t.X().Args() {
		text, ok := a.Text(name)
		if !ok {
			return "", false
		}
		args = append(args, text)
	}
	f, ok := t.Sym().(Func)
	if !ok {
		return "", false
	}
	if isMethod := strings.HasPrefix(f.Full, "("); isMethod && len(args) > 0 {
		return args[0] + "." + f.Name + "(" + strings.Join(args[1:], ", ") + ")", true
	}
	return f.Name + "(" + strings.Join(args, ", ") + ")", true
}

// Text returns the lock as the source could write it; see [Term.Text].
func (id ID) Text(name Namer) (string, bool) {
	text, ok := id.Addr.Text(name)
	if !ok || id.Key.IsZero() {
		return text, ok
	}
	key, ok := id.Key.Text(name)
	return text + "(" + key + ")", ok
}
