// Package lock defines the values of the analysis: terms, which name run-time
// values by structure; identities, which name locks; modes; and operations.
package lock

import (
	"fmt"
	"math"
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

// There are as many nodes as values in a package: they are small.
type node struct {
	sym   [1]any
	x, y  Term
	roots []any // symbols of the roots, each once
	table *Table
	id    int32
	depth uint16
	kind  Kind
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
	leaves map[any]*node // of kind Root, by symbol
	nodes  map[key]*node // others
	texts  map[*node]string
	names  func(sym any) string
}

// NewTable returns an empty table. names gives the source name of a root's
// symbol, for messages and dumps.
func NewTable(names func(sym any) string) *Table {
	return &Table{leaves: make(map[any]*node), nodes: make(map[key]*node), texts: make(map[*node]string), names: names}
}

// Make returns the term of kind k with the given symbol and arguments, of which a
// root has none. The symbol must be comparable.
func (t *Table) Make(k Kind, sym any, x, y Term) Term {
	if k == Root {
		n, ok := t.leaves[sym]
		if !ok {
			n = t.node(k, sym, x, y)
			n.roots = n.sym[:]
			t.leaves[sym] = n
		}
		return Term{n}
	}
	ky := key{k, sym, x, y}
	n, ok := t.nodes[ky]
	if !ok {
		n = t.node(k, sym, x, y)
		n.roots = union(x, y)
		t.nodes[ky] = n
	}
	return Term{n}
}

func (t *Table) node(k Kind, sym any, x, y Term) *node {
	depth := min(1+max(x.Depth(), y.Depth()), math.MaxUint16)
	id := len(t.leaves) + len(t.nodes) + 1
	return &node{sym: [1]any{sym}, x: x, y: y, table: t, id: int32(id), depth: uint16(depth), kind: k}
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
	return t.n.sym[0]
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

// Depth returns how deeply t nests, at most 65535, and 0 for the zero Term.
func (t Term) Depth() int {
	if t.n == nil {
		return 0
	}
	return int(t.n.depth)
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
	table := t.n.table
	text, ok := table.texts[t.n]
	if !ok {
		text = table.render(t)
		table.texts[t.n] = text
	}
	return text
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
	return t.Make(x.n.kind, x.Sym(), a, b)
}

func (t *Table) render(x Term) string {
	switch x.Kind() {
	case Const:
		return fmt.Sprint(x.Sym())
	case Root:
		return t.names(x.Sym())
	case Field:
		return x.X().String() + "." + x.Sym().(FieldName).Name
	case Index, Lookup:
		return x.X().String() + "[" + x.Y().String() + "]"
	case Has:
		return x.Y().String() + " in " + x.X().String()
	case Load:
		return x.X().String()
	case Unary:
		return fmt.Sprint(x.Sym()) + x.X().String()
	case Binary:
		return x.X().String() + " " + fmt.Sprint(x.Sym()) + " " + x.Y().String()
	case Call:
		var args []string
		for _, a := range x.X().Args() {
			args = append(args, a.String())
		}
		return t.names(x.Sym()) + "(" + strings.Join(args, ", ") + ")"
	case Extract:
		return fmt.Sprintf("%s#%v", x.X(), x.Sym())
	case Assert:
		return fmt.Sprintf("%s.(%v)", x.X(), x.Sym())
	case IsType:
		return fmt.Sprintf("%s is %v", x.X(), x.Sym())
	case Cons:
		if x.Y().IsZero() {
			return x.X().String()
		}
		return x.X().String() + ", " + x.Y().String()
	}
	return "?"
}
