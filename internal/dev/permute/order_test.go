package permute_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/lockleak/lockleak/internal/dev/exhaustive"
	"github.com/lockleak/lockleak/internal/dev/monster"
	"github.com/lockleak/lockleak/internal/dev/oracle"
	"github.com/lockleak/lockleak/internal/dev/permute"
)

// A plan says what is tried. All of it takes minutes: see [plans].
type plan struct {
	permutations uint64
	facts        bool              // of the standard library
	fixtures     func(string) bool // modules and packages of fixtures
	programs     int               // of package oracle
	together     int               // programs in a package
	tangles      uint64
	monsterSize  int
	std          []string
}

// plans returns what is tried in each run of the tests, or else all that is asked
// for.
func plans(all bool) plan {
	if !all {
		quick := []string{"lockleak", "guards", "handoff", "orderalone", "orderdeferred", "orderfirst", "orderlast", "popmessage"}
		return plan{
			permutations: 2,
			fixtures:     func(name string) bool { return slices.Contains(quick, name) },
			programs:     40, together: 20, tangles: 20, monsterSize: 6,
			std: []string{"context", "log"},
		}
	}
	return plan{
		permutations: 20, facts: true,
		fixtures: func(string) bool { return true },
		programs: 200, together: 20, tangles: 100, monsterSize: 30,
		std: []string{
			"context", "crypto/tls", "database/sql", "encoding/gob", "expvar", "go/types", "internal/poll", "log", "net", "net/http",
			"net/http/httptest", "net/textproto", "os", "os/exec", "sync",
		},
	}
}

// TestOrder permutes packages, and compares all that the engine says of each
// permutation with what it says of the package as it is written.
func TestOrder(t *testing.T) {
	p := plans(exhaustive.Enabled())
	l := newLibrary(p.facts)
	for _, group := range []struct {
		name     string
		subjects func() ([]*subject, error)
		floor    int
	}{
		{"fixtures", func() ([]*subject, error) { return l.fixtures(p) }, 5},
		{"generated", func() ([]*subject, error) { return l.generated(p) }, 1},
		{"tangles", func() ([]*subject, error) { return l.tangles(p) }, 20},
		{"monsters", func() ([]*subject, error) { return l.monsters(p) }, 20},
		{"std", func() ([]*subject, error) { return l.std(p) }, len(p.std)},
	} {
		subjects, err := group.subjects()
		if err != nil {
			t.Fatal(err)
		}
		if len(subjects) < group.floor {
			t.Errorf("%s: %d packages", group.name, len(subjects))
		}
		for _, s := range subjects {
			t.Run(group.name+"/"+s.name, func(t *testing.T) {
				t.Parallel()
				s.try(t, p.permutations)
			})
		}
	}
}

// fixtures returns the packages of the modules of fixtures.
func (l *library) fixtures(p plan) ([]*subject, error) {
	root := filepath.Join("..", "..", "..", "testdata", "src")
	modules, err := os.ReadDir(root)
	if err != nil {
		return nil, err
	}
	var out []*subject
	for _, m := range modules {
		if !p.fixtures(m.Name()) {
			continue
		}
		dir := filepath.Join(root, m.Name())
		if _, err := os.ReadDir(dir); err != nil { // so that the test is run again for new ones
			return nil, err
		}
		paths, err := l.load(dir, "./...")
		if err != nil {
			return nil, err
		}
		for _, path := range paths {
			if !p.fixtures(filepath.Base(path)) {
				continue
			}
			s, err := l.subject(m.Name()+"/"+strings.TrimPrefix(path, "fixtures/"), path)
			if err != nil {
				return nil, err
			}
			out = append(out, s)
		}
	}
	return out, nil
}

