package cli

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/lockleak/lockleak/internal/dev/exhaustive"
)

// TestMain makes the test binary act as lockleak, with the fake suite, when it
// is called by that name: both for the scripts and as the vet tool.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"lockleak": fakeMain})
}

// fakeMain is the main function of cmd/lockleak with the fake suite. These
// environment variables change what cannot be had otherwise:
//
//	FAKE_BUILT_WITH  the version of Go it was built with
//	FAKE_ARG_BYTES   the limit of a command line
//	FAKE_STDOUT      the file to write to, such as a terminal
func fakeMain() {
	args, isTool := VetToolArgs(os.Args[1:])
	if isTool {
		os.Args = append(os.Args[:1], args...)
		unitchecker.Main(fakeSuite()...)
	}
	p := program{
		suite:     fakeSuite(),
		builtWith: cmp.Or(os.Getenv("FAKE_BUILT_WITH"), runtime.Version()),
		stdout:    os.Stdout,
		stderr:    os.Stderr,
	}
	if s := os.Getenv("FAKE_ARG_BYTES"); s != "" {
		p.argBytes, _ = strconv.Atoi(s)
	}
	if s := os.Getenv("FAKE_STDOUT"); s != "" {
		f, err := os.OpenFile(s, os.O_WRONLY, 0)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(3)
		}
		p.stdout = f
	}
	os.Exit(p.main(args))
}

// TestScript runs lockleak as a user does. What follows [!exhaustive] stop is for
// exhaustive runs.
func TestScript(t *testing.T) {
	env := goEnv(t)
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "", // write the output wanted
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
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"status": status},
	})
}

// status runs a command that is to exit with a status: status 2 lockleak -x
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status number command [args...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	err = ts.Exec(args[1], args[2:]...)
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		got = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// goEnv returns the environment for go commands in tests: the cache that the
// tests themselves are built in, no network, no settings of the user.
func goEnv(t *testing.T) []string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOCACHE").Output()
	if err != nil {
		t.Fatalf("go env: %v", err)
	}
	self, err := exec.LookPath("lockleak")
	if err != nil {
		t.Fatal(err)
	}
	return []string{
		"LOCKLEAK_BIN=" + filepath.Dir(self), // to have it in PATH without go
		"GOCACHE=" + strings.TrimSpace(string(out)),
		"GOENV=off", "GOFLAGS=", "GOWORK=", "GOPROXY=off", "GOTOOLCHAIN=local", "CGO_ENABLED=0",
		"NO_COLOR=", "TERM=xterm",
	}
}
