package mutants

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// shop is what the sources of the tests begin with. They have no imports, so that
// nothing has to be compiled.
const shop = `package shop

type mutex struct{ n int }

func (m *mutex) Lock()         { m.n++ }
func (m *mutex) Unlock()       { m.n-- }
func (m *mutex) TryLock() bool { return m.n == 0 }
func (m *mutex) RLock()        { m.n++ }
func (m *mutex) RUnlock()      { m.n-- }

type keyed struct{ mutex }

func (k *keyed) Lock(key string) error { k.n++; return nil }
func (k *keyed) Unlock(key string)     { k.n-- }

type door struct{ open bool }

func (d *door) Lock(key string) { d.open = false }
func (d *door) Unlock()         { d.open = true }

type store struct {
	mu    mutex
	other mutex
	names keyed
	door  door
	items map[string]int
}

`

// check parses and type-checks a file.
func check(imports types.Importer, name, text string) (*token.FileSet, *ast.File, *types.Package, *types.Info, error) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, nil, nil, nil, err
	}
	info := &types.Info{
		Types:      make(map[ast.Expr]types.TypeAndValue),
		Defs:       make(map[*ast.Ident]types.Object),
		Uses:       make(map[*ast.Ident]types.Object),
		Selections: make(map[*ast.SelectorExpr]*types.Selection),
	}
	conf := types.Config{Importer: imports}
	pkg, err := conf.Check("example.com/shop", fset, []*ast.File{f}, info)
	return fset, f, pkg, info, err
}

// found returns the mistakes in a source text, whose name is the one of a file.
func found(t *testing.T, name, text string) []Mutant {
	t.Helper()
	fset, f, pkg, info, err := check(nil, name, text)
	if err != nil {
		t.Fatal(err)
	}
	return Find(fset, []*ast.File{f}, pkg, info)
}

// row writes a mistake as the tests have it: its kind, and all lines that it changes
// with what becomes of them.
func row(text string, m Mutant) (string, error) {
	changed, err := Apply([]byte(text), m.Edits)
	if err != nil {
		return "", err
	}
	was, is := strings.Split(text, "\n"), strings.Split(string(changed), "\n")
	if len(was) != len(is) {
		return "", fmt.Errorf("%d lines became %d", len(was), len(is))
	}
	var changes []string
	for i := range was {
		if was[i] != is[i] {
			changes = append(changes, fmt.Sprintf("%s -> %s", strings.TrimSpace(was[i]), strings.TrimSpace(is[i])))
		}
	}
	return fmt.Sprintf("%s %s: %s", m.Kind, m.Lock, strings.Join(changes, " | ")), nil
}

