// Package lock defines the values of the analysis: terms, which name run-time
// values by structure; identities, which name locks; modes; and operations.
package lock

import (
	"fmt"
	"slices"
	"strings"
)

// A Kind says how a term is built.
type Kind uint8

// The kinds of terms. In the comments, x and y are the term's arguments and s
// is its symbol.
const (
	Const   Kind = iota + 1 // the constant s
	Root                    // the value defined at s: a parameter, global, allocation, instruction
	Field                   // the address of field s of *x, or field s of x
	Index                   // the address of element y of x, or element y of x
	Lookup                  // the value of map x at key y
	Has                     // whether map x has key y
	Load                    // what is stored at x
	Unary                   // s x
	Binary                  // x s y
	Call                    // the result of s applied to the list x
	Extract                 // component s of the tuple x
	Assert                  // x as type s
	IsType                  // whether x has type s
	Cons                    // a list: head x, tail y
)

// A Term names a run-time value by its structure: two values that have equal
// terms, evaluated with the same definitions of their roots, are equal. Terms
// are made by a [Table], which gives equal structures the same Term; so they
// are compared with ==. The zero Term names nothing.
type Term struct{ n *node }

type node struct {
	key
	id    int32
	depth int
	roots []any // symbols of the roots, each once
	text  string
	table *Table
}

type key struct {
	kind Kind
	sym  any
	x, y Term
}

// A FieldName is the symbol of a [Field] term.
type FieldName struct {
	Name  string
	Index int
}

// A Table makes terms. It is not safe for concurrent use.
type Table struct {
	nodes map[key]*node
	names func(sym any) string
}

// NewTable returns an empty table. names gives the source name of a root's
// symbol, for messages and dumps.
func NewTable(names func(sym any) string) *Table {
	return &Table{nodes: make(map[key]*node), names: names}
}

// Make returns the term of kind k with the given symbol and arguments. The
// symbol must be comparable.
func (t *Table) Make(k Kind, sym any, x, y Term) Term {
	ky := key{k, sym, x, y}
	if n, ok := t.nodes[ky]; ok {
		return Term{n}
	}
	n := &node{key: ky, id: int32(len(t.nodes) + 1), depth: 1 + max(x.Depth(), y.Depth()), table: t}
	if k == Root {
		n.roots = []any{sym}
	} else {
		n.roots = union(x, y)
	}
	t.nodes[ky] = n
	return Term{n}
}

func union(x, y Term) []any {
	a, b := x.Roots(), y.Roots()
	switch {
	case len(a) == 0:
		return b
	case len(b) == 0:
		return a
	}
	out := slices.Clone(a)
	for _, s := range b {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// IsZero reports whether t names nothing.
func (t Term) IsZero() bool { return t.n == nil }

// Kind returns how t is built, 0 for the zero Term.
func (t Term) Kind() Kind {
	if t.n == nil {
		return 0
	}
	return t.n.kind
}

// Sym returns t's symbol.
func (t Term) Sym() any {
	if t.n == nil {
		return nil
	}
	return t.n.sym
}

// X returns t's first argument.
func (t Term) X() Term { return t.n.x }

// Y returns t's second argument.
func (t Term) Y() Term { return t.n.y }

// ID returns a number that orders terms by their creation.
func (t Term) ID() int32 {
	if t.n == nil {
		return 0
	}
	return t.n.id
}

// Depth returns how deeply t nests, 0 for the zero Term.
func (t Term) Depth() int {
	if t.n == nil {
		return 0
	}
	return t.n.depth
}

// Roots returns the symbols of the roots in t. The slice is not to be changed.
func (t Term) Roots() []any {
	if t.n == nil {
		return nil
	}
	return t.n.roots
}

// DependsOn reports whether the root with symbol sym occurs in t.
func (t Term) DependsOn(sym any) bool { return slices.Contains(t.Roots(), sym) }

// String returns t as the source would write it, as far as that can be known.
func (t Term) String() string {
	if t.n == nil {
		return "?"
	}
	if t.n.text == "" {
		t.n.text = t.n.table.render(t.n.key)
	}
	return t.n.text
}

// Args returns the elements of a list made of [Cons] terms.
func (t Term) Args() []Term {
	var out []Term
	for ; t.Kind() == Cons; t = t.Y() {
		out = append(out, t.X())
	}
	return out
}

// Map returns t with every subterm replaced for which f returns another term.
// f is asked from the top down; where it returns its argument, the arguments
// of that term are mapped.
func (t *Table) Map(x Term, f func(Term) Term) Term {
	if x.IsZero() {
		return x
	}
	if y := f(x); y != x {
		return y
	}
	if x.n.x.IsZero() && x.n.y.IsZero() {
		return x
	}
	a, b := t.Map(x.n.x, f), t.Map(x.n.y, f)
	if a == x.n.x && b == x.n.y {
		return x
	}
	return t.Make(x.n.kind, x.n.sym, a, b)
}

func (t *Table) render(k key) string {
	switch k.kind {
	case Const:
		return fmt.Sprint(k.sym)
	case Root:
		return t.names(k.sym)
	case Field:
		return k.x.String() + "." + k.sym.(FieldName).Name
	case Index, Lookup:
		return k.x.String() + "[" + k.y.String() + "]"
	case Has:
		return k.y.String() + " in " + k.x.String()
	case Load:
		return k.x.String()
	case Unary:
		return fmt.Sprint(k.sym) + k.x.String()
	case Binary:
		return k.x.String() + " " + fmt.Sprint(k.sym) + " " + k.y.String()
	case Call:
		var args []string
		for _, a := range k.x.Args() {
			args = append(args, a.String())
		}
		return t.names(k.sym) + "(" + strings.Join(args, ", ") + ")"
	case Extract:
		return fmt.Sprintf("%s#%v", k.x, k.sym)
	case Assert:
		return fmt.Sprintf("%s.(%v)", k.x, k.sym)
	case IsType:
		return fmt.Sprintf("%s is %v", k.x, k.sym)
	case Cons:
		if k.y.IsZero() {
			return k.x.String()
		}
		return k.x.String() + ", " + k.y.String()
	}
	return "?"
}
