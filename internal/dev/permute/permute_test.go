package permute_test

import (
	"bytes"
	"go/ast"
	"go/token"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/lockleak/lockleak/internal/dev/permute"
)

// samples returns a package with things that could get lost: comments of all kinds,
// directives, a group that counts, several init functions, declarations on one line,
// and imports that few declarations use.
func samples() []permute.File {
	return []permute.File{
		{Name: "a.go", Text: []byte(`// Copyright somebody.

// Package p is a sample.
package p // it is

import (
	"cmp"
	"math/bits"
	chars "unicode"
) // the imports

// A floating comment.

// A T is a type.
type T struct{ n int } // after it

/* a block */ /* and another */
type U struct{ T }

const (
	zero = iota
	one
	two // the last
)

func init() { first = 1 }

var first, second = one, two; var third = 3 // on one line

// M is a method.
//
//lockleak:ignore
func (t *T) M() int { return cmp.Compare(chars.ToUpper('m'), 0) }

func (U) Wait() { bits.Len(0) /* soon */ }

func init() { second = 2 }

//go:noinline
func plain() rune { return chars.ToLower('P') }

// The end.
`)},
		{Name: "b.go", Text: []byte(`package p

func (t *T) N() int { return t.n + third }

func (t *T) O() int {
	// Comment in the body.
	return t.N()
}

var _ = zero
`)},
		{Name: "c.go", Text: []byte(`package p

import cmp "math/bits"

func (U) Later() int { return cmp.Len8(1) }
`)},
		{Name: "d.go", Text: []byte(`package p

import "C"

func (U) Foreign() {}
`)},
		{Name: "e.go", Text: []byte(`//go:build go1.21

package p

func (U) Old() {}
`)},
		{Name: "f.go", Text: []byte(`package p

import . "unicode/utf8"

func (U) Valid(text string) bool { return ValidString(text) }
`)},
	}
}

const seeds = 200

// samplePackage returns the sample, and a library to check it with.
func samplePackage(t *testing.T) *subject {
	t.Helper()
	l := newLibrary(false)
	if _, err := l.load(".", "cmp", "math/bits", "unicode", "unicode/utf8"); err != nil {
		t.Fatal(err)
	}
	s, err := l.subjectOf("sample", &listed{ImportPath: "p"}, samples())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestWritten writes the sample as it is.
func TestWritten(t *testing.T) {
	t.Parallel()
	s := samplePackage(t)
	for i, f := range s.pkg.Write(s.pkg.Written()).Files {
		before := samples()[i]
		want := bytes.ReplaceAll(before.Text, []byte("two; var"), []byte("two; \nvar"))
		if f.Name != before.Name || !bytes.Equal(f.Text, want) {
			t.Errorf("%s has become %s:\n%s", before.Name, f.Name, f.Text)
		}
	}
}

// TestDeclarations takes permutations for a package, and looks for the
// declarations that the sample has.
func TestDeclarations(t *testing.T) {
	t.Parallel()
	s := samplePackage(t)
	want := s.pkg.Declarations()
	for name, parts := range map[string][]string{
		"type T":               {"// A floating comment.\n", "// A T is a type.\n", "// after it\n"},
		"type U":               {"/* a block */ /* and another */\n"},
		"const zero, one, two": {"zero = iota", "// the last"},
		"init #1 of a.go":      {"first = 1"},
		"init #2 of a.go":      {"second = 2"},
		"var first, second":    {"= one, two;"},
		"var third":            {"var third = 3 // on one line\n"},
		"(*T).M":               {"// M is a method.\n//\n//lockleak:ignore\nfunc"},
		"(U).Wait":             {"/* soon */ }\n"},
		"plain":                {"//go:noinline\nfunc"},
		"(*T).O":               {"// Comment in the body.\n"},
		"var _ #1 of b.go":     {"zero"},
		"(U).Later":            {"cmp.Len8"},
		"(U).Old":              {"{}"},
	} {
		for _, part := range parts {
			if !strings.Contains(want[name], part) {
				t.Errorf("%s is %q, without %q", name, want[name], part)
			}
		}
	}
	if len(want) != 16 {
		t.Errorf("%d declarations: %q", len(want), slices.Sorted(maps.Keys(want)))
	}
	for seed := range uint64(seeds) {
		text := s.pkg.Write(s.pkg.Shuffle(seed))
		again, err := s.subjectOf("again", s.listed, text.Files)
		if err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, all(text))
		}
		if got := again.pkg.Declarations(); !maps.EqualFunc(got, want, equalLines) {
			t.Fatalf("seed %d: the declarations are %q, not %q", seed, got, want)
		}
	}
}

// equalLines reports whether two texts are the same but for the end of the last
// line.
func equalLines(a, b string) bool { return strings.TrimSuffix(a, "\n") == strings.TrimSuffix(b, "\n") }

