package monster

import (
	"fmt"
	"strings"
)

// Monsters that are one function.

// statements has n statements: branches, loops, sections of a lock and
// assignments, with one path that leaves it held.
func statements(n int) string {
	f := newFile("sync")
	f.line("type store struct { mu sync.Mutex; n int }")
	f.line("func (s *store) run(a, b int, ok bool) int {")
	for i := range n / 10 {
		f.line("	if a > %d {", i)
		f.line("		s.mu.Lock()")
		if i == n/20 {
			f.line("	if b == %d { return b }", i)
		}
		f.line("		s.n += b")
		f.line("		s.mu.Unlock()")
		f.line("	} else if ok {")
		f.line("		b += a * %d", i)
		f.line("	}")
		f.line("	for i := range b {")
		f.line("		if i == a { s.mu.Lock(); s.n++; s.mu.Unlock(); break }")
		f.line("		a -= i")
		f.line("	}")
	}
	f.line("	return a + b")
	f.line("}")
	return f.String()
}

// locks has n locks in one function, each with a path that leaves it held.
func locks(n int) string {
	f := newFile("sync")
	f.times(n, "var mu# sync.Mutex")
	f.line("func run(a int) int {")
	f.times(n, `	mu#.Lock()
	if a == # { return a }
	a += #
	mu#.Unlock()`)
	f.line("	return a")
	f.line("}")
	return f.String()
}

// nestedLocks has n locks that are held at the same time.
func nestedLocks(n int) string {
	f := newFile("sync")
	f.times(n, "var mu# sync.Mutex")
	f.line("func run(a int) int {")
	f.times(n, "	mu#.Lock()\n	a += #")
	f.line("	if a == 7 { return a }")
	f.times(n, "	mu#.Unlock()")
	f.line("	return a")
	f.line("}")
	return f.String()
}

// closures has n function literals, each inside of the one before, all of which
// are called.
func closures(n int) string {
	f := newFile("sync")
	f.line("type store struct { mu sync.Mutex; n int }")
	f.line("func (s *store) run(a int) {")
	f.times(n, "	f# := func() {\n	if a == # { s.mu.Lock(); s.n++; s.mu.Unlock() }")
	f.line("	s.mu.Lock()")
	f.line("	if a > 7 { return }")
	f.line("	s.mu.Unlock()")
	for i := n - 1; i >= 0; i-- {
		f.line("	}")
		f.line("	f%d()", i)
	}
	f.line("}")
	return f.String()
}

// cases has a switch of n cases with the lock held, one of which returns.
func cases(n int) string {
	f := newFile("sync")
	f.line("type store struct { mu sync.Mutex; n int }")
	f.line("func (s *store) run(a int) int {")
	f.line("	s.mu.Lock()")
	f.line("	switch a {")
	f.times(n, "	case #: s.n += #")
	f.line("	case -1: return a")
	f.line("	}")
	f.line("	s.mu.Unlock()")
	f.line("	switch a {")
	f.times(n, "	case #: s.mu.Lock(); s.n += #; s.mu.Unlock()")
	f.line("	}")
	f.line("	return s.n")
	f.line("}")
	return f.String()
}

// ifs has n ifs, each inside of the one before, with a lock acquired in the
// innermost and released behind each.
func ifs(n int) string {
	f := newFile("sync")
	f.line("type store struct { mu sync.Mutex; n int }")
	f.line("func (s *store) run(a []int) int {")
	f.line("	held := false")
	f.times(n, "	if a[#] > # {")
	f.line("	s.mu.Lock()")
	f.line("	held = true")
	for i := n - 1; i >= 0; i-- {
		f.line("	s.n += %d", i)
		f.line("	}")
	}
	f.line("	if held { s.mu.Unlock() }")
	f.line("	return s.n")
	f.line("}")
	return f.String()
}

// flags has n conditions, each of which decides whether the lock is acquired
// and later whether it is released.
func flags(n int) string {
	f := newFile("sync")
	f.line("type store struct { mu sync.Mutex; n int }")
	params := make([]string, min(n, 100))
	for i := range params {
		params[i] = fmt.Sprintf("b%d", i)
	}
	f.line("func (s *store) run(%s bool) int {", strings.Join(params, ", "))
	for i := range n {
		b := params[i%len(params)]
		f.line("	if %s { s.mu.Lock() }", b)
		f.line("	s.n += %d", i)
		f.line("	if %s { s.mu.Unlock() }", b)
	}
	f.line("	return s.n")
	f.line("}")
	return f.String()
}

// defers has n deferred calls, some of literals, of locks that are all held.
func defers(n int) string {
	f := newFile("sync")
	f.line("type store struct { mu [%d]sync.Mutex; n int }", n)
	f.line("func (s *store) run(a int) int {")
	for i := range n {
		f.line("	s.mu[%d].Lock()", i)
		if i%2 == 0 {
			f.line("	defer s.mu[%d].Unlock()", i)
		} else {
			f.line("	defer func() { s.n += %d; s.mu[%d].Unlock() }()", i, i)
		}
		f.line("	if a == %d { return a }", i)
	}
	f.line("	return s.n")
	f.line("}")
	return f.String()
}

