package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain makes the test binary be the command when it is called by its name:
// in the scripts, and as the vet tool.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"corpus": main})
}

// TestScript runs the command in small modules with lists of their own.
func TestScript(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("go", "env", "GOCACHE").Output()
	if err != nil {
		t.Fatalf("go env: %v", err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Vars = append(e.Vars,
				"GOCACHE="+strings.TrimSpace(string(out)),
				"GOENV=off", "GOFLAGS=", "GOWORK=", "GOPROXY=off", "GOTOOLCHAIN=local", "CGO_ENABLED=0",
				"GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1",
				"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com",
			)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status":   status,
			"platform": platform,
		},
	})
}

// status runs a command that is to exit with a status: status 2 corpus std
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

// platform writes a list with the platform of this machine in place of
// PLATFORM: platform file
func platform(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: platform file")
	}
	out, err := exec.Command("go", "env", "GOOS", "GOARCH").Output()
	ts.Check(err)
	text := strings.ReplaceAll(ts.ReadFile(args[0]), "PLATFORM", strings.Join(strings.Fields(string(out)), "/"))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o666))
}
