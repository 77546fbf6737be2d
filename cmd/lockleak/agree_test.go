package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// TestDriversAgree runs the fixtures of each check through the command line and
// through go vet. Both must report the same, at the lines where the fixtures
// expect it: what is right in analysistest is right for users.
func TestDriversAgree(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs("../../testdata/src")
	if err != nil {
		t.Fatal(err)
	}
	checks, err := os.ReadDir(root)
	if err != nil || len(checks) == 0 {
		t.Fatal("no fixtures", err)
	}
	for _, c := range checks {
		check := c.Name()
		if check == "libraries" || check == "packages" {
			check = "lockleak" // more fixtures for it
		}
		t.Run(c.Name(), func(t *testing.T) { driversAgree(t, check, filepath.Join(root, c.Name())) })
	}
}

// driversAgree runs the fixtures of one check, which are a module in dir.
func driversAgree(t *testing.T, check, dir string) {
	env, tool := append(os.Environ(), goEnv(t)...), self(t)
	var cli, vet []byte
	var cliStatus, vetStatus int
	var wg sync.WaitGroup
	wg.Go(func() { cli, cliStatus = output(t, dir, env, tool, "-json", "./...") })
	wg.Go(func() { vet, vetStatus = output(t, dir, env, "go", "vet", "-json", "-vettool="+tool, "./...") })
	wg.Wait()
	if cliStatus != 1 || vetStatus != 0 {
		t.Errorf("exit statuses: lockleak %d, want 1; go vet -json %d, want 0", cliStatus, vetStatus)
	}
	if t.Failed() {
		return // what follows would list all the findings
	}
	fromCLI, cliLines := findings(t, check, dir, cli)
	fromVet, _ := findings(t, check, dir, vet)
	same(t, "a finding", "go vet", fromVet, "lockleak", fromCLI)
	same(t, "a line with a finding", "the fixtures", wanted(t, dir), "lockleak", cliLines)
}

// output returns what a command prints on standard output, and its status.
func output(t *testing.T, dir string, env []string, name string, args ...string) ([]byte, int) {
	var stderr bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env, cmd.Stderr = dir, env, &stderr
	out, err := cmd.Output()
	if _, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok {
		t.Error(err)
	}
	if stderr.Len() > 0 {
		t.Errorf("%s %s: %s", name, strings.Join(args, " "), stderr.Bytes())
	}
	return out, cmd.ProcessState.ExitCode()
}

// findings reads the JSON tree of go/analysis, or several of them in a row. It
// returns the findings of all checks, with all that is said about them, and the
// file:line, relative to dir, of those of one check.
func findings(t *testing.T, check, dir string, out []byte) (found, lines map[string]bool) {
	t.Helper()
	found, lines = make(map[string]bool), make(map[string]bool)
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var tree map[string]map[string][]diagnostic
		if err := dec.Decode(&tree); err != nil {
			t.Fatalf("%v in %s", err, out)
		}
		for pkg, analyzers := range tree {
			for name, ds := range analyzers {
				for _, d := range ds {
					text := fmt.Sprintf("%s: %s: %+v", pkg, name, d)
					if found[text] {
						t.Errorf("reported twice: %s", text)
					}
					found[text] = true
					if name == check {
						lines[relative(t, dir, d.Posn[:strings.LastIndex(d.Posn, ":")])] = true
					}
				}
			}
		}
	}
	if len(lines) == 0 {
		t.Error("no findings at all")
	}
	return found, lines
}

// A diagnostic is one of those in the JSON tree.
type diagnostic struct {
	Posn, End, Category, Message string
	Related                      []struct{ Posn, End, Message string }
}

// relative returns a file name relative to dir, with slashes.
func relative(t *testing.T, dir, name string) string {
	t.Helper()
	rel, err := filepath.Rel(dir, name)
	if err != nil {
		t.Fatal(err)
	}
	return filepath.ToSlash(rel)
}

// want matches the expectations of analysistest.
var want = regexp.MustCompile("/[/*] want [`\"]")

// wanted returns the file:line of every expectation in the fixtures.
func wanted(t *testing.T, dir string) map[string]bool {
	t.Helper()
	lines := make(map[string]bool)
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if d.IsDir() && d.Name() == "stubs" {
			return fs.SkipDir
		}
		if err != nil || filepath.Ext(name) != ".go" {
			return err
		}
		text, err := os.ReadFile(name)
		n := 0
		for line := range strings.Lines(string(text)) {
			n++
			if want.MatchString(line) {
				lines[fmt.Sprintf("%s:%d", relative(t, dir, name), n)] = true
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// same fails the test for whatever is in only one of two sets.
func same(t *testing.T, what, aName string, a map[string]bool, bName string, b map[string]bool) {
	t.Helper()
	for _, k := range slices.Sorted(maps.Keys(a)) {
		if !b[k] {
			t.Errorf("%s of %s, not of %s: %s", what, aName, bName, k)
		}
	}
	for _, k := range slices.Sorted(maps.Keys(b)) {
		if !a[k] {
			t.Errorf("%s of %s, not of %s: %s", what, bName, aName, k)
		}
	}
}
