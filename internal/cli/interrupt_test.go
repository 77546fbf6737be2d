//go:build unix

package cli

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestInterrupt checks that an interrupt ends the go command and the vet tool
// below it, that the status says so, and that no temporary file is left.
func TestInterrupt(t *testing.T) {
	dir, temp := t.TempDir(), t.TempDir()
	pidFile := filepath.Join(t.TempDir(), "pid")
	for name, text := range map[string]string{
		"go.mod":    "module example.com/m\n\ngo 1.26\n",
		"a.go":      "package a\n\nfunc Wait() {}\nfunc F() { Wait() }\n",
		"a_test.go": "package a\n", // hidden, so that there is an overlay
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("lockleak", "-tests=false")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), goEnv(t)...)
	cmd.Env = append(cmd.Env, "FAKE_PID_FILE="+pidFile, "TMPDIR="+temp)
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()

	tool := 0
	within(t, func() bool {
		b, err := os.ReadFile(pidFile)
		tool, _ = strconv.Atoi(string(b))
		return err == nil && tool > 0
	}, "the vet tool does not start")
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	err := cmd.Wait()
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != 130 {
		t.Errorf("lockleak ends with %v, want status 130", err)
	}
	within(t, func() bool { return syscall.Kill(tool, 0) != nil }, "the vet tool still runs")
	if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
		t.Errorf("left behind in the temporary directory: %v, %v", left, err)
	}
	if out.Len() > 0 {
		t.Errorf("output: %s", &out)
	}
}

// within waits until done reports true, a minute at most.
func within(t *testing.T, done func() bool, otherwise string) {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if done() {
			return
		}
	}
	t.Fatal(otherwise)
}