func all(text *permute.Text) string {
	var b strings.Builder
	for _, f := range text.Files {
		b.WriteString("-- " + f.Name + "\n")
		b.Write(f.Text)
	}
	return b.String()
}

// A tally counts what becomes of the sample.
type tally struct {
	distinct, first map[string]bool
	homes           map[string]map[string]bool // files by function
	after           int                        // how often (*T).O stands after (*T).N where both are in b.go
}

func newTally() *tally {
	return &tally{make(map[string]bool), make(map[string]bool), make(map[string]map[string]bool), 0}
}

func (c *tally) add(text *permute.Text) {
	c.distinct[all(text)] = true
	c.first[text.Files[0].Name] = true
	for _, f := range text.Files {
		src := string(f.Text)
		for fn := range homes() {
			if strings.Contains(src, fn) {
				if c.homes[fn] == nil {
					c.homes[fn] = make(map[string]bool)
				}
				c.homes[fn][f.Name] = true
			}
		}
		if n, o := strings.Index(src, ") N()"), strings.Index(src, ") O()"); f.Name == "b.go" && n >= 0 && o > n {
			c.after++
		}
	}
}

// homes returns the files into which the functions of the sample may come.
func homes() map[string]string {
	return map[string]string{
		") M()":          "a.go b.go", // c.go has another import by that name
		") Later()":      "b.go c.go",
		") N()":          "a.go b.go c.go",
		") O()":          "a.go b.go c.go",
		") Wait()":       "a.go b.go c.go",
		") Foreign()":    "d.go",
		") Old()":        "e.go",
		") Valid(":       "f.go",
		"plain()":        "a.go",
		"init() { first": "a.go",
	}
}

// TestShuffle looks for what may move, and what may not: the same seed gives the
// same order.
func TestShuffle(t *testing.T) {
	t.Parallel()
	s := samplePackage(t)
	c := newTally()
	for seed := range uint64(seeds) {
		text := s.pkg.Write(s.pkg.Shuffle(seed))
		src := all(text)
		if src != all(s.pkg.Write(s.pkg.Shuffle(seed))) {
			t.Fatalf("seed %d gives two orders", seed)
		}
		if strings.Index(src, "second = 2") < strings.Index(src, "first = 1") {
			t.Errorf("seed %d: the init functions have changed places:\n%s", seed, src)
		}
		c.add(text)
	}
	if len(c.distinct) < seeds*9/10 || len(c.first) != len(samples()) || c.after < seeds/20 || c.after > seeds*2/5 {
		t.Errorf("%d orders, %d files come first, O is after N in %d of them", len(c.distinct), len(c.first), c.after)
	}
	for fn, files := range homes() {
		if got := strings.Join(slices.Sorted(maps.Keys(c.homes[fn])), " "); got != files {
			t.Errorf("%s comes into %s, not %s", fn, got, files)
		}
	}
}

// TestPlace looks for each identifier at its place in all permutations.
func TestPlace(t *testing.T) {
	t.Parallel()
	s := samplePackage(t)
	places := func(o permute.Order) map[string]string {
		text := s.pkg.Write(o)
		u, err := s.check(s.listed, text.Files, false)
		if err != nil {
			t.Fatal(err)
		}
		defer s.forget(u)
		out := make(map[string]string)
		for _, f := range u.syntax {
			for _, d := range f.Decls {
				if d, ok := d.(*ast.GenDecl); ok && d.Tok == token.IMPORT {
					continue
				}
				ast.Inspect(d, func(n ast.Node) bool {
					if id, ok := n.(*ast.Ident); ok {
						p := s.fset.Position(id.Pos())
						out[text.Place(p.Filename, p.Offset)] = id.Name
					}
					return true
				})
			}
		}
		return out
	}
	want := places(s.pkg.Written())
	if place := "(*T).O +3:11 `return t.N()`"; want[place] != "N" {
		t.Errorf("nothing, or not N, is at %s: %q", place, want)
	}
	for seed := range uint64(seeds) {
		if got := places(s.pkg.Shuffle(seed)); !maps.Equal(got, want) {
			t.Fatalf("seed %d: %q, not %q", seed, got, want)
		}
	}
}

// TestReduce looks for the one move because of which one method is in front of
// another one.
func TestReduce(t *testing.T) {
	t.Parallel()
	s := samplePackage(t)
	tested := 0
	for seed := range uint64(seeds) {
		differs := func(o permute.Order) bool {
			src := all(s.pkg.Write(o))
			return strings.Index(src, ") O()") < strings.Index(src, ") N()")
		}
		o := s.pkg.Shuffle(seed)
		if !differs(o) {
			continue
		}
		tested++
		small := s.pkg.Reduce(o, 100, differs)
		moves := s.pkg.Describe(small)
		if n := strings.Count(moves, "moves"); !differs(small) || n > 2 {
			t.Errorf("seed %d: not reduced:\n%s", seed, moves)
		}
	}
	if tested < seeds/10 {
		t.Errorf("%d orders were reduced", tested)
	}
}
