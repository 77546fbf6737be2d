package main

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/lockleak/lockleak/analyzer"
	"github.com/lockleak/lockleak/internal/driver/cli"
)

// TestMain makes the test binary be the command when it is called by its name: in the
// scripts, and as the vet tool. It is lockleak, too, for the flag -tool.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"mutants": main,
		"lockleak": func() {
			if args, ok := cli.VetToolArgs(os.Args[1:]); ok {
				os.Args = append(os.Args[:1], args...)
				unitchecker.Main(analyzer.Alone()...)
			}
			os.Exit(cli.Main(analyzer.Alone(), os.Args[1:], os.Stdout, os.Stderr))
		},
		"hang": hang,
	})
}

// hang is a tool that does not end before it is interrupted. Until then, there is a file
// named hanging.
func hang() {
	told := make(chan os.Signal, 1)
	signal.Notify(told, os.Interrupt)
	if err := os.WriteFile("hanging", nil, 0o666); err != nil {
		panic(err)
	}
	<-told
	if err := os.Remove("hanging"); err != nil {
		panic(err)
	}
	os.Exit(2)
}

// TestScript runs the command in a small module.
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
			temp := filepath.Join(e.WorkDir, "temp") // nothing is to be left in it
			e.Vars = append(e.Vars,
				"GOCACHE="+strings.TrimSpace(string(out)), "TMPDIR="+temp, "TMP="+temp,
				"GOENV=off", "GOFLAGS=", "GOWORK=", "GOPROXY=off", "GOTOOLCHAIN=local", "CGO_ENABLED=0",
			)
			return os.Mkdir(temp, 0o777)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"status": status, "empty": empty, "await": await},
	})
}

// status runs a command that is to exit with a status: status 2 mutants ./nothing
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

// empty fails if there is something in a directory: empty temp
func empty(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: empty directory")
	}
	list, err := os.ReadDir(ts.MkAbs(args[0]))
	ts.Check(err)
	if len(list) > 0 {
		ts.Fatalf("%s has %v", args[0], list)
	}
}

// await waits until a file is there: await file
func await(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: await file")
	}
	for range 3000 {
		if _, err := os.Stat(ts.MkAbs(args[0])); err == nil {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	ts.Fatalf("there is no %s", args[0])
}
