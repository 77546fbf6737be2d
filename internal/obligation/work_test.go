package obligation_test

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lockleak/lockleak/internal/monster"
)

var updateWork = flag.Bool("update", false, "write testdata/work.txt")

// workFile lists what analyses took when somebody last looked.
var workFile = filepath.Join("testdata", "work.txt")

// TestWork compares what it takes to analyse programs with what it took: the
// number of instructions that were interpreted, and the memory that went through.
// Times differ from run to run and from machine to machine; these do not, or
// hardly. A change by more than a fifth is either a mistake or to be written down,
// with -update, by somebody who has looked at it.
func TestWork(t *testing.T) {
	var lines []string
	was := readWork(t)
	for _, m := range monster.All() {
		n := min(m.Size/4, 100)
		u := measure(t, m.Source(n))
		name := strings.ReplaceAll(m.Name, " ", "-")
		lines = append(lines, fmt.Sprintf("%s %d %d %d", name, n, u.work, u.alloc>>10))
		if *updateWork {
			continue
		}
		old, ok := was[fmt.Sprintf("%s %d", name, n)]
		if !ok {
			t.Errorf("%s of size %d is not in %s", name, n, workFile)
			continue
		}
		delete(was, fmt.Sprintf("%s %d", name, n))
		compareWork(t, name, "instructions are interpreted", old[0], u.work)
		compareWork(t, name, "KB are allocated", old[1], int(u.alloc>>10))
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

// compareWork fails if now is more than a fifth off what it was.
func compareWork(t *testing.T, name, what string, was, now int) {
	t.Helper()
	if 5*now > 6*was || 5*now < 4*was {
		t.Errorf("%s: %d %s, not %d", name, now, what, was)
	}
}

// readWork returns instructions and KB by the name and the size of a program.
func readWork(t *testing.T) map[string][2]int {
	t.Helper()
	f, err := os.Open(workFile)
	if err != nil {
		if *updateWork {
			return nil
		}
		t.Fatal(err)
	}
	defer f.Close()
	all := make(map[string][2]int)
	for s := bufio.NewScanner(f); s.Scan(); {
		var name string
		var n int
		var v [2]int
		if _, err := fmt.Sscan(s.Text(), &name, &n, &v[0], &v[1]); err != nil {
			t.Fatalf("%s: %q: %v", workFile, s.Text(), err)
		}
		all[fmt.Sprintf("%s %d", name, n)] = v
	}
	return all
}
