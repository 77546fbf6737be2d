package permute_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// tangle writes a package of n functions that call each other in all ways, so that
// no order of them has every callee first: directly, deferred, in a goroutine, as
// a value, by an interface, and as methods of what others return. The same seed
// gives the same package.
func tangle(seed uint64, n int) string {
	w := tangler{Rand: rand.New(rand.NewPCG(seed, 0)), n: n}
	w.line(`package p

import "sync"

type store struct {
	mu, other sync.Mutex
	rw        sync.RWMutex
	n         int
	next      func(*store, bool) bool
}

type txn struct{ s *store }

type worker interface{ work(s *store, a bool) bool }

type (
	first  struct{ s *store }
	second struct{ w worker }
)

func (s *store) keep(f func(*store, bool) bool) { s.next = f }

func (s *store) run(f func() bool) bool { return f() }
`)
	for i := range n {
		w.function(i)
	}
	w.line("func (first) work(s *store, a bool) bool {\n%s\treturn a\n}\n", w.body())
	w.line("func (x second) work(s *store, a bool) bool {\n%s\treturn x.w.work(s, a)\n}", w.body())
	return w.String()
}

// A tangler writes functions. That with number i is a method that returns a txn, one
// of the txn, a function, or a method of the store.
type tangler struct {
	*rand.Rand
	strings.Builder
	n int
}

func (w *tangler) line(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

func (w *tangler) function(i int) {
	switch i % 4 {
	case 0:
		w.line("func (s *store) open%d(a bool) *txn {\n%s\treturn &txn{s}\n}\n", i, strings.ReplaceAll(w.body(), "return a", "return nil"))
	case 1:
		w.line("func (t *txn) end%d(a bool) bool {\n\ts := t.s\n%s\treturn a\n}\n", i, w.body())
	case 2:
		w.line("func plain%d(s *store, a bool) bool {\n%s\treturn a\n}\n", i, w.body())
	default:
		w.line("func (s *store) step%d(a bool) bool {\n%s\treturn a\n}\n", i, w.body())
	}
}

// pick returns the number of a function of the kind k.
func (w *tangler) pick(k int) int { return w.IntN(w.n/4)*4 + k }

// body returns a few statements.
func (w *tangler) body() string {
	var b strings.Builder
	for range 1 + w.IntN(5) {
		b.WriteString("\t" + w.statement() + "\n")
	}
	return b.String()
}

func (w *tangler) statement() string {
	mu := []string{"s.mu", "s.other", "s.rw"}[w.IntN(3)]
	switch w.IntN(20) {
	case 0, 1, 2, 3:
		return mu + ".Lock()"
	case 4, 5, 6:
		return mu + ".Unlock()"
	case 7:
		return "defer " + mu + ".Unlock()"
	case 8, 9:
		return "if s.n > 3 { return a }"
	case 10:
		return `if s.n < 0 { panic("negative") }`
	case 11:
		return fmt.Sprintf("if a && s.step%d(!a) { return a }", w.pick(3))
	case 12:
		return fmt.Sprintf("if s.n > 5 { plain%d(s, a) }", w.pick(2))
	case 13:
		return fmt.Sprintf("if !a { t := s.open%d(true); if t == nil { return a }; t.end%d(a) }", w.pick(0), w.pick(1))
	case 14:
		return fmt.Sprintf("defer s.step%d(a)", w.pick(3))
	case 15:
		return fmt.Sprintf("go plain%d(s, a)", w.pick(2))
	case 16:
		return fmt.Sprintf("s.keep(plain%d)", w.pick(2))
	case 17:
		return "worker(second{first{s}}).work(s, a)"
	case 18:
		return fmt.Sprintf("s.run(func() bool { s.n++; return s.step%d(a) })", w.pick(3))
	default:
		return fmt.Sprintf("defer func() { if recover() != nil { s.step%d(a) } }()", w.pick(3))
	}
}
