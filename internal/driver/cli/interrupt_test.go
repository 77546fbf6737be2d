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

// TestInterrupt checks that a signal ends the go command and the vet tool below
// it, that the status and a line say so, and that no temporary file is left.
// Nothing changes if there are more signals. They are of one kind: of those that wait,
// the system delivers the one with the lowest number first.
func TestInterrupt(t *testing.T) {
	for _, tt := range []struct {
		signals []syscall.Signal
		status  int
		message string
	}{
		{[]syscall.Signal{syscall.SIGINT}, 130, "lockleak: stopped by a signal (interrupt), without results\n"},
		{[]syscall.Signal{syscall.SIGTERM, syscall.SIGTERM, syscall.SIGTERM}, 143, "lockleak: stopped by a signal (terminated), without results\n"},
		{[]syscall.Signal{syscall.SIGHUP}, 129, "lockleak: stopped by a signal (hangup), without results\n"},
		{[]syscall.Signal{syscall.SIGQUIT}, 131, "lockleak: stopped by a signal (quit), without results\n"},
	} {
		t.Run(tt.signals[0].String(), func(t *testing.T) { interrupt(t, tt.signals, tt.status, tt.message) })
	}
}

func interrupt(t *testing.T, signals []syscall.Signal, status int, message string, flags ...string) {
	dir, temp := t.TempDir(), t.TempDir()
	pidFile := filepath.Join(t.TempDir(), "pid")
	writeModule(t, dir, map[string]string{
		// A name of its own for each signal: no results in the go command's cache.
		"a.go":      "package a // " + dir + "\n\nfunc Wait() {}\nfunc F() { Wait() }\n",
		"a_test.go": "package a\n", // hidden, so that there is an overlay
	})
	cmd := exec.Command("lockleak", append(flags, "-tests=false")...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), goEnv(t)...)
	cmd.Env = append(cmd.Env, "FAKE_PID_FILE="+pidFile, "TMPDIR="+temp)
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
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
	for _, s := range signals {
		cmd.Process.Signal(s) // lockleak may have ended after the first
		time.Sleep(time.Millisecond)
	}
	err := cmd.Wait()
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != status {
		t.Errorf("lockleak ends with %v, want status %d", err, status)
	}
	within(t, func() bool { return syscall.Kill(tool, 0) != nil }, "the vet tool still runs")
	if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
		t.Errorf("left behind in the temporary directory: %v, %v", left, err)
	}
	if stdout.Len() > 0 || stderr.String() != message {
		t.Errorf("printed %q and %q, want nothing and %q", stdout.String(), stderr.String(), message)
	}
}

// TestInterruptPrinting checks that a signal ends a run that waits for somebody
// to read what it prints.
func TestInterruptPrinting(t *testing.T) {
	dir := t.TempDir()
	text := "package a\n\nfunc Leak(string) {}\nfunc F() {\n" + strings.Repeat("\tLeak(\"a.mu\")\n", 3000) + "}\n"
	writeModule(t, dir, map[string]string{"a.go": text})
	cmd := exec.Command("lockleak")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), goEnv(t)...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	if _, err := out.Read(make([]byte, 1)); err != nil { // it has begun to print, more than a pipe holds
		t.Fatal(err)
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		cmd.Process.Wait()
		close(ended)
	}()
	select {
	case <-ended:
	case <-time.After(time.Minute):
		t.Fatal("lockleak still waits for a reader")
	}
}

// writeModule writes a module into dir.
func writeModule(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	files["go.mod"] = "module example.com/m\n\ngo 1.26\n"
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}
