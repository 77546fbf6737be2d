package obligation_test

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/analyzer"
	"github.com/lockleak/lockleak/internal/dev/exhaustive"
	"github.com/lockleak/lockleak/internal/dev/monster"
	"github.com/lockleak/lockleak/internal/engine/enginetest"
	"github.com/lockleak/lockleak/internal/engine/obligation"
)

var updateWork = flag.Bool("update", false, "write testdata/work.txt")

// workFile lists what analyses took when somebody last looked: a line for each
// program, with the instructions that were interpreted, the objects that were
// allocated, and their KB.
var workFile = filepath.Join("testdata", "work.txt")

// heavyWork is from how many KB on a program is for exhaustive runs.
const heavyWork = 50_000

// TestWork compares what it takes the engine to analyse programs and fixtures
// with what it took: the number of instructions that were interpreted, of objects
// that were allocated, and their size. Times differ from run to run and from
// machine to machine; these do not, or hardly. A change by more than a fifth is
// either a mistake or to be written down, with -update, by somebody who has looked
// at it.
func TestWork(t *testing.T) {
	var lines []string
	was := readWork(t)
	look := func(name string, u engineUsage) {
		lines = append(lines, fmt.Sprintf("%s %d %d %d", name, u.work, u.objects, u.bytes>>10))
		if *updateWork {
			return
		}
		old, ok := was[name]
		if !ok {
			t.Errorf("%s is not in %s", name, workFile)
			return
		}
		delete(was, name)
		compareWork(t, name, "instructions are interpreted", old[0], u.work)
		compareWork(t, name, "objects are allocated", old[1], int(u.objects))
		compareWork(t, name, "KB are allocated", old[2], int(u.bytes>>10))
	}
	measure(t, "package p\n\nimport \"sync\"\n\nfunc f(mu *sync.Mutex) { mu.Lock(); defer mu.Unlock() }\n") // reads the tables of names
	isHeavy := func(name string) bool {
		if was[name][2] < heavyWork || *updateWork || exhaustive.Enabled() {
			return false
		}
		delete(was, name)
		return true
	}
	for _, m := range monster.All() {
		n := min(m.Size/4, 100)
		if name := fmt.Sprintf("%s/%d", hyphened(m.Name), n); !isHeavy(name) {
			look(name, measure(t, m.Source(n)).engine)
		}
	}
	for _, module := range fixtures {
		if name := "fixtures/" + module; !isHeavy(name) {
			look(name, measureFixtures(t, module))
		}
	}
	if *updateWork {
		if err := os.WriteFile(workFile, []byte(strings.Join(lines, "\n")+"\n"), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	for name := range was {
		t.Errorf("there is no program %s", name)
	}
}

// measureFixtures returns what the engine takes for a module of fixtures.
func measureFixtures(t *testing.T, module string) engineUsage {
	t.Helper()
	var u engineUsage
	engine := engineOf(analyzer.Suite())
	engine.Run = measured(engine.Run, &u)
	graph, err := checker.Analyze([]*analysis.Analyzer{engine}, load(t, fixtureDir(module)), &checker.Options{Sequential: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range graph.Roots {
		if a.Err != nil {
			t.Fatal(a.Err)
		}
	}
	return u
}

// compareWork fails if now is more than a fifth off what it was.
func compareWork(t *testing.T, name, what string, was, now int) {
	t.Helper()
	if 5*now > 6*was || 5*now < 4*was {
		t.Errorf("%s: %d %s, not %d", name, now, what, was)
	}
}

// readWork returns instructions, objects and KB by the name of a program.
func readWork(t *testing.T) map[string][3]int {
	t.Helper()
	f, err := os.Open(workFile)
	if err != nil {
		if *updateWork {
			return nil
		}
		t.Fatal(err)
	}
	defer f.Close()
	all := make(map[string][3]int)
	for s := bufio.NewScanner(f); s.Scan(); {
		var name string
		var v [3]int
		if _, err := fmt.Sscan(s.Text(), &name, &v[0], &v[1], &v[2]); err != nil && !*updateWork {
			t.Fatalf("%s: %q: %v", workFile, s.Text(), err)
		}
		all[name] = v
	}
	return all
}

func hyphened(name string) string { return strings.ReplaceAll(name, " ", "-") }

// TestWorkOfFunctions adds up the instructions that are interpreted for each
// function: they are those for the package, also where one function is analyzed
// in the middle of another, or several times.
func TestWorkOfFunctions(t *testing.T) {
	t.Parallel()
	for _, m := range monster.All() {
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			pkg := enginetest.NewTypeChecker().Must(t, enginetest.Source{Path: "example.com/p", Text: m.Source(m.Size / 20)})
			sum := 0
			res := decide(t, pkg, &obligation.Settings{After: func(fn *ssa.Function, work int) {
				if work < 0 {
					t.Errorf("%s: %d instructions", fn, work)
				}
				sum += work
			}})
			if sum != res.Work || sum == 0 {
				t.Errorf("the functions are %d instructions together, the package %d", sum, res.Work)
			}
		})
	}
}
