package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
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

// fixtures is the folder of the fixtures below the root of the module.
const fixtures = "testdata/src/lockleak"

// TestDriversAgree runs the fixtures of the pass through the command line and
// through go vet. Both must report the same, at the lines where the fixtures
// expect it: what is right in analysistest is right for users.
func TestDriversAgree(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	env := append(os.Environ(), goEnv(t)...)
	tool, pattern := self(t), "./"+fixtures+"/..."

	var cli, vet []byte
	var cliStatus, vetStatus int
	var wg sync.WaitGroup
	wg.Go(func() { cli, cliStatus = output(t, root, env, tool, "-json", pattern) })
	wg.Go(func() { vet, vetStatus = output(t, root, env, "go", "vet", "-json", "-vettool="+tool, pattern) })
	wg.Wait()
	if cliStatus != 1 || vetStatus != 0 {
		t.Errorf("exit statuses: lockleak %d, want 1; go vet -json %d, want 0", cliStatus, vetStatus)
	}

	fromCLI, cliLines := findings(t, root, cli)
	fromVet, _ := findings(t, root, vet)
	same(t, "a finding", "go vet", fromVet, "lockleak", fromCLI)
	same(t, "a line with a finding", "the fixtures", wanted(t, root), "lockleak", cliLines)
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
// returns the findings with all that is said about them, and their lines.
func findings(t *testing.T, root string, out []byte) (found, lines map[string]bool) {
	t.Helper()
	found, lines = make(map[string]bool), make(map[string]bool)
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var tree map[string]map[string][]json.RawMessage
		if err := dec.Decode(&tree); err != nil {
			t.Fatalf("%v in %s", err, out)
		}
		for pkg, analyzers := range tree {
			for name, diagnostics := range analyzers {
				for _, d := range diagnostics {
					text := fmt.Sprintf("%s %s %s", pkg, name, d)
					if found[text] {
						t.Errorf("reported twice: %s", text)
					}
					found[text] = true
					lines[lineOf(t, root, d)] = true
				}
			}
		}
	}
	if len(found) == 0 {
		t.Error("no findings at all")
	}
	return found, lines
}

// lineOf returns the file:line of a diagnostic, the file relative to root.
func lineOf(t *testing.T, root string, diagnostic json.RawMessage) string {
	t.Helper()
	var d struct{ Posn string }
	if err := json.Unmarshal(diagnostic, &d); err != nil {
		t.Fatal(err)
	}
	name, err := filepath.Rel(root, d.Posn[:strings.LastIndex(d.Posn, ":")])
	if err != nil {
		t.Fatal(err)
	}
	return filepath.ToSlash(name)
}

// want matches the expectations of analysistest.
var want = regexp.MustCompile("// want [`\"]")

// wanted returns the file:line of every expectation in the fixtures.
func wanted(t *testing.T, root string) map[string]bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(fixtures), "*", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	lines := make(map[string]bool)
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for line := range strings.Lines(string(text)) {
			n++
			if want.MatchString(line) {
				rel, err := filepath.Rel(root, name)
				if err != nil {
					t.Fatal(err)
				}
				lines[fmt.Sprintf("%s:%d", filepath.ToSlash(rel), n)] = true
			}
		}
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
