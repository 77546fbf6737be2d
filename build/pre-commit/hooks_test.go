// Package precommit tests the hooks in .pre-commit-hooks.yaml with the real
// pre-commit, which has to be in the PATH. It is a module of its own because
// "go test ./..." in the other one needs no more than Go and git.
package precommit

import (
	"bytes"
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

const (
	root = "../.." // the folder of lockleak's module
	url  = "https://github.com/lockleak/lockleak"
)

// TestHooks runs pre-commit as a user does. What git takes for the repository of
// lockleak is one with the files as they are here, $HOOKS.
func TestHooks(t *testing.T) {
	if _, err := exec.LookPath("pre-commit"); err != nil {
		t.Fatal(err)
	}
	home, hooks := t.TempDir(), t.TempDir()
	env := environment(t, home)
	settings := fmt.Sprintf("[user]\n\tname = A\n\temail = a@example.com\n[url %q]\n\tinsteadOf = %s\n", hooks, url)
	if err := os.WriteFile(filepath.Join(home, ".gitconfig"), []byte(settings), 0o666); err != nil {
		t.Fatal(err)
	}
	fill(t, hooks, env)
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Vars = append(e.Vars, append(env, "HOOKS="+hooks)...)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"status": status},
	})
}

// environment returns the variables for git, pre-commit and Go: nothing of the
// user, but the modules that are here already, and where others come from.
func environment(t *testing.T, home string) []string {
	t.Helper()
	env := []string{"HOME=" + home, "PRE_COMMIT_HOME=" + filepath.Join(home, "pre-commit"), "PRE_COMMIT_COLOR=never"}
	for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOENV"} {
		out, err := exec.Command("go", "env", name).Output()
		if err != nil {
			t.Fatalf("go env: %v", err)
		}
		env = append(env, name+"="+strings.TrimSpace(string(out)))
	}
	return env
}

// fill makes the folder dir a git repository with a tag, v1.0.0, that has the
// files that are or may be committed here.
func fill(t *testing.T, dir string, env []string) {
	t.Helper()
	for name := range strings.SplitSeq(git(t, root, nil, "ls-files", "-z", "--cached", "--others", "--exclude-standard"), "\x00") {
		text, err := os.ReadFile(filepath.Join(root, name))
		if errors.Is(err, os.ErrNotExist) || name == "" {
			continue // deleted, and not yet committed
		}
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	git(t, dir, env, "init", "-q")
	git(t, dir, env, "add", "-A", "-f")
	git(t, dir, env, "commit", "-q", "-m", "lockleak")
	git(t, dir, env, "tag", "v1.0.0")
}

// git returns what git prints on standard output, run in dir.
func git(t *testing.T, dir string, env []string, args ...string) string {
	t.Helper()
	var stderr bytes.Buffer
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Stderr, cmd.Env = dir, &stderr, append(os.Environ(), env...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, stderr.Bytes())
	}
	return string(out)
}

// status runs a command that is to exit with a status: status 1 pre-commit run
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
