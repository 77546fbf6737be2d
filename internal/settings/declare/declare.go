// Package declare defines declarations: what somebody who knows says about a
// function or a type, in a directive of the source, in a configuration or in a
// built-in table. All of them have one grammar.
package declare

import (
	"slices"
	"strings"
)

// A Declaration says one thing about a function or a type. The names in it are
// as they are written; nothing has looked them up.
type Declaration struct {
	Verb     Verb
	Lock     Expr        // for acquires, tries, releases and requires
	Shared   bool        // the shared mode
	Any      bool        // for releases: either mode
	If       []Condition // all of them hold
	ByResult bool        // for acquires: a result releases

	Param string // for runs: the function parameter
	When  When   // for runs

	Complete []string // for future: the methods that complete it
	Register []string // for future: the methods that register a callback
}

// A Verb is the kind of a declaration.
type Verb string

// The verbs.
const (
	Acquires Verb = "acquires"
	Tries    Verb = "tries"
	Releases Verb = "releases"
	Requires Verb = "requires"
	Runs     Verb = "runs"
	NoReturn Verb = "noreturn"
	Future   Verb = "future"
	NotLock  Verb = "notlock"
)

var verbs = []Verb{Acquires, Tries, Releases, Requires, Runs, NoReturn, Future, NotLock}

// Verbs returns all verbs.
func Verbs() []Verb { return slices.Clone(verbs) }

// An Expr names a lock: by a path alone, or as the lock of a lock table that
// belongs to keys.
type Expr struct {
	Path Path
	Keys []Path
}

// A Path is a parameter, receiver or variable, and the fields from there.
type Path []string

// A Condition is a condition on a result.
type Condition string

// The conditions.
const (
	True      Condition = "true"  // the bool result
	False     Condition = "false" // the bool result
	NoError   Condition = "nil"   // the error result
	SomeError Condition = "error" // the error result
)

// OnBool reports whether c is about the bool result, not the error result.
func (c Condition) OnBool() bool { return c == True || c == False }

// When says what becomes of a function parameter.
type When string

// The times.
const (
	Now   When = "now"   // it is run once before the call returns
	Maybe When = "maybe" // it is run any number of times before the call returns
	Later When = "later" // it is run once, at some time or in another goroutine
)

// String returns d as [Parse] reads it.
func (d Declaration) String() string {
	words := []string{string(d.Verb)}
	add := func(on bool, w ...string) {
		if on {
			words = append(words, w...)
		}
	}
	add(len(d.Lock.Path) > 0, d.Lock.String())
	add(d.Shared, "shared")
	add(d.Any, "any")
	for i, c := range d.If {
		add(i == 0, "if", string(c))
		add(i > 0, "and", string(c))
	}
	add(d.ByResult, "by", "result")
	add(d.Param != "", d.Param, string(d.When))
	add(len(d.Complete) > 0, "complete", strings.Join(d.Complete, ","))
	add(len(d.Register) > 0, "register", strings.Join(d.Register, ","))
	return strings.Join(words, " ")
}

func (e Expr) String() string {
	if len(e.Keys) == 0 {
		return e.Path.String()
	}
	var keys []string
	for _, k := range e.Keys {
		keys = append(keys, k.String())
	}
	return e.Path.String() + "(" + strings.Join(keys, ", ") + ")"
}

func (p Path) String() string { return strings.Join(p, ".") }
