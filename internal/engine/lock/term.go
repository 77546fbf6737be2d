// Package lock defines the values of the analysis: terms, which name run-time
// values by their structure; identities, which name locks; classes, which say
// what kind of lock it is; modes; and effects.
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

// A Term names a run-time value by its structure: values with equal terms are
// equal if the roots have the same values. Only a [Table] makes terms. It
// returns the same Term for equal structures, so terms are compared with ==.
// The zero Term names nothing.
type Term struct{ n *node }

// A node is the structure of a term. There is one for nearly each value in a
// package, so nodes are kept small.
type node struct {
	sym   [1]any // an array, so that a root shares it with roots
	x, y  Term
	roots []any // the symbols of the roots, each once
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
	leaves map[any]*node    // the terms of kind Root, by symbol
	nodes  map[key]*node    // all others
	texts  map[*node]string // what String has returned
	names  func(sym any) string
}

// NewTable returns an empty table. For messages and dumps, names returns the
// source name of the symbol of a [Root] or [Call] term.
func NewTable(names func(sym any) string) *Table {
	return &Table{leaves: make(map[any]*node), nodes: make(map[key]*node), texts: make(map[*node]string), names: names}
}

// Make returns the term of kind k with the given symbol and arguments. A term
// of kind Root has no arguments. The symbol must be comparable.
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

// union returns the symbols of the roots of x and y, each once.
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

// Kind returns the kind of t, 0 for the zero Term.
func (t Term) Kind() Kind {
	if t.n == nil {
		return 0
	}
	return t.n.kind
}

// Sym returns the symbol of t, nil for the zero Term.
func (t Term) Sym() any {
	if t.n == nil {
		return nil
	}
	return t.n.sym[0]
}

// X returns the first argument of t, which must not be the zero Term.
func (t Term) X() Term { return t.n.x }

// Y returns the second argument of t, which must not be the zero Term.
func (t Term) Y() Term { return t.n.y }

// ID returns the position of t in the order in which its table has made its
// terms, from 1; it is 0 for the zero Term.
func (t Term) ID() int32 {
	if t.n == nil {
		return 0
	}
	return t.n.id
}

// Depth returns how deeply t nests: 1 for a term without arguments, at most
// 65535, and 0 for the zero Term.
func (t Term) Depth() int {
	if t.n == nil {
		return 0
	}
	return int(t.n.depth)
}

// Roots returns the symbols of the roots in t, each once. The caller must not
// change the slice.
func (t Term) Roots() []any {
	if t.n == nil {
		return nil
	}
	return t.n.roots
}

// DependsOn reports whether the root with symbol sym occurs in t.
func (t Term) DependsOn(sym any) bool { return slices.Contains(t.Roots(), sym) }

// String returns t much as the source writes it. The address of a variable
// and its value look the same, and operands have no parentheses; see
// TestStringLimits.
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

// Map returns x with each subterm y replaced by f(y). It works from the top
// down: only where f returns its argument are the arguments of that term
// mapped. The zero Term is not passed to f.
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

// render returns the text of x, see [Term.String].
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
