package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// bin is the folder with the programs under test: golangci-lint with the linter,
// as users build it, and lockleak.
var bin string

func TestMain(m *testing.M) {
	status, err := build(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		status = 1
	}
	os.Exit(status)
}

// build builds the programs, runs the tests and removes the programs.
func build(m *testing.M) (status int, err error) {
	if bin, err = os.MkdirTemp("", "golangci-lint-"); err != nil {
		return 0, err
	}
	defer os.RemoveAll(bin)
	// Each in its module: lockleak needs modules that the plugin does not.
	for dir, pkg := range map[string]string{".": ".", filepath.Join("..", ".."): "./cmd/lockleak"} {
		cmd := exec.Command("go", "build", "-o", bin+string(filepath.Separator), pkg)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			return 0, fmt.Errorf("go build: %w\n%s", err, out)
		}
	}
	return m.Run(), nil
}

// TestScript runs golangci-lint as a user does. UPDATE_SCRIPTS=1 writes the
// output that the scripts want.
func TestScript(t *testing.T) {
	env := append(environment(t), "PATH="+bin+string(filepath.ListSeparator)+os.Getenv("PATH"))
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		Setup: func(e *testscript.Env) error {
			e.Vars = append(e.Vars, env...)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"status": status},
	})
}

// environment returns the variables for golangci-lint and the go command: their
// caches, no network, no settings of the user. golangci-lint keeps its results
// under a sum of the program, so that a changed one does not find old results.
func environment(t *testing.T) []string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOCACHE").Output()
	if err != nil {
		t.Fatalf("go env: %v", err)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir() // golangci-lint looks for a configuration and, as TMPDIR, for another run there
	return []string{
		"GOLANGCI_LINT_CACHE=" + cmp.Or(os.Getenv("GOLANGCI_LINT_CACHE"), filepath.Join(cache, "golangci-lint")),
		"HOME=" + home, "USERPROFILE=" + home, "TMPDIR=" + home, "TMP=" + home,
		"GOCACHE=" + strings.TrimSpace(string(out)),
		"GOENV=off", "GOFLAGS=", "GOWORK=", "GOPROXY=off", "GOTOOLCHAIN=local", "CGO_ENABLED=0",
	}
}

// status runs a command that is to exit with a status: status 3 golangci-lint run
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

// output returns what a program in bin prints on standard output, run in dir. It
// has to exit with the status.
func output(t *testing.T, dir string, env []string, status int, name string, args ...string) []byte {
	t.Helper()
	var stderr bytes.Buffer
	cmd := exec.Command(filepath.Join(bin, name), args...)
	cmd.Dir, cmd.Stderr, cmd.Env = dir, &stderr, append(os.Environ(), env...)
	out, err := cmd.Output()
	if _, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok {
		t.Fatal(err)
	}
	if got := cmd.ProcessState.ExitCode(); got != status || stderr.Len() > 0 {
		t.Errorf("%s %s: exit status %d, want %d\n%s", name, strings.Join(args, " "), got, status, stderr.Bytes())
	}
	return out
}
