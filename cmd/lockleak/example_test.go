package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lockleak/lockleak/internal/dev/exhaustive"
)

// TestExampleFixed applies the fix of the README's example: go vet and lockleak
// have nothing to say of it then.
func TestExampleFixed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("..", "..", "examples", "popmessage"))); err != nil {
		t.Fatal(err)
	}
	env, tool := append(os.Environ(), goEnv(t)...), self(t)
	if _, status := output(t, dir, env, tool); status != 1 {
		t.Fatalf("exit status %d before the fix, want 1", status)
	}
	text, err := os.ReadFile(filepath.Join(dir, "processor.go"))
	if err != nil {
		t.Fatal(err)
	}
	diff, status := output(t, dir, env, tool, "-fix", "-diff")
	if want := "+\t\tp.locks.Unlock(key)\n \t\tpopped.Complete(result{})\n"; status != 1 || !strings.Contains(string(diff), want) {
		t.Errorf("exit status %d of -fix -diff, want 1 and, in the diff, %q:\n%s", status, want, diff)
	}
	runs(t, dir, env, tool, "-fix")
	fixed, err := os.ReadFile(filepath.Join(dir, "processor.go"))
	if err != nil {
		t.Fatal(err)
	}
	if string(fixed) == string(text) {
		t.Error("nothing was fixed")
	}
	if exhaustive.Enabled() {
		runs(t, dir, env, "go", "vet", "./...")
	}
	runs(t, dir, env, tool, "./...")
}

// runs runs a command that is to end well.
func runs(t *testing.T, dir string, env []string, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env = dir, env
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
}
