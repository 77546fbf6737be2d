// Package oracle compares the verdicts of the engine with what happens.
//
// It makes random programs over locks that are small enough to be run for all
// their inputs (generate.go, section.go, helper.go), runs each with locks that
// write down what becomes of them (package rt, execute.go), analyzes it
// (analyze.go), and compares the two (compare.go). A program about which they
// disagree is made smaller as long as they do (reduce.go).
package oracle

import (
	"fmt"
	"slices"
	"strings"
)

// A Stmt is a statement of a program, or a line of it: a head with parts and a
// tail, such as
//
//	if a {       the head
//		…        the first part
//	} else {     the head of the second part
//		…        the second part
//	}            the tail
type Stmt struct {
	Kind  string // what it is there for, for the counts
	Head  string
	Parts []Part
	Tail  string

	leaves bool // it is a return or a panic
	yields bool // the head begins a function literal that returns something
	enters bool // the head begins the body of a function literal
	starts bool // it is a go statement
}

// A Part is a block of a statement.
type Part struct {
	Sep  string // the line before it, "" for the first one
	Body []*Stmt
}

// A Func is a function of a program.
type Func struct {
	Head    string // up to the opening brace, and with it
	Body    []*Stmt
	Results bool // it returns something: its end cannot be reached
}

// A Program is one random program. Its entry is the last of its functions.
type Program struct {
	ID    int
	Decls []string
	Funcs []*Func
	Setup []string // how it is called with all inputs: statements
	Kinds []string // of the constructs that are in it
}

func line(kind, format string, args ...any) *Stmt {
	return &Stmt{Kind: kind, Head: fmt.Sprintf(format, args...)}
}

func block(kind, head string, body []*Stmt, tail string) *Stmt {
	return &Stmt{Kind: kind, Head: head, Parts: []Part{{Body: body}}, Tail: tail}
}

// clone returns a deep copy.
func (s *Stmt) clone() *Stmt {
	c := *s
	c.Parts = slices.Clone(s.Parts)
	for i := range c.Parts {
		c.Parts[i].Body = cloneAll(c.Parts[i].Body)
	}
	return &c
}

func cloneAll(list []*Stmt) []*Stmt {
	out := make([]*Stmt, len(list))
	for i, s := range list {
		out[i] = s.clone()
	}
	return out
}

// clone returns a deep copy.
func (p *Program) clone() *Program {
	c := *p
	c.Decls = slices.Clone(p.Decls)
	c.Setup = slices.Clone(p.Setup)
	c.Kinds = slices.Clone(p.Kinds)
	c.Funcs = make([]*Func, len(p.Funcs))
	for i, f := range p.Funcs {
		g := *f
		g.Body = cloneAll(f.Body)
		c.Funcs[i] = &g
	}
	return &c
}

// size returns the number of statements.
func (p *Program) size() int {
	n := 0
	p.visit(func(*Stmt) { n++ })
	return n
}

// visit calls f for each statement, in the order of the source.
func (p *Program) visit(f func(*Stmt)) {
	for _, fn := range p.Funcs {
		visitAll(fn.Body, f)
	}
}

func visitAll(list []*Stmt, f func(*Stmt)) {
	for _, s := range list {
		f(s)
		for _, part := range s.Parts {
			visitAll(part.Body, f)
		}
	}
}

// lists returns the statement lists of the program, each as a pointer to it.
func (p *Program) lists() []*[]*Stmt {
	var out []*[]*Stmt
	var visit func(l *[]*Stmt)
	visit = func(l *[]*Stmt) {
		out = append(out, l)
		for _, s := range *l {
			for i := range s.Parts {
				visit(&s.Parts[i].Body)
			}
		}
	}
	for _, f := range p.Funcs {
		visit(&f.Body)
	}
	return out
}

// Source returns the program as Go: as it is analyzed, or, with run, as it is
// run. Statements are on the same lines in both.
func (p *Program) Source(run bool) string {
	w := &printer{run: run, line: 1, suffix: fmt.Sprintf("_%d", p.ID)}
	if run {
		w.put(0, "package main; import sync \"oracle/rt\"")
	} else {
		w.put(0, "package p; import \"sync\"")
	}
	w.put(0, "var _ sync.Mutex")
	for _, d := range p.Decls {
		w.put(0, d)
	}
	for _, f := range p.Funcs {
		w.put(0, "")
		if run {
			w.put(0, f.Head+" defer sync.Enter()()")
		} else {
			w.put(0, f.Head)
		}
		w.list(1, f.Body)
		if run && !f.Results {
			w.put(0, fmt.Sprintf("sync.Leave(%d) }", w.line))
		} else {
			w.put(0, "}")
		}
	}
	if run {
		w.put(0, "")
		w.put(0, fmt.Sprintf("func init() { programs[%d] = func() string {", p.ID))
		for _, s := range p.Setup {
			w.put(1, s)
		}
		w.put(0, "} }")
	}
	return w.b.String()
}

type printer struct {
	b      strings.Builder
	run    bool
	line   int
	suffix string // in place of the two underscores at the end of global names
}

func (w *printer) put(depth int, text string) {
	w.b.WriteString(strings.Repeat("\t", depth))
	w.b.WriteString(strings.ReplaceAll(text, "__", w.suffix))
	w.b.WriteByte('\n')
	w.line += 1 + strings.Count(text, "\n")
}

func (w *printer) list(depth int, list []*Stmt) {
	for _, s := range list {
		w.stmt(depth, s)
	}
}

func (w *printer) stmt(depth int, s *Stmt) {
	head, tail := s.Head, s.Tail
	if w.run {
		switch {
		case s.leaves:
			head = fmt.Sprintf("{ sync.Leave(%d); %s }", w.line, head)
		case s.starts && s.enters:
			head = strings.Replace(head, "go func()", "sync.Go(func()", 1)
			tail = strings.TrimSuffix(tail, "()") + ")"
		case s.starts:
			head = "sync.Go(func() { defer sync.Enter()(); " + strings.TrimPrefix(head, "go ") + " })"
		}
		if rest, ok := strings.CutPrefix(head, "<-"); ok {
			head = "sync.Receive(" + rest + ")"
		}
		if s.enters {
			head += " defer sync.Enter()()"
		}
	}
	w.put(depth, head)
	for i, part := range s.Parts {
		if i > 0 || part.Sep != "" {
			w.put(depth, part.Sep)
		}
		w.list(depth+1, part.Body)
	}
	if tail != "" {
		if w.run && s.enters && !s.yields {
			tail = fmt.Sprintf("sync.Leave(%d); %s", w.line, tail)
		}
		w.put(depth, tail)
	}
}
