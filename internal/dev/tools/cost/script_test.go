package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain makes the test binary be the command when it is called by its name:
// in the scripts, and as the vet tool.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"cost": main})
}

// TestScript runs the command in small modules.
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
			)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"store": store},
	})
}

// store writes a package with a function of many sections, which takes its time:
// store file
func store(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: store file")
	}
	var b strings.Builder
	b.WriteString("package store\n\nimport \"example.com/shop/mutex\"\n\ntype Store struct { mu mutex.Mutex; n int }\n\nfunc (s *Store) Fill(a int) {\n")
	for i := range 200 {
		fmt.Fprintf(&b, "\ts.mu.Lock()\n\tif a == %d { return }\n\ts.n += a\n\ts.mu.Unlock()\n", i)
	}
	b.WriteString("}\n")
	ts.Check(os.MkdirAll(filepath.Dir(ts.MkAbs(args[0])), 0o777))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(b.String()), 0o666))
}
