package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lockleak/lockleak/internal/dev/exhaustive"
)

// Budgets for the facts of the standard library, half as much again as what
// they need with Go 1.26. A fact costs every importer of the package, direct or
// not: the file of facts of a package has those of all that it depends on.
const (
	maxFacts = 146_000 // bytes of all packages together
	maxFact  = 14_000  // bytes of one package
)

// TestFactBytes measures what lockleak tells the importers of the packages of
// the standard library. It vets a package that imports all of them, so that the
// go command analyses them without their tests, each once, and keeps the
// results.
func TestFactBytes(t *testing.T) {
	exhaustive.Only(t)
	t.Parallel()
	env := append(os.Environ(), goEnv(t)...)
	dir := t.TempDir()
	write(t, dir, "go.mod", "module example.com/all\n\ngo 1.26\n")
	write(t, dir, "all.go", importAll(t, dir, env))

	cmd := exec.Command("go", "vet", "-json", "-vettool="+self(t), "-lockdetail.emit=true", "-lockdetail.deps=true", ".")
	var stderr bytes.Buffer
	cmd.Dir, cmd.Env, cmd.Stderr = dir, env, &stderr
	start := time.Now()
	out, err := cmd.Output()
	if err != nil || stderr.Len() > 0 {
		t.Fatalf("%v\n%s", err, stderr.Bytes())
	}
	state := cmd.ProcessState
	t.Logf("%.1fs, with %.1fs on the processors", time.Since(start).Seconds(), (state.UserTime() + state.SystemTime()).Seconds())

	sizes := factBytes(t, out)
	packages := slices.SortedFunc(maps.Keys(sizes), func(a, b string) int {
		return cmp.Or(cmp.Compare(sizes[b], sizes[a]), strings.Compare(a, b))
	})
	if len(packages) < 100 {
		t.Fatalf("just %d packages have facts", len(packages))
	}
	total := 0
	for _, n := range sizes {
		total += n
	}
	t.Logf("%d bytes of %d packages", total, len(packages))
	for _, p := range packages[:5] {
		t.Logf("%d bytes of %s", sizes[p], p)
	}
	if total > maxFacts {
		t.Errorf("the facts have %d bytes, the budget is %d", total, maxFacts)
	}
	if p := packages[0]; sizes[p] > maxFact {
		t.Errorf("the fact of %s has %d bytes, the budget is %d", p, sizes[p], maxFact)
	}
}

// importAll returns a file that imports the standard library.
func importAll(t *testing.T, dir string, env []string) string {
	t.Helper()
	list, status := output(t, dir, env, "go", "list", "std")
	if status != 0 {
		t.Fatal("go list std fails")
	}
	var b strings.Builder
	b.WriteString("package all\n\nimport (\n")
	for p := range strings.FieldsSeq(string(list)) {
		if !slices.ContainsFunc(strings.Split(p, "/"), func(dir string) bool { return dir == "internal" || dir == "vendor" }) {
			fmt.Fprintf(&b, "\t_ %q\n", p)
		}
	}
	b.WriteString(")\n")
	return b.String()
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// factBytes reads the output of go vet -json. It returns the size of the fact of
// each package that has one. No package may have an internal error.
func factBytes(t *testing.T, out []byte) map[string]int {
	t.Helper()
	sizes := make(map[string]int)
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var tree map[string]map[string][]diagnostic
		if err := dec.Decode(&tree); err != nil {
			t.Fatal(err)
		}
		for pkg, analyzers := range tree {
			for _, d := range analyzers["lockdetail"] {
				var p struct {
					FactBytes int
					Internal  []string
				}
				if err := json.Unmarshal([]byte(d.Message), &p); err != nil {
					t.Fatalf("%s: %v in %s", pkg, err, d.Message)
				}
				if p.FactBytes > 0 {
					sizes[pkg] = p.FactBytes
				}
				for _, line := range p.Internal {
					t.Errorf("%s: internal error: %s", pkg, line)
				}
			}
		}
	}
	return sizes
}