// conditionalDefers has n deferred calls under conditions of their own: there
// are exponentially many stacks of them.
func conditionalDefers(n int) string {
	f := newFile("sync")
	f.line("type store struct { mu sync.Mutex; n int }")
	f.line("func (s *store) run(a int) int {")
	f.line("	s.mu.Lock()")
	for i := range n {
		f.line("	if a == %d { defer func() { if a > %d { s.mu.Unlock() } }() }", i, i)
	}
	f.line("	return s.n")
	f.line("}")
	return f.String()
}

// gotos has n labels, and as many jumps forth and back.
func gotos(n int) string {
	f := newFile("sync")
	f.line("type store struct { mu sync.Mutex; n int }")
	f.line("func (s *store) run(a int) int {")
	for i := range n {
		f.line("l%d:", i)
		f.line("	a--")
		f.line("	if a == %d { goto l%d }", i, (i*7+3)%n)
		f.line("	s.mu.Lock()")
		f.line("	if a == -%d { s.mu.Unlock(); goto l%d }", i, (i*13+5)%n)
		f.line("	if a != -%d { s.mu.Unlock() }", i)
	}
	f.line("	return s.n")
	f.line("}")
	return f.String()
}

// expression has an expression of n operands with the lock held.
func expression(n int) string {
	f := newFile("sync")
	f.line("type store struct { mu sync.Mutex; n int; on bool }")
	f.line("func (s *store) run(a, b int) bool {")
	f.line("	s.mu.Lock()")
	f.line("	sum := a%s", strings.Repeat(" +\n\t\tb*a", n))
	f.line("	if sum == 7 { return true }")
	f.line("	ok := a > b%s", strings.Repeat(" &&\n\t\ts.on", n/10))
	f.line("	if ok { s.mu.Unlock(); return ok }")
	f.line("	s.mu.Unlock()")
	f.line("	return ok")
	f.line("}")
	return f.String()
}

// literal has a composite literal of n elements, and functions among them.
func literal(n int) string {
	f := newFile("sync")
	f.line("type store struct { mu sync.Mutex; n int }")
	f.line("type row struct { name string; n int; do func(*store) }")
	f.line("var table = []row{")
	for i := range n {
		if i%10 == 0 {
			f.line("	{%q, %d, func(s *store) { s.mu.Lock(); s.n++; s.mu.Unlock() }},", fmt.Sprint(i), i)
		} else {
			f.line("	{%q, %d, nil},", fmt.Sprint(i), i)
		}
	}
	f.line("}")
	f.line("func (s *store) run(a int) []row {")
	f.line("	s.mu.Lock()")
	f.line("	t := []row{")
	f.times(n, "		{\"#\", a, nil},")
	f.line("	}")
	f.line("	if t[a].n == 7 { return nil }")
	f.line("	s.mu.Unlock()")
	f.line("	return append(t, table...)")
	f.line("}")
	return f.String()
}

// loops has n loops, each inside of the one before.
func loops(n int) string {
	f := newFile("sync")
	f.line("type store struct { mu sync.Mutex; n int }")
	f.line("func (s *store) run(a int) {")
	f.times(n, "	for i# := range a {\n	s.mu.Lock()\n	if i# == # { s.mu.Unlock(); continue }\n	s.mu.Unlock()")
	f.line("	s.mu.Lock()")
	f.line("	if a == 7 { return }")
	f.line("	s.mu.Unlock()")
	f.times(n, "	}")
	f.line("}")
	return f.String()
}

// variables has n variables that decide branches and that literals write.
func variables(n int) string {
	f := newFile("sync")
	f.line("type store struct { mu sync.Mutex; n int }")
	f.line("func (s *store) run(a int, do func(func())) {")
	f.times(n, "	v# := a > #")
	f.line("	do(func() {")
	f.times(n, "		v# = !v#")
	f.line("	})")
	f.line("	s.mu.Lock()")
	f.times(n, "	if v# { s.n++ }")
	f.times(n, "	if v# { s.n-- }")
	f.line("	if v0 { return }")
	f.line("	s.mu.Unlock()")
	f.line("}")
	return f.String()
}

// goroutines starts n goroutines, some of which release the lock.
func goroutines(n int) string {
	f := newFile("sync")
	f.line("type store struct { mu sync.Mutex; wg sync.WaitGroup; n int }")
	f.line("func (s *store) run(a int) {")
	for i := range n {
		f.line("	s.wg.Add(1)")
		f.line("	go func() { defer s.wg.Done(); s.mu.Lock(); defer s.mu.Unlock(); s.n += %d }()", i)
		if i%10 == 0 {
			f.line("	s.mu.Lock()")
			f.line("	go func() { s.n += %d; s.mu.Unlock() }()", i)
		}
	}
	f.line("	s.mu.Lock()")
	f.line("	if a == 7 { return }")
	f.line("	s.mu.Unlock()")
	f.line("	s.wg.Wait()")
	f.line("}")
	return f.String()
}

// keys works on n locks of one class, which differ by their key.
func keys(n int) string {
	f := newFile("sync")
	f.line("type table struct { mu map[string]*sync.Mutex; n int }")
	f.line("func (t *table) run(a string, b []string) {")
	for i := range n {
		f.line("	t.mu[a+%q].Lock()", fmt.Sprint(i))
		f.line("	if b[%d] == a { return }", i)
		f.line("	t.mu[a+%q].Unlock()", fmt.Sprint(i))
	}
	f.line("}")
	return f.String()
}
