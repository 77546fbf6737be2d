package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/lockleak/lockleak/internal/dev/exhaustive"
)

// TestMain makes the test binary be lockleak, or one whose engine meets damaged
// functions, when it is called by that name:
// in the scripts, and as the vet tool.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"lockleak": main, "damaged": damaged})
}

// TestScript runs lockleak as a user does. UPDATE_SCRIPTS=1 writes the output
// that the scripts want. What follows [!exhaustive] stop is for exhaustive runs.
func TestScript(t *testing.T) {
	t.Parallel()
	env := append(goEnv(t), "VETTOOL="+self(t))
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		Setup: func(e *testscript.Env) error {
			e.Vars = append(e.Vars, env...)
			return nil
		},
		Condition: func(name string) (bool, error) {
			if name != "exhaustive" {
				return false, fmt.Errorf("unknown condition %s", name)
			}
			return exhaustive.Enabled(), nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status":  status,
			"extract": extract,
			"unroot":  unroot,
			"normal":  normal,
		},
	})
}

// self returns the name of the test binary as lockleak.
func self(t *testing.T) string {
	t.Helper()
	name, err := exec.LookPath("lockleak")
	if err != nil {
		t.Fatal(err)
	}
	return name
}

// goEnv returns the environment for go commands in tests: the cache that the
// tests themselves are built in, no network, no settings of the user.
func goEnv(t *testing.T) []string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOCACHE").Output()
	if err != nil {
		t.Fatalf("go env: %v", err)
	}
	return []string{
		"GOCACHE=" + strings.TrimSpace(string(out)),
		"GOENV=off", "GOFLAGS=", "GOWORK=", "GOPROXY=off", "GOTOOLCHAIN=local", "CGO_ENABLED=0",
	}
}

// status runs a command that is to exit with a status: status 2 lockleak -x
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status number command [args...]")
	}
	got := 0
	err := ts.Exec(args[1], args[2:]...)
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if strconv.Itoa(got) != args[0] {
		ts.Fatalf("exit status %d, want %s", got, args[0])
	}
}

// extract writes the .go and .mod files of another script, so that scripts may
// share a module: extract path.txtar
func extract(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: extract script")
	}
	// Not ts.ReadFile: the script is no file of this script's directory.
	a, err := txtar.ParseFile(filepath.Join("testdata", "script", args[0]))
	ts.Check(err)
	for _, f := range a.Files {
		if ext := filepath.Ext(f.Name); ext == ".go" || ext == ".mod" {
			name := ts.MkAbs(f.Name)
			ts.Check(os.MkdirAll(filepath.Dir(name), 0o777))
			ts.Check(os.WriteFile(name, f.Data, 0o666))
		}
	}
}

// unroot copies a file, or stdout, without the name of the script's
// directory: unroot stdout got.json
func unroot(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: unroot from to")
	}
	text := ts.ReadFile(args[0])
	text = strings.ReplaceAll(text, ts.Getenv("WORK")+string(filepath.Separator), "")
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(text), 0o666))
}

// normal copies the text output of lockleak or of go vet in one form. They
// differ in the place of the tab before the lines of a path, in the names of
// packages, which go vet prints above their findings, and in the order of
// packages: normal stderr got.txt
func normal(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: normal from to")
	}
	var findings []string // each with its path
	for line := range strings.Lines(ts.ReadFile(args[0])) {
		switch {
		case strings.HasPrefix(line, "#"):
		case strings.Contains(line, "\t") && len(findings) > 0:
			findings[len(findings)-1] += strings.Replace(line, "\t", "", 1)
		default:
			findings = append(findings, line)
		}
	}
	slices.Sort(findings)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(strings.Join(findings, "")), 0o666))
}