// generated returns packages of generated programs.
func (l *library) generated(p plan) ([]*subject, error) {
	support := filepath.Join("testdata", "support.go")
	text, err := os.ReadFile(support)
	if err != nil {
		return nil, err
	}
	if _, err := l.load(".", "errors", "runtime", "sync", "time"); err != nil {
		return nil, err
	}
	var out []*subject
	for first := 0; first < p.programs; first += p.together {
		files := []permute.File{{Name: support, Text: text}}
		for id := first; id < first+p.together; id++ {
			if f, ok := l.program(files[0], id); ok {
				files = append(files, f)
			}
		}
		if len(files) <= p.together/2 {
			return nil, fmt.Errorf("of %d programs, %d compile with %s", p.together, len(files)-1, support)
		}
		s, err := l.subjectOf(fmt.Sprintf("from%d", first), &listed{ImportPath: "p"}, files)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// program returns a generated program. It is not ok if it does not compile, as
// some do not.
func (l *library) program(support permute.File, id int) (f permute.File, ok bool) {
	f = permute.File{Name: fmt.Sprintf("p%d.go", id), Text: []byte(oracle.Generate(1, id).Source(false))}
	u, err := l.check(&listed{ImportPath: "p"}, []permute.File{support, f}, false)
	if err != nil {
		return f, false
	}
	l.forget(u)
	return f, true
}

// tangles returns tangles of several sizes.
func (l *library) tangles(p plan) ([]*subject, error) {
	if _, err := l.load(".", "sync"); err != nil {
		return nil, err
	}
	var out []*subject
	for seed := range p.tangles {
		files := []permute.File{{Name: "tangle.go", Text: []byte(tangle(seed, 8+4*int(seed%5)))}}
		s, err := l.subjectOf(fmt.Sprint(seed), &listed{ImportPath: "p"}, files)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// monsters returns the monsters.
func (l *library) monsters(p plan) ([]*subject, error) {
	var out []*subject
	for _, m := range monster.All() {
		files := []permute.File{{Name: "monster.go", Text: []byte(m.Source(min(m.Size, p.monsterSize)))}}
		s, err := l.subjectOf(strings.ReplaceAll(m.Name, " ", "_"), &listed{ImportPath: "p"}, files)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// std returns packages of the standard library.
func (l *library) std(p plan) ([]*subject, error) {
	paths, err := l.load(".", p.std...)
	if err != nil {
		return nil, err
	}
	var out []*subject
	for _, path := range paths {
		s, err := l.subject(path, path)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// tries is how many orders are tried to find out which move it is.
const tries = 60

// try compares n permutations with the package as it is written.
func (s *subject) try(t *testing.T, n uint64) {
	written := s.pkg.Written()
	want, err := s.results(written)
	if err != nil {
		t.Fatal(err)
	}
	differ, first := 0, uint64(0)
	seeds := make(map[string][]uint64)
	for seed := range n {
		seed++
		got, err := s.results(s.pkg.Shuffle(seed))
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		lines := difference(want, got)
		if len(lines) == 0 {
			continue
		}
		if differ++; differ == 1 {
			first = seed
		}
		for _, line := range lines {
			seeds[line] = append(seeds[line], seed)
		}
	}
	if differ == 0 {
		return
	}
	order := s.pkg.Reduce(s.pkg.Shuffle(first), tries, func(o permute.Order) bool {
		got, err := s.results(o)
		return err == nil && len(difference(want, got)) > 0
	})
	t.Errorf("%d of %d permutations differ. These moves are enough, of those with seed %d:\n%s%s", differ, n, first, s.pkg.Describe(order), table(seeds))
}

// table lists lines and the seeds with which they are there.
func table(seeds map[string][]uint64) string {
	lines := make([]string, 0, len(seeds))
	for line, with := range seeds {
		lines = append(lines, fmt.Sprintf("%s\n\tseeds %d\n", line, with))
	}
	slices.SortFunc(lines, func(a, b string) int { return strings.Compare(a[1:], b[1:]) }) // the same place together
	const most = 30
	if len(lines) > most {
		lines = append(lines[:most], fmt.Sprintf("and %d more\n", len(lines)-most))
	}
	return strings.Join(lines, "")
}

// TestDifference compares a package with one that lacks a release: the comparison
// must not be fooled, and say where it is.
func TestDifference(t *testing.T) {
	t.Parallel()
	const src = `package p

type lock struct{}

func (*lock) Lock() {}
func (*lock) Unlock() {}

type store struct {
	mu lock
	n  int
}

func (s *store) Add(n int) bool {
	s.mu.Lock()
	if n == 0 {
		s.mu.Unlock()
		return false
	}
	s.n += n
	s.mu.Unlock()
	return true
}
`
	l := newLibrary(false)
	var lines [][]string
	for _, text := range []string{src, strings.Replace(src, "s.mu.Unlock()", "_ = s.mu", 1)} {
		s, err := l.subjectOf("p", &listed{ImportPath: "p"}, []permute.File{{Name: "p.go", Text: []byte(text)}})
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.results(s.pkg.Shuffle(1))
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, got)
	}
	got := difference(lines[0], lines[1])
	for _, want := range []string{
		"- site: (*store).Add +2:11 `s.mu.Lock()`: s.mu in (*store).Add +1:17 `func (s *store) Add(n int) bool {`, by \"\", Lock/Unlock[]: released: ",
		"+ site: (*store).Add +2:11 `s.mu.Lock()`: s.mu in (*store).Add +1:17 `func (s *store) Add(n int) bool {`, by \"\", Lock/Unlock[]: leaks: ",
		"+ leak: (*store).Add +2:11 `s.mu.Lock()`: return of s.mu: [acquire (*store).Add +2:11 `s.mu.Lock()`, branch (*store).Add +3:7 `if n == 0 {` true, exit (*store).Add +5:3 `return false` return, sure true]",
		"+ summary: (*store).Add +1:17 `func (s *store) Add(n int) bool {`: lock #0.mu of p.store.mu: ",
		"+ fact: (*p.store).Add: lock #0.mu of p.store.mu: ",
	} {
		if !slices.ContainsFunc(got, func(line string) bool { return strings.HasPrefix(line, want) }) {
			t.Errorf("no line begins with\n%s\nin\n%s", want, strings.Join(got, "\n"))
		}
	}
	if again := difference(lines[0], lines[0]); len(again) > 0 {
		t.Errorf("a package differs from itself: %q", again)
	}
}
