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

	"github.com/lockleak/lockleak/internal/dev/exhaustive"
)

// TestDriversAgree runs the fixtures of each check through the command line and
// through go vet. Both must report the same, at the lines where the fixtures
// expect it: what is right in analysistest is right for users. What is reported
// keeps to the conventions, none of it twice, and in the documented categories.
// All modules but one are for exhaustive runs.
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
	var all []finding
	ran := 0
	for _, c := range checks {
		t.Run(c.Name(), func(t *testing.T) {
			if c.Name() != light {
				exhaustive.Only(t)
			}
			all = append(all, driversAgree(t, filepath.Join(root, c.Name()), flags[c.Name()])...)
			ran++
		})
	}
	if ran == len(checks) && !t.Failed() {
		same(t, "a category", "docs/categories.md", documentedCategories(t), "the fixtures", categories(all))
	}
}

// light is the module of fixtures that takes least time, as it imports least.
const light = "deferlock"

// flags are those that a module of fixtures is for.
var flags = map[string][]string{
	"relock-shared":     {"-relock.shared"},
	"lockleak-explicit": {"-lockleak.panic=explicit"},
}

// driversAgree runs a module of fixtures, which is in dir, with the flags, and
// returns the findings of all checks.
func driversAgree(t *testing.T, dir string, flags []string) []finding {
	env, tool := append(os.Environ(), goEnv(t)...), self(t)
	var cli, vet []byte
	var cliStatus, vetStatus int
	var wg sync.WaitGroup
	wg.Go(func() {
		cli, cliStatus = output(t, dir, env, tool, slices.Concat([]string{"-json"}, flags, []string{"./..."})...)
	})
	wg.Go(func() {
		vet, vetStatus = output(t, dir, env, "go", slices.Concat([]string{"vet", "-json", "-vettool=" + tool}, flags, []string{"./..."})...)
	})
	wg.Wait()
	if cliStatus != 1 || vetStatus != 0 {
		t.Errorf("exit statuses: lockleak %d, want 1; go vet -json %d, want 0", cliStatus, vetStatus)
	}
	if t.Failed() {
		return nil // what follows would list all the findings
	}
	fromCLI, fromVet := findings(t, cli), findings(t, vet)
	same(t, "a finding", "go vet", texts(t, fromVet), "lockleak", texts(t, fromCLI))
	same(t, "a line with a finding", "the fixtures", wanted(t, dir), "lockleak", lines(t, dir, fromCLI))
	names := identifiers(t, dir)
	for _, f := range fromCLI {
		for _, problem := range unconventional(f, names) {
			t.Errorf("%s: %s: %s", f.Posn, f.check, problem)
		}
	}
	for _, problem := range repeated(fromCLI) {
		t.Error(problem)
	}
	return fromCLI
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

// findings reads the JSON tree of go/analysis, or several of them in a row.
func findings(t *testing.T, out []byte) []finding {
	t.Helper()
	var all []finding
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var tree map[string]map[string][]diagnostic
		if err := dec.Decode(&tree); err != nil {
			t.Fatalf("%v in %s", err, out)
		}
		for _, pkg := range slices.Sorted(maps.Keys(tree)) {
			for _, check := range slices.Sorted(maps.Keys(tree[pkg])) {
				for _, d := range tree[pkg][check] {
					all = append(all, finding{pkg, check, d})
				}
			}
		}
	}
	return all
}

// texts returns all that is said about findings, which differ.
func texts(t *testing.T, all []finding) map[string]bool {
	t.Helper()
	found := make(map[string]bool)
	for _, f := range all {
		text := fmt.Sprintf("%s: %s: %+v", f.pkg, f.check, f.diagnostic)
		if found[text] {
			t.Errorf("reported twice: %s", text)
		}
		found[text] = true
	}
	return found
}

// lines returns the file:line, relative to dir, of the findings, and their checks.
func lines(t *testing.T, dir string, all []finding) map[string]bool {
	t.Helper()
	lines := make(map[string]bool)
	for _, f := range all {
		lines[relative(t, dir, f.Posn[:strings.LastIndex(f.Posn, ":")])+" "+f.check] = true
	}
	if len(lines) == 0 {
		t.Error("no findings at all")
	}
	return lines
}

// A finding is a diagnostic with the package it is in and the check it is of.
type finding struct {
	pkg, check string
	diagnostic
}

// A diagnostic is one of those in the JSON tree.
type diagnostic struct {
	Posn, End, Category, Message string
	Related                      []related
}

// A related entry is one of those of a diagnostic.
type related struct{ Posn, End, Message string }

// relative returns a file name relative to dir, with slashes.
func relative(t *testing.T, dir, name string) string {
	t.Helper()
	rel, err := filepath.Rel(dir, name)
	if err != nil {
		t.Fatal(err)
	}
	return filepath.ToSlash(rel)
}

// want matches the expectations of analysistest, and pattern one of them, which
// begins with the name of a check.
var (
	want    = regexp.MustCompile("/[/*] want ([`\"].*)")
	pattern = regexp.MustCompile("[`\"]([a-z]+): ")
)

// wanted returns the file:line of every expectation in the fixtures, and its check.
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
			if m := want.FindStringSubmatch(line); m != nil {
				of := pattern.FindAllStringSubmatch(m[1], -1)
				if of == nil {
					t.Errorf("%s:%d: the expectation does not begin with the name of a check", name, n)
				}
				for _, m := range of {
					lines[fmt.Sprintf("%s:%d %s", relative(t, dir, name), n, m[1])] = true
				}
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