// TestFind has every kind of mistake, and next to it what is none.
func TestFind(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, source string
		want         []string
	}{
		{"early", `func (s *store) take(n int) {
	s.mu.Lock()
	if n == 0 {
		s.mu.Unlock() // nothing
		return
	}
	for range n {
		s.mu.Unlock()
		s.mu.Lock()
	}
	s.mu.Unlock()
}`, []string{
			"early s.mu: s.mu.Unlock() // nothing -> // nothing",
			"typo s.mu: s.mu.Unlock() // nothing -> s.mu.Lock() // nothing",
			"typo s.mu: s.mu.Unlock() -> s.mu.Lock()",
			"early s.mu: s.mu.Unlock() ->",
			"typo s.mu: s.mu.Unlock() -> s.mu.Lock()",
		}},
		{"early, all ways to leave", `func (s *store) take(list []int) {
	for _, n := range list {
		s.mu.Lock()
		switch n {
		case 0:
			s.mu.Unlock()
			continue
		case 1:
			s.mu.Unlock()
			panic("one")
		case 2:
			s.mu.Unlock()
			fallthrough
		case 3:
			n++
		}
		if n == 4 { s.mu.Unlock(); break }
		s.mu.Unlock()
	}
}`, []string{
			"early s.mu: s.mu.Unlock() ->", "typo s.mu: s.mu.Unlock() -> s.mu.Lock()",
			"early s.mu: s.mu.Unlock() ->", "typo s.mu: s.mu.Unlock() -> s.mu.Lock()",
			"typo s.mu: s.mu.Unlock() -> s.mu.Lock()",
			"early s.mu: if n == 4 { s.mu.Unlock(); break } -> if n == 4 { ; break }",
			"typo s.mu: if n == 4 { s.mu.Unlock(); break } -> if n == 4 { s.mu.Lock(); break }",
			"typo s.mu: s.mu.Unlock() -> s.mu.Lock()",
		}},
		{"no early where it is deferred", `func (s *store) take(n int) {
	s.mu.Lock()
	defer func() { s.mu.Unlock() }()
	if n == 0 {
		s.mu.Unlock()
		return
	}
	s.mu.Unlock()
}`, []string{
			"typo s.mu: defer func() { s.mu.Unlock() }() -> defer func() { s.mu.Lock() }()",
			"typo s.mu: s.mu.Unlock() -> s.mu.Lock()",
			"typo s.mu: s.mu.Unlock() -> s.mu.Lock()",
		}},
		{"no early where it is acquired again", `func (s *store) take(n int) {
	s.mu.Lock()
	s.mu.Unlock() // first
	s.mu.Lock()
	s.mu.Unlock()
}`, []string{
			"typo s.mu: s.mu.Unlock() // first -> s.mu.Lock() // first",
			"early s.mu: s.mu.Unlock() ->",
			"typo s.mu: s.mu.Unlock() -> s.mu.Lock()",
		}},
		{"drop", `func (s *store) add(key string) {
	s.mu.Lock()
	s.items[key]++
	s.mu.Unlock()
	s.other.Unlock()
	s.other.Lock()
}`, []string{
			"drop s.mu: s.mu.Unlock() ->",
			"typo s.mu: s.mu.Unlock() -> s.mu.Lock()",
		}},
		{"no drop where a literal releases, too", `func (s *store) add(run func(func())) {
	s.mu.Lock()
	run(func() { s.mu.Unlock() })
	s.mu.Unlock()
}`, []string{"typo s.mu: s.mu.Unlock() -> s.mu.Lock()"}},
		{"late and double", `func (s *store) get(key string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.items)
	if n == 0 {
		return 0
	} // empty
	if n == 1 {
		return 1
	}
	return s.items[key]
}`, []string{
			"drop s.mu: defer s.mu.Unlock() ->",
			"typo s.mu: defer s.mu.Unlock() -> defer s.mu.Lock()",
			"late s.mu: defer s.mu.Unlock() ->  | } // empty -> }; defer s.mu.Unlock() // empty",
			"double s.mu: return 0 -> s.mu.Unlock(); return 0",
		}},
		{"no late where the lock is used before the return", `func (s *store) get(key string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	func() { s.mu.TryLock() }()
	if len(s.items) == 0 {
		return 0
	}
	return s.items[key]
}`, []string{
			"drop s.mu: defer s.mu.Unlock() ->",
			"typo s.mu: defer s.mu.Unlock() -> defer s.mu.Lock()",
		}},
		{"no late where there is an else", `func (s *store) get(key string) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.items) == 0 {
		return 0
	} else {
		n++
	}
	return s.items[key] + n
}`, []string{
			"drop s.mu: defer s.mu.Unlock() ->",
			"typo s.mu: defer s.mu.Unlock() -> defer s.mu.Lock()",
		}},
		{"no late where the call is not written out", `func (s *store) get(key string) int {
	s.names.Lock([]string{key}[0])
	defer s.names.Unlock([]string{key}[0])
	if len(s.items) == 0 {
		return 0
	}
	return s.items[key]
}`, []string{
			"drop s.names([]string{…}[0]): defer s.names.Unlock([]string{key}[0]) ->",
			"typo s.names([]string{…}[0]): defer s.names.Unlock([]string{key}[0]) -> defer s.names.Lock([]string{key}[0])",
		}},
		{"no late where the lock is another one then", `func swap(a, b *store) {
	s := a
	s.mu.Lock()
	defer s.mu.Unlock()
	s = b
	if b == nil {
		return
	}
	s.items = nil
}`, []string{
			"drop s.mu: defer s.mu.Unlock() ->",
			"typo s.mu: defer s.mu.Unlock() -> defer s.mu.Lock()",
		}},
		{"no late where it may not be held", `func (s *store) try(n int) {
	s.mu.TryLock()
	defer s.mu.Unlock()
	if n == 0 {
		return
	}
	s.items = nil
}`, []string{
			"drop s.mu: defer s.mu.Unlock() ->",
			"typo s.mu: defer s.mu.Unlock() -> defer s.mu.Lock()",
		}},
		{"mode", `func (s *store) get(key string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.items[key]
}`, []string{
			"drop s.mu: defer s.mu.RUnlock() ->",
			"typo s.mu: defer s.mu.RUnlock() -> defer s.mu.RLock()",
			"mode s.mu: defer s.mu.RUnlock() -> defer s.mu.Unlock()",
		}},
		{"both modes", `func (s *store) get(key string) int {
	s.mu.RLock()
	n := s.items[key]
	s.mu.RUnlock()
	s.mu.Lock()
	s.items[key]++
	s.mu.Unlock()
	return n
}`, []string{
			"drop s.mu: s.mu.RUnlock() ->",
			"typo s.mu: s.mu.RUnlock() -> s.mu.RLock()",
			"mode s.mu: s.mu.RUnlock() -> s.mu.Unlock()",
			"drop s.mu: s.mu.Unlock() ->",
			"typo s.mu: s.mu.Unlock() -> s.mu.Lock()",
		}},
		{"no mode where Unlock is another method", `func (s *store) get(key string) int {
	s.names.RLock()
	defer s.names.RUnlock()
	return s.items[key]
}`, []string{
			"drop s.names: defer s.names.RUnlock() ->",
			"typo s.names: defer s.names.RUnlock() -> defer s.names.RLock()",
		}},
		{"keys", `func (s *store) rename(from, to string) {
	if s.names.Lock(from) != nil {
		return
	}
	defer s.names.Unlock(
		from)
	_ = s.names.Lock(to)
	s.items = nil
	s.names.Unlock(to)
}`, []string{
			"drop s.names(from): defer s.names.Unlock( ->  | from) ->",
			"typo s.names(from): defer s.names.Unlock( -> defer s.names.Lock(",
			"drop s.names(to): s.names.Unlock(to) ->",
			"typo s.names(to): s.names.Unlock(to) -> s.names.Lock(to)",
		}},
		{"no lock", `func (s *store) close(run func(int)) {
	s.door.Lock("front")
	s.door.Unlock()
	mutexes := struct{ Lock, Unlock func() }{}
	mutexes.Lock()
	mutexes.Unlock()
	(*mutex).Lock(&s.mu)
	(*mutex).Unlock(&s.mu)
}`, nil},
		{"its release alone", `func (s *store) done() { s.mu.Unlock() }`, nil},
		{"variables of one name", `func both(a, b *store) {
	if s := a; s != nil {
		s.mu.Lock()
	}
	if s := b; s != nil {
		s.mu.Unlock()
	}
}`, nil},
		{"literals", `var reset = func(s *store) {
	go func() {
		s.mu.Lock()
		s.mu.Unlock()
	}()
	s.mu.Lock()
	s.mu.Unlock() // here
	go func() {
		s.mu.Unlock()
	}()
}`, []string{
			"drop s.mu: s.mu.Unlock() ->",
			"typo s.mu: s.mu.Unlock() -> s.mu.Lock()",
			"typo s.mu: s.mu.Unlock() // here -> s.mu.Lock() // here",
		}},
		{"embedded", `type shelf struct{ mutex }

func (s *shelf) sort() {
	s.Lock()
	s.Unlock()
}`, []string{
			"drop s: s.Unlock() ->",
			"typo s: s.Unlock() -> s.Lock()",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			text := shop + tt.source + "\n"
			var rows []string
			for _, m := range found(t, "shop.go", text) {
				r, err := row(text, m)
				if err != nil {
					t.Fatal(err)
				}
				rows = append(rows, strings.TrimSpace(r))
			}
			if !slices.Equal(rows, tt.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(rows, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
}

// TestPlace has all that tells where a mistake is.
func TestPlace(t *testing.T) {
	t.Parallel()
	text := shop + `type box[T any] struct{ mu mutex }

func (b *box[T]) fill() {
	b.mu.Lock()
	func() {
		b.mu.Lock()
		b.mu.Unlock()
	}()
	b.mu.Lock()
	b.mu.Unlock()
}

func (d door) shut(m *mutex) { m.Lock(); m.Unlock() }

func lone(m *mutex) { m.Lock(); m.Unlock() }

var (
	first, second = func(m *mutex) {
		m.Lock()
		m.Unlock()
	}, 2
)
`
	before := strings.Count(shop, "\n")
	var got []string
	for _, m := range found(t, "/src/shop.go", text) {
		if m.Kind != Typo {
			continue
		}
		for i := range m.Acquires {
			m.Acquires[i] -= before
		}
		got = append(got, fmt.Sprintf("%s %s:%d %s %d-%d %s %v", m.Package, m.File, m.Line-before, m.Function, m.First-before, m.Last-before, m.Lock, m.Acquires))
	}
	want := []string{
		"example.com/shop /src/shop.go:7 (*box[T]).fill 3-11 b.mu [6]",
		"example.com/shop /src/shop.go:10 (*box[T]).fill 3-11 b.mu [4 9]",
		"example.com/shop /src/shop.go:13 door.shut 13-13 m [13]",
		"example.com/shop /src/shop.go:15 lone 15-15 m [15]",
		"example.com/shop /src/shop.go:20 var first 18-21 m [19]",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestExit has all exits that early is told for, and other kinds, for which it is not.
func TestExit(t *testing.T) {
	t.Parallel()
	text := shop + `func (s *store) take(list []int) {
again:
	s.mu.Lock()
	for _, n := range list {
		switch n {
		case 0: s.mu.Unlock(); return
		case 1: s.mu.Unlock(); continue
		case 2: s.mu.Unlock(); break
		case 3: s.mu.Unlock(); goto again
		case 4: s.mu.Unlock(); panic(n)
		case 5: s.mu.Unlock(); print(n)
		}
	}
	s.mu.Unlock()
}
`
	var exits []string
	for _, m := range found(t, "shop.go", text) {
		if m.Kind == Early || m.Exit != "" {
			exits = append(exits, string(m.Kind)+" "+m.Exit)
		}
	}
	want := []string{"early return", "early continue", "early break", "early goto", "early panic", "early end"}
	if !slices.Equal(exits, want) {
		t.Errorf("got %q, want %q", exits, want)
	}
}

// TestLeftOut has files that nobody wrote, or that are tests, and one that is neither.
func TestLeftOut(t *testing.T) {
	t.Parallel()
	text := shop + "func lone(m *mutex) { m.Lock(); m.Unlock() }\n"
	for _, tt := range []struct {
		name, file, text string
		want             int
	}{
		{"plain", "shop.go", text, 2},
		{"a test", "shop_test.go", text, 0},
		{"generated", "shop.go", "// Code generated by hand. DO NOT EDIT.\n\n" + text, 0},
		{"from another file", "shop.go", "//line shop.y:1\n" + text, 0},
		{"in part from another file", "shop.go", text + "//line shop.y:1\nvar tail int\n", 0},
	} {
		if got := found(t, tt.file, tt.text); len(got) != tt.want {
			t.Errorf("%s: %d mistakes, want %d", tt.name, len(got), tt.want)
		}
	}
}

// TestCompiles makes all mistakes in those fixtures that are a package in one file, as
// many at once as there are functions, and type-checks what comes of it.
func TestCompiles(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../../testdata/src/lockleak/*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	imports := importer.Default() // which reads each package once
	kinds := make(map[Kind]int)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		fset, f, pkg, info, err := check(imports, file, string(text))
		if err != nil {
			continue // it needs other files of its package
		}
		for _, batch := range (Plan{}).Runs(Find(fset, []*ast.File{f}, pkg, info)) {
			var edits []Edit
			for _, m := range batch {
				kinds[m.Kind]++
				edits = append(edits, m.Edits...)
			}
			changed, err := Apply(text, edits)
			if err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			if _, _, _, _, err := check(imports, file, string(changed)); err != nil {
				t.Errorf("%s: %v: %+v", file, err, batch)
			}
		}
	}
	for _, k := range Kinds() {
		if kinds[k] < 10 {
			t.Errorf("%d mistakes of kind %s, which is too few", kinds[k], k)
		}
	}
}
